"""The workbench: queue, claims, decisions, advice, many at once, embargo."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from make import content, make_expert, make_record, make_user
from sqlalchemy import select, update

from kb.accounts.users import Role
from kb.clock import midnight, today, utcnow
from kb.db import db
from kb.libraries.experts import Expert
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.audit import AuditEvent
from kb.publishing.notices import Notice
from kb.publishing.records import Record
from kb.publishing.revisions import Revision, State, latest
from kb.search.changes import SearchChange

IN_A_WEEK = today() + timedelta(days=7)


@pytest.fixture
def secretary(keep):
    return keep(make_user, Role.SECRETARIAT, name="李秘书")


@pytest.fixture
def submitted(keep, editor):
    """`submitted(title=...)`: the revision of a new record that waits."""

    def make(model=Project, by=None, **given):
        author = make_user(by) if by else db.session.merge(editor)
        record = make_record(model, author, published=False, **given)
        workflow.submit(record, record.author)
        return latest(record)

    return lambda *args, **given: keep(make, *args, **given)


@pytest.fixture
def changed(keep, editor):
    """The revision of a change to a published record that waits."""

    def make(before, after):
        author = db.session.merge(editor)
        record = make_record(Project, author, **before)
        workflow.save(record, author, content(Project, **before | after))
        workflow.submit(record, author)
        return latest(record)

    return lambda before, after: keep(make, before, after)


def state(app, revision):
    with app.app_context():
        return db.session.get(Revision, revision.id).state


def titles(page):
    return [link.get_text() for link in page.select(".queue tbody th a")]


def test_the_queue_shows_the_oldest_first_and_marks_a_long_wait(
    app, browse, secretary, submitted, park
):
    submitted(title="新来的", member=park.slug, city="rizhao")
    old = submitted(title="等久的")
    with app.app_context():
        since = utcnow() - timedelta(days=9)
        db.session.execute(update(Revision).where(Revision.id == old.id).values(submitted_at=since))
        db.session.commit()
    page = browse(secretary).page("/workbench")
    assert titles(page) == ["等久的", "新来的"]
    assert "9" in page.select_one(".queue .late").get_text()
    assert titles(browse(secretary).page("/workbench?city=rizhao")) == ["新来的"]
    assert titles(browse(secretary).page("/workbench?kind=expert")) == []


def test_of_two_who_claim_one_wins_and_the_other_is_told(app, browse, secretary, staff, submitted):
    revision = submitted()
    assert browse(secretary).post(f"/workbench/{revision.id}/claim").status_code == 302
    late = browse(staff).post(f"/workbench/{revision.id}/claim")
    assert late.status_code == 409
    assert "李秘书" in late.text
    assert titles(browse(staff).page("/workbench")) == []
    assert len(titles(browse(staff).page("/workbench?tab=others"))) == 1
    assert len(titles(browse(secretary).page("/workbench?tab=mine"))) == 1
    assert browse(staff).post(f"/workbench/{revision.id}/approve").status_code == 409
    browse(staff).post(f"/workbench/{revision.id}/release")
    browse(staff).post(f"/workbench/{revision.id}/approve")
    assert state(app, revision) is State.PUBLISHED


def test_of_two_who_claim_at_the_same_moment_one_wins(app, browse, secretary, staff, submitted):
    revision = submitted()
    browsers = [browse(secretary), browse(staff)]
    with ThreadPoolExecutor(2) as pool:
        orders = [pool.submit(b.post, f"/workbench/{revision.id}/claim") for b in browsers]
        statuses = sorted(order.result().status_code for order in orders)
    assert statuses == [302, 409]


def test_a_change_is_shown_field_by_field_and_the_rest_is_folded(browse, secretary, changed):
    revision = changed(
        {"title": "共享实验室", "visibility": "public"},
        {"title": "联合实验室", "visibility": "alliance"},
    )
    page = browse(secretary).page(f"/workbench/{revision.id}")
    shown = page.select(".change")
    assert len(shown) == 2
    assert [each.get_text() for each in shown[0].select("del, ins")] == ["共享", "联合"]
    assert "联盟内" in shown[1].select_one("ins").get_text()
    assert "七市共建。" in page.select_one("details.unchanged").get_text()
    assert "七市共建。" not in " ".join(each.get_text() for each in shown)


def test_a_new_record_is_shown_whole(browse, secretary, submitted):
    revision = submitted(body="## 做法\n\n**共享**设备")
    page = browse(secretary).page(f"/workbench/{revision.id}")
    assert page.select_one(".prose strong").get_text() == "共享"
    assert not page.select("ins, del")


def test_the_files_of_what_waits_are_looked_at_beside_its_text(
    browse, editor, secretary, submitted
):
    address = f"/libraries/projects/draft-{submitted().record_id}"
    browse(secretary).post(
        f"/workbench/{latest_id(browse, secretary)}/return", data={"reason": "补"}
    )
    file = (BytesIO("名单".encode()), "名单.txt")
    browse(editor).post(f"{address}/attachments", data={"files": file})
    browse(editor).post(f"{address}/submit")
    page = browse(secretary).page(f"/workbench/{latest_id(browse, secretary)}")
    assert "名单.txt" in page.select_one("#attachments").get_text()
    assert not page.select("input[type=file]")


def latest_id(browse, secretary) -> str:
    """Of the only revision in the queue."""
    return browse(secretary).page("/workbench").select_one("tbody [name=id]")["value"]


def test_closed_parts_of_an_expert_are_shown_to_who_approves_them(browse, keep, park, secretary):
    def make():
        expert = make_expert(published=False, unit="胶东人才研究院")
        workflow.submit(expert, expert.author)
        return latest(expert)

    page = browse(secretary).page(f"/workbench/{keep(make).id}")
    assert "胶东人才研究院" in page.select_one(".compare").get_text()


def test_approval_leads_to_the_next_and_keeps_the_note(app, browse, secretary, submitted):
    first, second = submitted(title="一"), submitted(title="二")
    answer = browse(secretary).post(f"/workbench/{first.id}/approve", {"note": "数据已核实"})
    assert answer.location.endswith(f"/workbench/{second.id}")
    with app.app_context():
        assert db.session.get(Revision, first.id).note == "数据已核实"


def test_a_return_needs_a_reason_and_keeps_what_was_typed(app, browse, secretary, submitted):
    revision = submitted()
    address = f"/workbench/{revision.id}/return"
    assert browse(secretary).post(address, {"reason": "  "}).status_code == 422
    long = browse(secretary).post(address, {"reason": "补" * 2001})
    assert long.status_code == 422
    assert "补" * 2001 in long.text
    assert state(app, revision) is State.SUBMITTED
    browse(secretary).post(address, {"reason": "请补充数据来源"})
    assert state(app, revision) is State.RETURNED


def test_what_is_decided_is_not_decided_again(browse, secretary, submitted):
    revision = submitted()
    browser = browse(secretary)
    browser.post(f"/workbench/{revision.id}/approve")
    for step, data in (("approve", {}), ("return", {"reason": "晚了"}), ("claim", {})):
        assert browser.post(f"/workbench/{revision.id}/{step}", data).status_code == 409


def test_nobody_of_the_secretariat_approves_their_own_work(app, browse, keep, secretary, staff):
    def own():
        record = make_record(Project, db.session.merge(secretary), published=False)
        workflow.submit(record, record.author)
        return latest(record)

    revision = keep(own)
    page = browse(secretary).page(f"/workbench/{revision.id}")
    assert not page.select(f'form[action="/workbench/{revision.id}/approve"]')
    assert browse(secretary).post(f"/workbench/{revision.id}/approve").status_code == 403
    assert browse(staff).post(f"/workbench/{revision.id}/approve").status_code == 302
    assert state(app, revision) is State.PUBLISHED


def test_whoever_is_alone_in_the_secretariat_approves_their_own_work(app, browse, keep):
    alone = keep(make_user, Role.SECRETARIAT)

    def own():
        record = make_record(Project, db.session.merge(alone), published=False)
        workflow.submit(record, record.author)
        return latest(record)

    revision = keep(own)
    browse(alone).post(f"/workbench/{revision.id}/approve")
    assert state(app, revision) is State.PUBLISHED


def test_many_are_approved_each_by_its_own_rule(app, browse, keep, secretary, staff, submitted):
    good, held = submitted(title="可以"), submitted(title="别人的")
    browse(staff).post(f"/workbench/{held.id}/claim")
    answer = browse(secretary).post("/workbench/approve", {"id": [good.id, held.id, 99999]})
    assert answer.status_code == 200
    assert "XM-" in answer.text
    assert state(app, good) is State.PUBLISHED
    assert state(app, held) is State.SUBMITTED
    with app.app_context():
        assert db.session.get(Record, held.record_id).number is None
        assert db.session.get(Record, good.record_id).published_at is not None
    assert browse(secretary).post("/workbench/approve").location == "/workbench"


def test_an_adviser_reads_this_revision_comments_and_nothing_else(
    app, browse, keep, secretary, submitted
):
    expert = keep(make_user, Role.EXPERT, name="张教授")
    revision, other = submitted(title="请看这个"), submitted(title="不给看的")
    assert browse(expert).get(f"/workbench/{revision.id}").status_code == 404
    asked = {"adviser": expert.id, "question": "方法可行吗？"}
    assert browse(secretary).post(f"/workbench/{revision.id}/ask", asked).status_code == 302
    assert browse(secretary).post(f"/workbench/{revision.id}/ask", asked).status_code == 409

    browser = browse(expert)
    assert titles(browser.page("/workbench")) == ["请看这个"]
    page = browser.page(f"/workbench/{revision.id}")
    assert "方法可行吗？" in page.get_text()
    assert not page.select('form[action$="/approve"], form[action$="/return"]')
    assert browser.get(f"/workbench/{other.id}").status_code == 404
    assert browser.post(f"/workbench/{revision.id}/approve").status_code == 403
    assert browser.post(f"/workbench/{other.id}/advice", {"comment": "好"}).status_code == 404
    assert browser.post(f"/workbench/{revision.id}/advice", {"comment": ""}).status_code == 422
    browser.post(f"/workbench/{revision.id}/advice", {"comment": "可行，样本偏少。"})
    assert "可行，样本偏少。" in browse(secretary).get(f"/workbench/{revision.id}").text
    assert state(app, revision) is State.SUBMITTED


def test_a_park_editor_has_no_workbench(browse, editor, submitted):
    revision = submitted()
    assert browse(editor).get("/workbench").status_code == 403
    assert browse(editor).get(f"/workbench/{revision.id}").status_code == 404


def test_an_adviser_is_told_and_led_to_the_page(app, browse, keep, secretary, submitted):
    liaison, revision = keep(make_user, Role.CITY_LIAISON), submitted(title="请看这个")
    asked = {"adviser": liaison.id, "question": "数据对吗？"}
    browse(secretary).post(f"/workbench/{revision.id}/ask", asked)
    with app.app_context():
        [notice] = db.session.scalars(select(Notice).where(Notice.user_id == liaison.id)).all()
        sentence, address = notice.sentence, notice.facts["href"]
    assert "请看这个" in sentence
    assert browse(liaison).get(address).status_code == 200


def test_similar_records_are_pointed_out(browse, keep, secretary, submitted):
    keep(make_record, Project, title="海洋人才共享实验室")
    keep(make_record, Project, title="完全不同的事")
    revision = submitted(title="海洋人才的共享实验室")
    twins = browse(secretary).page(f"/workbench/{revision.id}").select(".twins li a")
    assert [link.get_text() for link in twins] == ["海洋人才共享实验室"]


def test_the_same_expert_at_the_same_unit_is_pointed_out(browse, keep, secretary, submitted):
    keep(make_record, Expert, title="王晓明", unit="青岛大学")
    keep(make_record, Expert, title="王晓明", unit="烟台大学")
    revision = submitted(Expert, by=Role.EXPERT, title="王晓明", unit="青岛大学")
    twins = browse(secretary).page(f"/workbench/{revision.id}").select(".twins li")
    marked = [twin for twin in twins if twin.select(".badge--coral")]
    assert len(twins) == 2
    assert ["青岛大学" in twin.get_text() for twin in marked] == [True]


def test_under_an_embargo_nobody_sees_it_anywhere_before_the_day(
    app, browse, editor, secretary, submitted, drain
):
    revision = submitted(title="斑马禁令项目", city="rizhao", tags=["斑马"])
    day = {"publish_on": IN_A_WEEK.isoformat()}
    browse(secretary).post(f"/workbench/{revision.id}/approve", day)
    drain()
    with app.app_context():
        record = db.session.get(Record, revision.record_id)
        address = f"/libraries/projects/{record.number}"
        assert record.published_at == midnight(IN_A_WEEK)
    visitor = browse()
    assert visitor.get(address).status_code == 404
    assert visitor.get(f"/api/v1{address}").status_code == 404
    for place in (
        "/",
        "/search?q=斑马",
        "/libraries/projects",
        "/api/v1/search?q=斑马",
        "/suggest?q=斑马",
        "/feed.atom",
        "/sitemap.xml",
        "/cities/rizhao",
    ):
        text = visitor.get(place).text
        assert "斑马禁令项目" not in text, place
        assert address not in text, place
    assert visitor.get("/api/v1/search?q=斑马").json["total"] == 0
    assert browse(editor).get(address).status_code == 200
    assert titles(browse(secretary).page("/workbench?tab=embargoed")) == ["斑马禁令项目"]


def test_when_the_day_has_come_readers_find_it_though_no_worker_ran(
    app, browse, secretary, submitted, drain
):
    revision = submitted(title="斑马禁令项目")
    day = {"publish_on": IN_A_WEEK.isoformat()}
    browse(secretary).post(f"/workbench/{revision.id}/approve", day)
    drain()
    with app.app_context():
        # A week passes: both times come to lie in the past.
        past = utcnow() - timedelta(minutes=1)
        for column in (Record.published_at, SearchChange.due_at):
            values = {column.key: past}
            db.session.execute(update(column.class_).where(column > utcnow()).values(values))
        db.session.commit()
        address = f"/libraries/projects/{db.session.get(Record, revision.record_id).number}"
    assert browse().get(address).status_code == 200
    drain()
    assert browse().get("/api/v1/search?q=斑马").json["total"] == 1


def test_an_embargo_can_be_moved_and_lifted(app, browse, secretary, submitted):
    revision = submitted()
    browser = browse(secretary)
    browser.post(f"/workbench/{revision.id}/approve", {"publish_on": IN_A_WEEK.isoformat()})
    later = IN_A_WEEK + timedelta(days=1)
    browser.post(f"/workbench/{revision.id}/embargo", {"publish_on": later.isoformat()})
    with app.app_context():
        assert db.session.get(Record, revision.record_id).published_at == midnight(later)
    browser.post(f"/workbench/{revision.id}/embargo", {"step": "now"})
    with app.app_context():
        assert db.session.get(Record, revision.record_id).published_at <= utcnow()


def test_an_embargo_needs_a_day_to_come_and_a_record_nobody_has_read(
    app, browse, secretary, submitted, changed
):
    new, change = submitted(), changed({"title": "旧"}, {"title": "新"})
    past = {"publish_on": today().isoformat()}
    assert browse(secretary).post(f"/workbench/{new.id}/approve", past).status_code == 422
    ahead = {"publish_on": IN_A_WEEK.isoformat()}
    assert browse(secretary).post(f"/workbench/{change.id}/approve", ahead).status_code == 422
    assert state(app, change) is State.SUBMITTED


def test_a_change_of_visibility_takes_effect_when_it_is_published(
    browse, secretary, changed, drain
):
    revision = changed({"title": "斑马项目"}, {"visibility": "alliance"})
    drain()
    assert browse().get("/api/v1/search?q=斑马").json["total"] == 1
    browse(secretary).post(f"/workbench/{revision.id}/approve")
    drain()
    assert browse().get("/api/v1/search?q=斑马").json["total"] == 0


def test_publishing_a_change_logs_each_field_before_and_after(app, browse, secretary, changed):
    revision = changed({"title": "旧"}, {"title": "新", "visibility": "alliance"})
    browse(secretary).post(f"/workbench/{revision.id}/approve")
    with app.app_context():
        newest = select(AuditEvent).where(AuditEvent.action == "publish")
        line = db.session.scalar(newest.order_by(AuditEvent.id.desc()).limit(1))
        assert line.detail["changes"] == {
            "title": ["旧", "新"],
            "visibility": ["public", "alliance"],
        }


@pytest.mark.parametrize("role", [Role.COUNCIL_MEMBER, Role.EXPERT])
def test_who_is_asked_about_an_expert_learns_nothing_that_is_closed(
    browse, keep, secretary, park, role
):
    adviser = keep(make_user, role)

    def make():
        expert = make_expert(unit="机密一所")
        changed = {**latest(expert).content, "unit": "机密二所", "post": "机密主任"}
        workflow.save(expert, expert.author, changed)
        workflow.submit(expert, expert.author)
        return latest(expert)

    page = f"/workbench/{keep(make).id}"
    assert browse(secretary).post(f"{page}/ask", {"adviser": adviser.id}).status_code == 302
    assert "机密" in browse(secretary).page(page).text
    assert "机密" not in browse(adviser).page(page).text
    assert "机密" not in browse(adviser).page("/workbench").text
