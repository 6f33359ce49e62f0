"""The pages of minutes, and every door that a closed item must not come through."""

import pytest
from make import form_data, make_record, make_user
from make_minutes import SECRET, circulated, published, signed
from sqlalchemy import select

from kb.accounts.users import STAFF, Role
from kb.catalog.matching import town_crier
from kb.clock import ONE_DAY, today
from kb.db import db
from kb.jobs.queue import Job
from kb.meetings import minuting
from kb.meetings.kinds import MINUTES
from kb.meetings.meetings import Meeting
from kb.meetings.minutes import Minutes, Part
from kb.meetings.sections import MinutesSection
from kb.publishing.attachments import Attachment
from kb.publishing.records import Visibility


def compiled(held):
    minuting.compile_minutes(held.meeting, held.secretary)


@pytest.fixture
def number_of(app):
    """`number_of(part)`: the record's number of this part."""

    def run(part):
        with app.app_context():
            return db.session.scalar(select(Minutes.number).where(Minutes.part == part))

    return run


@pytest.fixture
def out(held_site, drain):
    """The meeting with its minutes published and found by search."""
    made = held_site(published)
    drain()
    return made


@pytest.fixture
def section_of(app):
    """`section_of(item)`: key of the row with the section of this item."""

    def run(item):
        with app.app_context():
            wanted = select(MinutesSection.id).where(MinutesSection.item_id == item)
            return db.session.scalar(wanted)

    return run


LISTS = (
    "/",
    "/minutes",
    "/minutes?sort=title",
    "/minutes?body_slug=council",
    f"/minutes?q={SECRET}",
    f"/search?q={SECRET}",
    "/search?q=8号",
    "/search?q=纪要",
    f"/api/v1/search?q={SECRET}",
    "/api/v1/search?q=纪要",
    f"/suggest?q={SECRET}",
    "/suggest?q=联盟",
    "/feed.atom",
    "/sitemap.xml",
    "/cities/rizhao",
    "/minutes.csv",
    "/search.csv?q=纪要",
)
STRANGERS = [role for role in Role if role not in STAFF]
OUTSIDE = ("visitor", "expert", "park_editor", "city_liaison")


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_list_tells_anything_of_a_closed_item(browse, keep, out, number_of, role):
    person = None if role == "visitor" else keep(make_user, Role(role), city="weihai")
    whole = number_of(Part.WHOLE)
    for door in LISTS:
        answer = browse(person).get(door)
        assert answer.status_code == 200, door
        shown = answer.text.replace(door.partition("?")[2], "").replace(f"“{SECRET}”", "")
        assert f"{SECRET}人选" not in shown, door
        assert f"{SECRET}发言" not in shown, door
        assert whole not in shown, door


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_page_of_one_record_tells_anything_of_it(browse, keep, out, number_of, role):
    person = None if role == "visitor" else keep(make_user, Role(role), city="weihai")
    browser, public, whole = browse(person), number_of(Part.PUBLIC), number_of(Part.WHOLE)
    for rest in ("", "/integrity", "/citation.bib"):
        answer = browser.get(f"/minutes/{public}{rest}")
        assert answer.status_code == 200, rest
        assert SECRET not in answer.text, rest
        assert browser.get(f"/minutes/{whole}{rest}").status_code == 404, rest
    assert SECRET not in browser.get(f"/api/v1/minutes/{public}").text
    assert browser.get(f"/api/v1/minutes/{whole}").status_code == 404


def test_the_file_of_a_closed_item_is_the_councils(app, browse, out):
    with app.app_context():
        closed = select(Attachment.id).where(Attachment.sha256 == "b" * 64)
        file = db.session.scalar(closed)
    address = f"/files/{file}/download"
    assert browse().get(address).status_code in (303, 404)
    assert SECRET not in browse().get(address).text


def test_the_council_reads_the_whole(browse, out, number_of):
    page = browse(out.member).page(f"/minutes/{number_of(Part.WHOLE)}")
    assert f"{SECRET}发言" in page.text
    assert browse(out.member).get(f"/api/v1/search?q={SECRET}").json["total"] >= 1


def test_published_minutes_show_items_votes_attendance_and_signature(browse, out, number_of):
    page = browse().page(f"/minutes/{number_of(Part.PUBLIC)}")
    assert [one.text for one in page.select(".minutes__number")] == ["一", "三"]
    assert len(page.select(".tally")) == 1
    assert [one.text for one in page.select(".there li")] == ["威海 · 1", "日照 · 1"]
    assert "日照" in page.select_one(".facts").text
    assert "sha256" in page.select_one(".facts code").text


@pytest.mark.parametrize(
    "place", ["new", "from-word", "exchange", "{}/edit", "{}/history", "{}/attachments"]
)
def test_the_doors_that_all_kinds_share_are_closed_to_minutes(browse, out, staff, number_of, place):
    address = f"/minutes/{place.format(number_of(Part.WHOLE))}"
    for answer in (browse(staff).get(address), browse(staff).post(address, form_data(MINUTES))):
        assert answer.status_code in (403, 404, 405), address


@pytest.mark.parametrize("step", ["submit", "publish", "return", "copy", "versions/1/restore"])
def test_no_order_changes_published_minutes(browse, out, staff, number_of, step):
    address = f"/minutes/{number_of(Part.WHOLE)}"
    before = browse(staff).page(address).select_one("article").text
    answer = browse(staff).post(f"{address}/{step}", {"reason": "试试"})
    assert answer.status_code in (403, 404, 409, 422)
    assert browse(staff).page(address).select_one("article").text == before


def test_a_found_word_leads_to_its_item_on_the_page(browse, out, number_of):
    found = browse().page("/search?q=轮值交接安排")
    hit = found.select_one(f".hit__file a[href*='{number_of(Part.PUBLIC)}#']")
    assert "三、轮值交接安排" in hit.text
    address, _sign, anchor = hit["href"].partition("#")
    assert browse().page(address).find(id=anchor).text.endswith("轮值交接安排")


def test_a_resolution_is_found_with_its_own_anchor(browse, out):
    hit = browse().page("/search?q=同意22项入库").select_one(".hit .hit__file a")
    assert "联盟决〔2026〕7号" in hit.text


def test_newest_minutes_stand_on_the_home_page(browse, out, number_of):
    assert number_of(Part.PUBLIC) in browse().get("/").text


def test_who_follows_a_body_hears_of_its_new_minutes(app, browse, held_site, drain):
    made = held_site(signed)
    follower = {"subject": "search", "value": "/minutes?body_slug=council", "name": "理事会纪要"}
    assert browse(made.absent).post("/subscriptions/new", follower).status_code == 303
    assert browse(made.secretary).post(f"{made.address}/publish").status_code == 303
    with app.app_context():
        jobs = select(Job.payload).where(Job.name == "followers")
        for payload in db.session.scalars(jobs).all():
            town_crier(app.extensions["kb_site"])(payload, None)
        db.session.commit()
    assert "理事会纪要" in browse(made.absent).get("/notices").text


def test_two_secretaries_lose_nothing(browse, held_site, staff, section_of):
    made = held_site(compiled)
    address = f"{made.address}/sections/{section_of(made.items['last'])}"
    opened = browse(staff).page(address).select_one("[name=version]")["value"]
    heading = "三、轮值交接安排"
    first = {"heading": heading, "text": "第一位秘书的文字。", "version": opened}
    assert browse(made.secretary).post(address, first).status_code == 303
    second = browse(staff).post(address, first | {"text": "第二位秘书的话语。"})
    assert second.status_code == 409
    assert "第一位秘书的文字。" in second.text
    assert "第二位秘书的话语。" in second.text
    assert "第一位秘书的文字。" in browse(staff).get(made.address).text


@pytest.mark.parametrize("role", [None, *STRANGERS])
def test_a_draft_is_not_there_for_a_stranger(browse, keep, held_site, number_of, role):
    made = held_site(compiled)
    person = keep(make_user, role, city="binzhou") if role else None
    assert browse(person).get(made.address).status_code == 404
    assert browse(person).get("/minutes/draft-1").status_code == 404
    made = browse(person).post(f"{made.address}/sign")
    assert made.status_code in (303, 404)


def test_who_attended_reads_the_circulated_text_and_asks_for_a_correction(app, browse, held_site):
    made = held_site(compiled)
    assert browse(made.member).get(made.address).status_code == 404
    until = {"until": minuting.today().isoformat()}
    assert browse(made.secretary).post(f"{made.address}/circulate", until).status_code == 303
    assert SECRET in browse(made.member).get(made.address).text
    asked = {"place": "与会代表交换了意见。", "text": "与会代表充分交换了意见。"}
    sent = browse(made.member).post(f"{made.address}/corrections", asked)
    assert sent.status_code == 303
    page = browse(made.secretary).page(made.address)
    assert page.select_one(".correction ins").text
    empty = browse(made.member).post(f"{made.address}/corrections", {"place": "", "text": ""})
    assert empty.status_code == 422
    assert browse(made.absent).post(f"{made.address}/corrections", asked).status_code == 403


def test_a_day_that_does_not_exist_is_refused_beside_the_field(browse, held_site):
    made = held_site(compiled)
    answer = browse(made.secretary).post(f"{made.address}/circulate", {"until": "2026-02-30"})
    assert answer.status_code == 422
    assert "2026-02-30" in answer.text


def test_the_chair_signs_on_the_page_and_the_wrong_chair_reads_why_not(browse, held_site):
    made = held_site(circulated)
    page = browse(made.chair).page(made.address)
    seen = {"digest": page.select_one("[name=digest]")["value"]}
    refused = browse(made.member).post(f"{made.address}/sign", seen)
    assert refused.status_code == 403
    assert "日照" in refused.text
    assert not browse(made.member).page(made.address).select("[name=digest]")
    assert browse(made.chair).post(f"{made.address}/sign", seen).status_code == 303


def test_a_correction_is_added_on_a_page_and_stands_under_the_minutes(browse, out, number_of):
    address = f"/minutes/{number_of(Part.PUBLIC)}"
    words = {"text": "“22项”应为“21项”。", "reason": "笔误"}
    assert browse(out.secretary).post(f"{address}/addenda", words).status_code == 303
    assert "“22项”应为“21项”。" in browse().page(address).select_one("#addenda").text
    assert browse(out.member).post(f"{address}/addenda", words).status_code == 403
    assert browse(out.secretary).post(f"{address}/addenda", {"text": "改"}).status_code == 422


def test_minutes_are_related_to_other_records_and_stay_intact(browse, keep, out, number_of):
    project, address = keep(make_record, title="蓝领人才项目"), f"/minutes/{number_of(Part.PUBLIC)}"
    words = {"number": project.number, "relation": "cites"}
    assert browse(out.member).post(f"{address}/relations", words).status_code == 403
    assert browse(out.secretary).post(f"{address}/relations", words).status_code == 303
    assert "蓝领人才项目" in browse().page(address).select_one(".related").text
    assert address in browse().get(f"/libraries/projects/{project.number}").text
    assert browse().page(f"{address}/integrity").select_one(".alert--success")
    wrong = browse(out.secretary).post(
        f"{address}/relations", {"number": "XM-1", "relation": "cites"}
    )
    assert wrong.status_code == 422


def test_outsiders_are_led_from_the_meeting_to_what_is_published(browse, out, number_of):
    answer = browse().get(out.address)
    assert answer.location.endswith(number_of(Part.PUBLIC))


def test_minutes_can_be_withdrawn_and_say_the_same_when_they_are_back(
    app, browse, out, staff, number_of
):
    address = f"/minutes/{number_of(Part.PUBLIC)}"
    assert browse(staff).post(f"{address}/withdraw", {"reason": "有误"}).status_code == 302
    assert browse().get(address).status_code == 410
    assert browse().get(f"{address}/integrity").status_code == 410
    browse(staff).post(f"{address}/restore")
    assert browse().page(f"{address}/integrity").select_one(".alert--success")


def test_the_visibility_of_a_draft_is_the_secretariats(app, held_site):
    held_site(compiled)
    with app.app_context():
        draft = db.session.scalar(select(Minutes))
        assert draft.visibility is Visibility.SECRETARIAT
        assert draft.body == ""


def test_an_order_without_a_form_changes_nothing(browse, held_site, staff, section_of):
    made = held_site(compiled)
    address = f"{made.address}/sections/{section_of(made.items['last'])}"
    before = browse(staff).get(address).text
    assert browse(staff).client.post(address).status_code < 500
    assert browse(staff).get(address).text.count("轮值交接安排") == before.count("轮值交接安排")


def test_my_work_names_the_minutes_to_check_until_the_last_day_then_to_sign(held_site, browse, app):
    def under_correction(made):
        minuting.compile_minutes(made.meeting, made.secretary)
        minuting.circulate(made.meeting, made.secretary, today())

    made = held_site(under_correction)
    work = {name: browse(getattr(made, name)) for name in ("member", "chair", "absent")}

    def ways(name):
        return [a.text for a in work[name].page("/my").select(f'a.button[href="{made.address}"]')]

    assert ways("member") == ["核对纪要: 联盟理事会第四次会议"]
    assert ways("absent") == []
    with app.app_context():
        db.session.get(Meeting, made.id).corrections_until = today() - ONE_DAY
        db.session.commit()
    assert ways("member") == []
    assert ways("chair") == ["签发纪要: 联盟理事会第四次会议"]
