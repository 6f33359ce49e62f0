"""The pages of votes and of the register: who sees what, and what becomes of bad input."""

from datetime import timedelta
from io import BytesIO

import pytest
from make import make_user
from make_governance import make_body, make_holder, make_seat
from make_meetings import (
    make_council,
    make_decided,
    make_follow_up,
    make_item,
    make_resolution,
    make_running,
)
from openpyxl import load_workbook

from kb.accounts.users import Role
from kb.clock import local, today, utcnow
from kb.db import db
from kb.meetings import voting
from kb.meetings.ballots import voting_seats
from kb.meetings.meetings import MeetingState
from kb.meetings.resolutions import Resolution, Vote, Voting, resolutions_of

SECRET = "闭门事项"


@pytest.fixture
def hall(app):
    """A council in session with an open vote: meeting, resolution, seats and their people."""
    with app.app_context():
        meeting = make_council(3)
        resolution = make_resolution(meeting, title="同意入库")
        voting.open_vote(resolution, make_user())
        db.session.commit()
        seats = [(each.seat_id, each.user, each.name) for each in voting_seats(meeting)]
        return meeting.id, resolution.id, seats


def stored(app, model):
    with app.app_context():
        return db.session.query(model).all()


def draft_data(**given):
    day = (today() + timedelta(days=30)).isoformat()
    facts = {"title": "同意预算", "owner": "secretariat", "owner_name": "李娜", "due_on": day}
    return facts | given


def test_a_seat_votes_on_the_phone_and_sees_its_vote(browse, hall):
    meeting, resolution, ((seat, user, _name), *_others) = hall
    browser = browse(user)
    page = browser.page(f"/meetings/{meeting}/votes")
    assert len(page.select(".vote [type=radio]")) == 4
    data = {"seat": seat, "choice": "against"}
    assert browser.post(f"/resolutions/{resolution}/vote", data).status_code == 303
    page = browser.page(f"/meetings/{meeting}/votes")
    assert not page.select(".vote")
    assert "反对" in page.select_one(".paper__mine").text
    assert "3席中已有1席投票" in page.text


def test_voters_do_not_see_how_others_vote_before_the_vote_is_closed(browse, hall, staff):
    meeting, resolution, ((seat, first, name), (_seat, second, _name), _third) = hall
    browse(first).post(f"/resolutions/{resolution}/vote", {"seat": seat, "choice": "against"})
    for address in (f"/meetings/{meeting}/votes", f"/resolutions/{resolution}"):
        assert name not in browse(second).get(address).text
    assert name in browse(staff).get(f"/meetings/{meeting}/votes").text
    browse(staff).post(f"/resolutions/{resolution}/close")
    assert name in browse(second).get(f"/resolutions/{resolution}").text


def test_a_recusal_without_reason_stands_beside_the_field_and_counts_nothing(app, browse, hall):
    _meeting, resolution, ((seat, user, _name), *_others) = hall
    answer = browse(user).post(
        f"/resolutions/{resolution}/vote", {"seat": seat, "choice": "recused"}
    )
    assert answer.status_code == 422
    assert "请简要说明回避原因" in answer.text
    assert stored(app, Vote) == []


@pytest.mark.parametrize("data", [{}, {"seat": "x", "choice": "for"}, {"seat": 1, "choice": "?"}])
def test_a_ballot_that_cannot_be_read_counts_nothing(app, browse, hall, data):
    _meeting, resolution, ((_seat, user, _name), *_others) = hall
    assert browse(user).post(f"/resolutions/{resolution}/vote", data).status_code == 422
    assert stored(app, Vote) == []


def test_another_seat_by_its_number_is_refused_with_the_reason(app, browse, hall):
    _meeting, resolution, ((_own, user, _name), (other, *_rest), _third) = hall
    answer = browse(user).post(f"/resolutions/{resolution}/vote", {"seat": other, "choice": "for"})
    assert answer.status_code == 403
    assert "您只能为本人席位投票" in answer.text
    assert stored(app, Vote) == []


def test_whoever_is_not_within_finds_neither_votes_nor_resolution(browse, keep, hall):
    meeting, resolution, _seats = hall
    for role in (Role.PARK_EDITOR, Role.COUNCIL_MEMBER, Role.EXPERT):
        stranger = browse(keep(make_user, role))
        for address in (f"/meetings/{meeting}/votes", f"/resolutions/{resolution}"):
            assert stranger.get(address).status_code == 404
        data = {"seat": 1, "choice": "for"}
        assert stranger.post(f"/resolutions/{resolution}/vote", data).status_code == 404
        assert "同意入库" not in stranger.get("/resolutions").text


def test_members_neither_draft_nor_open_nor_close(browse, hall):
    meeting, resolution, ((_seat, user, _name), *_others) = hall
    browser = browse(user)
    for step in ("open", "close", "drop", "edit", "done"):
        assert browser.post(f"/resolutions/{resolution}/{step}").status_code == 403, step
    assert browser.post(f"/meetings/{meeting}/resolutions/new").status_code == 403
    assert browser.post("/meetings/written/new").status_code == 403


def test_a_draft_needs_an_owner_a_person_and_a_day_that_comes(app, browse, staff, hall):
    meeting, _resolution, _seats = hall
    address = f"/meetings/{meeting}/resolutions/new"
    answer = browse(staff).post(address, {"title": "同意预算", "due_on": "2020-02-30"})
    assert answer.status_code == 422
    for sentence in ("请选择责任单位", "2026-11-12"):
        assert sentence in answer.text
    late = browse(staff).post(address, draft_data(due_on="2020-02-28"))
    assert (late.status_code, "办理期限早于会议日期" in late.text) == (422, True)
    assert browse(staff).post(address, draft_data()).status_code == 303
    assert stored(app, Resolution)[-1].owner_name == "李娜"


def test_a_draft_can_begin_at_an_item_of_the_agenda(app, browse, staff, keep, hall):
    meeting, _resolution, _seats = hall
    with app.app_context():
        item = make_item(db.session.get(type(make_running()), meeting), is_closed=True).id
        db.session.commit()
    address = f"/meetings/{meeting}/resolutions/new?item={item}"
    page = browse(staff).page(address)
    assert page.select_one(f'#item_id option[value="{item}"]').has_attr("selected")
    browse(staff).post(address, draft_data(item_id=item))
    assert stored(app, Resolution)[-1].is_closed


def test_two_secretaries_at_one_draft_see_both_texts(browse, staff, keep):
    draft = keep(make_resolution)
    address, browser = f"/resolutions/{draft.id}/edit", browse(staff)
    version = browser.page(address).select_one("#version")["value"]
    browser.post(address, draft_data(title="第一稿", version=version))
    answer = browser.post(address, draft_data(title="第二稿", version=version))
    assert answer.status_code == 409
    assert "第一稿" in answer.text
    assert "第二稿" in answer.text


def test_staff_call_a_written_vote_in_one_form(app, browse, staff, keep):
    keep(make_holder)
    ends = f"{local(utcnow()) + timedelta(days=5):%Y-%m-%dT%H:%M}"
    data = draft_data(body="council", name="预算表决", closes_at=ends)
    answer = browse(staff).post("/meetings/written/new", data)
    assert answer.status_code == 303
    page = browse(staff).page(answer.location)
    assert "表决中" in page.text
    with app.app_context():
        meeting = stored(app, Resolution)[0].meeting_id
        assert answer.location == f"/meetings/{meeting}/votes"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"closes_at": "2020-01-01T10:00"}, "结束时间早于开始时间"),
        ({"closes_at": "2026-02-30T10:00"}, "2026-11-12 14:00"),
        ({"closes_at": ""}, "请填写结束时间"),
        ({"body": ""}, "请选择由哪个机构表决"),
        ({"body": "committee"}, "没有人担任有表决权的席位"),
    ],
)
def test_what_is_wrong_in_the_form_of_a_written_vote_is_said_and_nothing_is_lost(
    app, browse, staff, keep, given, sentence
):
    keep(make_holder)
    keep(make_body, "committee", name="委员会")
    ends = f"{local(utcnow()) + timedelta(days=5):%Y-%m-%dT%H:%M}"
    data = draft_data(body="council", name="预算表决", closes_at=ends) | given
    answer = browse(staff).post("/meetings/written/new", data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "预算表决" in answer.text
    assert stored(app, Resolution) == []


def test_a_written_vote_that_nobody_has_counted_is_counted_by_hand(app, browse, staff, keep):
    with app.app_context():
        meeting = make_running(manner="written", state=MeetingState.IN_SESSION)
        meeting.ends_at = utcnow() - timedelta(minutes=1)
        make_resolution(meeting, voting=Voting.OPEN)
        db.session.commit()
        number = meeting.id
    browser = browse(staff)
    assert "立即计票" in browser.get(f"/meetings/{number}/votes").text
    browser.post(f"/meetings/{number}/votes/count")
    with app.app_context():
        meeting = db.session.get(type(meeting), number)
        assert meeting.state is MeetingState.HELD
        assert resolutions_of(meeting)[0].voting is Voting.CLOSED


@pytest.fixture
def register(app):
    """Of each sort a resolution, and a council member who sat in the body last year only."""
    with app.app_context():
        out = make_decided(make_running(state=MeetingState.PUBLISHED), title="公开决议")
        make_decided(out.meeting, title=SECRET, is_closed=True)
        make_resolution(out.meeting, title="未付表决的草案")
        unpublished = make_running(state=MeetingState.SIGNED)
        make_decided(unpublished, title="纪要未发布", due_on=today() - timedelta(days=1))
        make_follow_up(resolution=out)
        holding = make_holder(make_seat(out.body))
        past = make_holder(make_seat(out.body), ends_on=today() - timedelta(days=1))
        db.session.commit()
        return holding.user, past.user


def titles(browser, query=""):
    return {link.text for link in browser.page(f"/resolutions{query}").select(".register a")}


def test_visitors_see_what_published_minutes_have_decided_in_the_open(browse, register):
    assert titles(browse()) == {"公开决议"}
    assert SECRET not in str(rows(browse()))


def test_who_sits_in_the_body_sees_everything_and_who_sat_there_before_does_not(browse, register):
    member, past = register
    assert titles(browse(member)) == {"公开决议", SECRET, "未付表决的草案", "纪要未发布"}
    assert titles(browse(past)) == {"公开决议"}


def test_the_page_of_a_resolution_opens_for_whom_the_register_shows_it(app, browse, register):
    everything = stored(app, Resolution)
    for reader in (None, *register):
        shown = titles(browse(reader))
        for resolution in everything:
            found = browse(reader).get(f"/resolutions/{resolution.id}").status_code
            assert found == (200 if resolution.title in shown else 404), resolution.title


def test_visitors_see_counts_but_neither_persons_nor_seats_nor_follow_ups(app, browse, register):
    out = next(each for each in stored(app, Resolution) if each.title == "公开决议")
    page = browse().get(f"/resolutions/{out.id}").text
    assert "赞成7" in page
    for hidden in ("王敏", "发布入库名单", "各席位表决情况"):
        assert hidden not in page


def test_the_register_is_narrowed_by_body_year_and_standing(browse, register):
    browser, year = browse(register[0]), today().year
    assert titles(browser, "?state=under_way") == {"公开决议"}
    assert titles(browser, "?state=overdue") == {"纪要未发布"}
    assert titles(browser, "?state=pending") == {"未付表决的草案"}
    assert len(titles(browser, f"?year={year}&body=council")) == 4
    assert titles(browser, f"?year={year - 1}") == titles(browser, "?body=committee") == set()
    assert len(titles(browser, "?year=abc&state=rubbish")) == 4


def rows(browser, query=""):
    answer = browser.get(f"/resolutions.xlsx{query}")
    sheet = load_workbook(BytesIO(answer.data)).active
    return [[cell.value for cell in row] for row in sheet]


def test_the_register_as_a_workbook_says_the_same(browse, register):
    table = rows(browse(register[0]), "?state=overdue")
    assert [row[1] for row in table[1:]] == ["纪要未发布"]
    line = dict(zip(table[0], table[1], strict=True))
    assert (line["赞成"], line["结果"], line["已逾期"]) == (7, "通过", "是")
    assert "王敏" not in str(rows(browse()))


def test_the_register_takes_as_many_statements_for_many_resolutions_as_for_few(
    keep, browse, register, statements
):
    reader = browse(register[0])
    titles(reader)
    few = statements(reader, "/resolutions")
    for _number in range(5):
        keep(lambda: make_follow_up(resolution=make_decided()))
    assert statements(reader, "/resolutions") == few
