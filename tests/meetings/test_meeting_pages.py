"""The pages of meetings as people use them: strangers, stale forms, double sending, two at once."""

import io
from datetime import timedelta

import pytest
from make import make_user
from make_governance import make_body, make_holding, make_seat, make_seated
from make_meetings import make_invitation, make_item, make_meeting
from sqlalchemy import func, select

from kb.accounts.users import Role
from kb.clock import today, utcnow
from kb.db import db
from kb.meetings.agenda import AgendaItem
from kb.meetings.invitations import Capacity, Invitation
from kb.meetings.meetings import Meeting, MeetingState

FORM = {"title": "全会", "kind": "plenary", "manner": "on_site", "day": "2031-03-04"}
FORM |= {"begins": "14：00", "ends": "16:30", "place": "日照", "city": ""}
CLOSED = "人事任免zebra"


@pytest.fixture
def secretary(keep):
    return keep(make_user, Role.SECRETARIAT)


@pytest.fixture
def body(keep):
    return keep(make_body)


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def read(app, model, id=1):
    with app.app_context():
        found = db.session.get(model, id)
        db.session.expunge_all()
        return found


def convened(state=MeetingState.CONVENED, **given):
    meeting = make_meeting(state=state, **given)
    make_item(meeting, title=CLOSED, is_closed=True)
    make_item(meeting, title="年度计划")
    return meeting


def test_the_secretariat_plans_a_meeting_in_shanghai_time_once(app, browse, secretary, body):
    browser, data = browse(secretary), FORM | {"body": body.id}
    first, again = (browser.post("/meetings/new", data) for _ in range(2))
    assert first.status_code == 303
    assert again.location == first.location
    assert count(app, Meeting) == 1
    assert read(app, Meeting).starts_at.isoformat() == "2031-03-04T06:00:00+00:00"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": "2031-02-30"}, "day"),
        ({"day": ""}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"begins": "25:00"}, "begins"),
        ({"ends": "13:59"}, "ends"),
        ({"ends": "14:00"}, "ends"),
        ({"last_day": "2031-03-03"}, "last_day"),
        ({"manner": "written"}, "manner"),
        ({"body": "4711"}, "body"),
        ({"title": "全" * 201}, "title"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(app, browse, secretary, body, wrong, field):
    answer = browse(secretary).post("/meetings/new", FORM | {"body": body.id} | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-errors"' in answer.text
    assert "日照" in answer.text
    assert count(app, Meeting) == 0


def test_a_second_meeting_on_one_day_is_planned_only_knowingly(app, browse, secretary, body):
    browser, data = browse(secretary), FORM | {"body": body.id}
    browser.post("/meetings/new", data)
    other = data | {"title": "秘书处碰头会", "begins": "9:00", "ends": "10:00"}
    assert browser.post("/meetings/new", other).status_code == 422
    assert count(app, Meeting) == 1
    assert browser.post("/meetings/new", other | {"anyway": "1"}).status_code == 303
    assert count(app, Meeting) == 2


def test_of_two_secretaries_the_second_keeps_both_texts(app, browse, keep, secretary, body):
    meeting = keep(make_meeting, place="日照")
    first, second = browse(secretary), browse(keep(make_user, Role.SECRETARIAT))
    place, version = f"{meeting.address}/edit", {"version": "1"}
    assert first.post(place, FORM | version | {"place": "威海"}).status_code == 303
    answer = second.post(place, FORM | version | {"place": "青岛"})
    assert answer.status_code == 409
    assert "威海" in answer.text
    assert 'value="青岛"' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert second.post(place, FORM | {"version": "2", "place": "青岛"}).status_code == 303
    assert read(app, Meeting).place == "青岛"


def test_notes_of_two_who_write_at_once_are_both_there(app, browse, keep, secretary):
    meeting = keep(convened, MeetingState.IN_SESSION, starts_at=utcnow())
    clerk = keep(make_user, Role.CITY_LIAISON, city="weihai")
    keep(
        lambda: make_invitation(
            db.session.get(Meeting, 1), db.session.merge(clerk), capacity=Capacity.CLERK
        )
    )
    place = f"{meeting.address}/notes/2"
    page = browse(clerk).page(place)
    opened = {"version": page.select_one("[name=version]")["value"]}
    saved = browse(secretary).post(place, opened | {"notes": "秘书处的记录", "outcome": "同意"})
    assert saved.status_code == 303
    answer = browse(clerk).post(place, opened | {"notes": "记录员的记录", "outcome": "同意"})
    assert answer.status_code == 409
    assert "秘书处的记录" in answer.text
    assert "记录员的记录" in answer.text
    assert read(app, AgendaItem, 2).notes == "秘书处的记录"


@pytest.mark.parametrize("role", ["visitor", *list(Role)[2:]])
def test_a_closed_item_is_seen_through_no_door_by_who_is_not_within(browse, keep, secretary, role):
    meeting = keep(convened)
    unit = {"city": "weihai"} if role != "visitor" else {}
    browser = browse(None if role == "visitor" else keep(make_user, role, **unit))
    doors = ["", "/agenda", "/notice", "/invitations", "/attendance", "/notes/1", "/convene"]
    doors = [f"{meeting.address}{door}" for door in doors]
    for door in (*doors, "/meetings", "/agenda", "/agenda/1", "/agenda/new", "/my"):
        assert CLOSED not in browser.get(door, follow_redirects=True).text, door
    assert CLOSED in browse(secretary).get(meeting.address).text


def test_a_planned_meeting_is_not_there_for_others_and_open_to_its_body(browse, keep):
    planned = keep(make_meeting, title="保密计划")
    stranger = browse(keep(make_user, Role.CITY_LIAISON, city="weihai"))
    assert stranger.get(planned.address).status_code == 404
    assert "保密计划" not in stranger.get("/meetings").text
    assert "保密计划" not in stranger.get("/agenda/new").text
    for address in (planned.address, "/meetings/4711"):
        assert browse().get(address).location == f"/sign-in?next={address}"
    assert browse(keep(make_seated)).get(planned.address).status_code == 200


def test_papers_are_sent_to_those_within_as_something_to_save(browse, keep, secretary):
    meeting = keep(convened)
    file = {"files": (io.BytesIO(b"plan"), "方案.txt")}
    browse(secretary).post("/agenda/1/papers", file, content_type="multipart/form-data")
    guest = keep(make_user, Role.EXPERT)
    assert browse(guest).get("/meeting-files/1/download").status_code == 404
    keep(lambda: make_invitation(db.session.merge(meeting), db.session.merge(guest)))
    with browse(guest).get("/meeting-files/1/download") as answer:
        assert answer.data == b"plan"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_reason_for_leave_is_read_by_the_secretariat_and_its_owner(browse, keep, secretary):
    meeting = keep(convened)
    member, other = keep(make_seated), keep(make_seated)
    keep(lambda: make_invitation(db.session.merge(meeting), db.session.merge(member)))
    answered = {"answer": "leave", "reason": "住院手术"}
    assert browse(member).post(f"{meeting.address}/answer", answered).status_code == 303
    place = f"{meeting.address}/invitations"
    assert "住院手术" in browse(secretary).get(place).text
    assert "住院手术" in browse(member).get(place).text
    assert "住院手术" not in browse(other).get(place).text


def test_an_invitation_waits_in_my_work_until_it_is_answered(browse, keep):
    member, meeting = keep(make_seated), keep(convened)
    keep(lambda: make_invitation(db.session.merge(meeting), db.session.merge(member)))
    browser = browse(member)
    assert f"{meeting.address}/answer" in browser.get("/my").text
    browser.post(f"{meeting.address}/sign")
    assert f"{meeting.address}/answer" in browser.get("/my").text
    browser.post(f"{meeting.address}/answer", {"answer": "attend"})
    assert f"{meeting.address}/answer" not in browser.get("/my").text


def test_a_substitute_is_found_by_mail_and_an_unknown_address_tells_nothing(app, browse, keep):
    member, meeting, deputy = keep(make_seated), keep(convened), keep(make_user, Role.EXPERT)
    keep(lambda: make_invitation(db.session.merge(meeting), db.session.merge(member)))
    place, said = f"{meeting.address}/answer", {"answer": "substitute", "substitute_name": "周敏"}
    unknown = browse(member).post(place, said | {"substitute_mail": "nobody@example.cn"})
    known = browse(member).post(place, said | {"substitute_mail": deputy.email.upper()})
    assert (unknown.status_code, known.status_code) == (303, 303)
    assert read(app, Invitation).substitute_id == deputy.id
    assert browse(deputy).get(f"{meeting.address}/notice").status_code == 200


def test_nobody_answers_or_signs_for_somebody_else(app, browse, keep):
    member, meeting = keep(make_seated), keep(convened)
    keep(lambda: make_invitation(db.session.merge(meeting), db.session.merge(member)))
    stranger = browse(keep(make_seated))
    for step, status in (("answer", 404), ("sign", 404), ("invitations/1/answer", 403)):
        answer = stranger.post(f"{meeting.address}/{step}", {"answer": "leave", "reason": "x"})
        assert answer.status_code == status
    assert read(app, Invitation).answer == "none"


def test_a_mark_answers_a_script_with_the_list_and_a_form_with_a_page(app, browse, keep, secretary):
    meeting = keep(convened, MeetingState.IN_SESSION, starts_at=utcnow())
    keep(lambda: make_invitation(db.session.merge(meeting), has_vote=True))
    place, browser = f"{meeting.address}/attendance/1", browse(secretary)
    answer = browser.post(place, {"mark": "present"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'aria-pressed="true"' in answer.text
    assert browser.post(place, {"mark": "absent"}).status_code == 303
    assert browser.post(place, {"mark": "asleep"}).status_code == 400
    assert browser.post(f"{meeting.address}/attendance/99", {"mark": "present"}).status_code == 404
    assert read(app, Invitation).attendance == "absent"


def test_from_the_plan_to_the_end_of_the_session(app, browse, keep, secretary, body):
    member = keep(make_seated)
    staff, own = browse(secretary), browse(member)
    soon = {"day": today().isoformat(), "begins": "23:58", "ends": "23:59", "body": body.id}
    address = staff.post("/meetings/new", FORM | soon).location
    item = {"target": f"meeting-{address.split('/')[-1]}", "title": "年度计划", "duration": "20"}
    assert staff.post("/agenda/new", item).status_code == 303
    until = {"text": "请准时", "answer_until": today().isoformat()}
    assert staff.post(f"{address}/convene", until).status_code == 303
    assert "请准时" in own.get(f"{address}/notice").text
    assert own.post(f"{address}/sign").status_code == 303
    assert own.post(f"{address}/answer", {"answer": "attend"}).status_code == 303
    guest = {"name": "赵处长", "capacity": "observer"}
    assert staff.post(f"{address}/invitations", guest).status_code == 303
    for order in ("agenda/fix", "open", "attendance/all"):
        assert staff.post(f"{address}/{order}").status_code == 303, order
    assert staff.post(f"{address}/close").status_code == 409
    assert staff.post(f"{address}/attendance/2", {"mark": "present"}).status_code == 303
    assert staff.post(f"{address}/close").status_code == 303
    assert read(app, Meeting).state is MeetingState.HELD


def test_the_number_of_statements_of_the_list_does_not_grow(browse, keep, body, statements):
    member = keep(make_seated)

    def cost():
        return statements(browse(member), "/meetings")

    keep(convened)
    before = cost()
    for _ in range(5):
        keep(convened)
    keep(lambda: make_holding(make_seat(), ends_on=today() - timedelta(days=1)))
    assert cost() == before


def test_the_list_has_the_names_of_the_readers_language(browse, keep):
    keep(make_meeting, title_en="Spring meeting", state=MeetingState.PUBLISHED)
    main = browse().page("/meetings", headers={"Accept-Language": "en"}).main
    assert "Spring meeting" in main.text
    assert "理事会" not in main.text
