"""Reports in the media: counted as they are, gaps named, one click to what they tell of."""

from datetime import date, timedelta

import pytest
from make import make_record, make_user
from make_governance import make_seven
from make_match import make_report
from sqlalchemy import func, select

from kb.accounts.users import Role
from kb.activities.activities import Activity
from kb.bulletin import campaigns, coverage, reporting
from kb.bulletin.articles import Article, Campaign, Genre
from kb.clock import today
from kb.db import db
from kb.empowerment.partners import Partner
from kb.errors import Conflict, NotAllowed
from kb.libraries.outcomes import Outcome
from kb.publishing.links import RecordLink, Relation
from kb.publishing.records import Record

REPORT = {"title": "园区新成果亮相", "issuer": "日照日报", "published_on": "2026-11-02"}
CAMPAIGN = {"name": "聚才蓝区", "name_en": "", "aim": "", "starts_on": "2026-01-01", "ends_on": ""}


@pytest.fixture
def outcome(keep, park):
    return keep(make_record, Outcome, title="智慧园区数据标准", city="rizhao", member="rizhao-park")


def make_campaign(person, **given):
    days = {"starts_on": date(2026, 1, 1), "ends_on": None}
    return campaigns.begin(CAMPAIGN | days | given, db.session.merge(person))


def test_reports_are_counted_by_outlet_member_city_and_year(context, park):
    make_report(city="rizhao", member="rizhao-park")
    make_report(year=None, published_on="2025-03-01")
    make_report(issuer="另一家报", visibility="secretariat")
    make_record(Article, genre=Genre.NEWS, issuer="某报")
    found = coverage.counted(None)
    assert (found.total, dict(found.outlets)) == (2, {"某报": 2})
    assert (dict(found.members), dict(found.cities)) == ({"rizhao-park": 1}, {"rizhao": 1})
    assert dict(found.years) == {2026: 1, 2025: 1}


def test_the_page_and_its_data_say_the_same(keep, browse, park):
    keep(make_report, city="rizhao")
    partner = keep(make_record, Partner, title="某报", partner_kind="media")
    page = browse().page("/media")
    outlet = page.select_one("#by-outlet ~ table tbody tr")
    assert outlet.a["href"] == f"/partners/{partner.number}"
    assert "1" in outlet.td.get_text()
    given = browse().get("/media.json").json
    assert (given["total"], given["cities"]) == (1, {"rizhao": 1})
    assert not page.select("#gaps")


def test_a_gap_is_what_was_done_lately_and_no_published_report_tells_of(context, park):
    new = make_record(Outcome, title="新成果")
    make_record(Outcome, title="老成果", published_on="2020-01-01")
    make_record(Outcome, title="只知年份的老成果", year=2015)
    held = make_record(Activity, progress="held", published_on=today().isoformat())
    make_record(Activity, progress="planned")
    told, waiting = make_record(Outcome, title="已报道"), make_record(Outcome, title="报道未发")
    staff = make_user()
    reporting.relate(make_report(), told, staff)
    reporting.relate(make_report(published=False), waiting, staff)
    found = coverage.gaps(None, today(), 12)
    assert {one.id for one in found.records} == {new.id, held.id, waiting.id}
    assert found.total == 3


def test_units_see_the_gaps_and_the_step_for_their_own(keep, browse, outcome, editor):
    keep(make_record, Outcome, title="别家的成果")
    page = browse(editor).page("/media")
    titles = page.select(".gaplist li")
    assert len(titles) == 2
    (step,) = page.select(".gaplist a.button")
    assert step["href"] == f"/media/report/{outcome.number}"


def test_a_unit_brings_in_the_report_of_its_own_record(app, browse, outcome, editor):
    address = f"/media/report/{outcome.number}"
    made = browse(editor).post(address, REPORT | {"form_key": "one"})
    assert made.status_code == 303
    again = browse(editor).post(address, REPORT | {"form_key": "one"})
    assert again.location == made.location
    with app.app_context():
        (article,) = db.session.scalars(select(Article)).all()
        assert (article.genre, article.member, article.year) == (Genre.MEDIA, "rizhao-park", 2026)
        link = db.session.scalar(select(RecordLink))
        assert (link.from_id, link.to_id) == (article.id, outcome.id)
        assert link.relation is Relation.REPORTS


def test_the_page_of_a_record_leads_its_unit_to_the_form(keep, browse, outcome, editor):
    planned = keep(make_record, Activity, progress="planned", member="rizhao-park", city="rizhao")
    places = [f"/libraries/outcomes/{outcome.number}", f"/activities/{planned.number}"]
    steps = [browse(editor).page(place).select('a[href^="/media/report/"]') for place in places]
    assert [len(step) for step in steps] == [1, 0]
    assert not browse().page(places[0]).select('a[href^="/media/report/"]')


def test_strangers_bring_in_no_report(app, keep, browse, outcome):
    stranger = keep(make_user, Role.PARK_EDITOR, member="weihai-park")
    assert browse(stranger).post(f"/media/report/{outcome.number}", REPORT).status_code == 403
    assert browse(stranger).get("/media/report/CG-1900-0001").status_code == 404
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Article)) == 0


def test_nobody_brings_in_a_report_on_what_is_not_theirs_or_not_out(context, park):
    stranger = make_user(Role.PARK_EDITOR, member="weihai-park")
    for record, person in (
        (make_record(Outcome, member="rizhao-park"), stranger),
        (make_record(Outcome, published=False), make_user()),
    ):
        with pytest.raises(NotAllowed):
            reporting.bring_in(record, REPORT, person)


def test_what_is_missing_in_a_report_is_said_beside_the_field(browse, outcome, staff):
    address = f"/media/report/{outcome.number}"
    answer = browse(staff).post(address, REPORT | {"web_address": "javascript:alert(1)"})
    assert answer.status_code == 422
    assert "园区新成果亮相" in answer.text


def test_a_report_offers_what_it_may_tell_of_and_one_click_relates_them(
    app, keep, browse, outcome, staff
):
    keep(make_record, Outcome, title="完全无关之事")
    report = keep(make_report, title="日照发布智慧园区数据标准")
    page = browse(staff).page(f"/bulletin/{report.number}")
    form = page.select_one("form.line")
    assert form.select_one("input[name=record]")["value"] == outcome.number
    sent = browse(staff).post(form["action"], {"record": outcome.number})
    assert sent.status_code == 303
    assert report.title in browse().get(f"/libraries/outcomes/{outcome.number}").text
    with app.app_context():
        fresh = db.session.get(Article, report.id)
        assert outcome.id not in {one.id for one in coverage.likely(fresh, None)}


def test_only_who_may_edit_a_report_relates_it(keep, browse, outcome, editor, staff):
    report = keep(make_report)
    address = f"/media/articles/{report.number}/reports"
    assert browse(editor).post(address, {"record": outcome.number}).status_code == 403
    assert browse(staff).post(address, {"record": "CG-1900-0001"}).status_code == 422
    assert not browse(editor).page(f"/bulletin/{report.number}").select("form.line")


def test_the_address_of_a_report_is_a_plain_link_that_passes_nothing_on(keep, browse, park):
    report = keep(make_report, web_address="https://paper.example.cn/1")
    page = browse().page(f"/bulletin/{report.number}")
    (link,) = page.select('a[href="https://paper.example.cn/1"]')
    assert {"nofollow", "noopener"} <= set(link["rel"])


def test_a_campaign_gathers_reports_and_what_they_tell_of(app, keep, browse, outcome, staff):
    made = keep(make_campaign, staff)
    report = keep(make_report, campaign=made.slug)
    browse(staff).post(f"/media/articles/{report.number}/reports", {"record": outcome.number})
    page = browse().page(f"/media/campaigns/{made.slug}")
    links = {a["href"] for a in page.select(".gaplist a")}
    assert links == {f"/bulletin/{report.number}", f"/libraries/outcomes/{outcome.number}"}
    assert browse().get("/media/campaigns/nothing").status_code == 404


def test_two_campaigns_of_one_name_have_their_own_addresses(context):
    staff = make_user()
    slugs = [make_campaign(staff).slug for _number in range(3)]
    assert len(set(slugs)) == 3
    assert make_campaign(staff, name="new").slug != "new"


def test_only_the_staff_begin_and_change_campaigns(app, keep, browse, editor, staff):
    assert browse(editor).get("/media/campaigns/new").status_code == 403
    made = browse(staff).post("/media/campaigns/new", CAMPAIGN)
    assert browse(editor).get(f"{made.location}/edit").status_code == 403
    with app.app_context(), pytest.raises(NotAllowed):
        make_campaign(editor)


def test_of_two_who_change_a_campaign_the_second_sees_both_texts(app, keep, browse, staff):
    made = keep(make_campaign, staff)
    address, opened = f"/media/campaigns/{made.slug}/edit", {"version": str(made.version)}
    first = browse(staff).post(address, CAMPAIGN | opened | {"aim": "第一人"})
    assert first.status_code == 303
    second = browse(staff).post(address, CAMPAIGN | opened | {"aim": "第二人"})
    assert second.status_code == 409
    assert "第一人" in second.text
    assert "第二人" in second.text
    with app.app_context():
        found, person = db.session.scalar(select(Campaign)), db.session.merge(staff)
        with pytest.raises(Conflict):
            campaigns.change(found, CAMPAIGN, made.version, person)


def test_a_campaign_that_ends_before_it_begins_is_not_saved(browse, staff):
    wrong = CAMPAIGN | {"ends_on": "2025-01-01"}
    assert browse(staff).post("/media/campaigns/new", wrong).status_code == 422


def test_many_reports_and_gaps_cost_no_more_statements_than_few(
    keep, browse, park, staff, statements
):
    keep(make_seven)
    keep(make_record, Outcome)
    few = statements(browse(staff), "/media")
    for _number in range(5):
        keep(make_report, city="rizhao", member="rizhao-park")
        keep(make_record, Outcome)
    assert statements(browse(staff), "/media") == few


@pytest.mark.parametrize("months", ["3", "24", "0", "x", ""])
def test_the_span_of_the_gaps_is_one_of_those_offered(browse, outcome, staff, months):
    page = browse(staff).page(f"/media?months={months}")
    chosen = page.select_one("select[name=months] option[selected]")["value"]
    assert chosen == (months if months in ("3", "24") else "12")


def test_gaps_are_reckoned_from_the_first_day_of_the_span(context):
    day = today()
    make_record(Outcome, published_on=(day - timedelta(days=3)).isoformat())
    assert coverage.gaps(None, day, 3).total == 1
    assert coverage.gaps(None, day + timedelta(days=120), 3).total == 0
    assert db.session.scalar(select(func.count()).select_from(Record)) == 1
