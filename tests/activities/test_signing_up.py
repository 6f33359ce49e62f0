"""Signing up: places, the waiting list, calling off, and who may do what when."""

from datetime import timedelta

import pytest
from make import make_user
from make_call import hold, make_activity, make_list, make_sign_up, person
from sqlalchemy import select

from kb.accounts.throttling import TooManyAttempts
from kb.accounts.users import Role
from kb.activities.activities import Precision, Progress
from kb.activities.sign_ups import Place
from kb.activities.signing_up import joining, sheets
from kb.activities.signing_up.rights import Standing, standing
from kb.activities.signing_up.sheets import Terms
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.libraries import visits
from kb.publishing.audit import AuditEvent
from kb.publishing.notices import Notice
from kb.publishing.records import Visibility

pytestmark = pytest.mark.usefixtures("context")


def join(sheet, **given):
    return joining.sign_up(sheet.activity, person(**given), None, "127.0.0.1")


def test_beyond_the_places_people_wait_in_the_order_in_which_they_came():
    sheet = make_list(capacity=2)
    people = [join(sheet) for _each in range(4)]
    assert [each.place for each in people] == [Place.COMING] * 2 + [Place.WAITING] * 2
    assert [joining.number_in_line(each) for each in people[2:]] == [1, 2]


def test_who_calls_off_makes_room_for_the_next_in_line():
    sheet = make_list(capacity=1)
    first, second, third = (join(sheet) for _each in range(3))
    joining.call_off(first, None)
    assert [each.place for each in (first, second, third)] == [
        Place.CALLED_OFF,
        Place.COMING,
        Place.WAITING,
    ]
    joining.call_off(first, None)
    assert third.place is Place.WAITING
    assert joining.number_in_line(third) == 1


def test_who_moves_up_and_has_an_account_is_told():
    sheet, user = make_list(capacity=1), make_user(Role.COUNCIL_MEMBER)
    first = join(sheet)
    waiting = joining.sign_up(sheet.activity, person(), user, "")
    joining.call_off(first, None)
    notice = db.session.scalar(select(Notice).where(Notice.user_id == user.id))
    assert notice.facts["href"] == f"/sign-ups/{waiting.code}"


def test_more_places_let_those_who_wait_move_up_and_fewer_take_nobody_off():
    sheet, host = make_list(capacity=1), make_user()
    people = [join(sheet) for _each in range(4)]
    sheets.change(sheet, host, Terms(capacity=3))
    assert [each.place for each in people].count(Place.COMING) == 3
    sheets.change(sheet, host, Terms(capacity=1))
    assert [each.place for each in people].count(Place.COMING) == 3
    joining.call_off(people[0], None)
    assert people[3].place is Place.WAITING


def test_without_a_number_of_places_everybody_comes():
    sheet = make_list()
    assert {join(sheet).place for _each in range(5)} == {Place.COMING}


def test_the_same_phone_is_the_same_person_however_it_is_written():
    sheet = make_list(capacity=1)
    first = join(sheet, name="王 芳", phone="138 0633-0001")
    assert join(sheet, name="王芳", phone="+86 13806330001") is first
    assert sheets.numbers(sheet).coming == 1


def test_a_phone_under_another_name_gives_neither_a_place_nor_anything_of_the_other():
    sheet = make_list()
    first = join(sheet, name="王芳", phone="13806330001")
    with pytest.raises(DomainError) as refusal:
        join(sheet, name="赵强", phone="13806330001")
    assert not any(word in str(refusal.value) for word in ("王", "1380633", first.code))
    assert sheets.numbers(sheet).coming == 1


def test_who_had_called_off_comes_again_at_the_end_of_the_line():
    sheet = make_list(capacity=1)
    first, second = join(sheet, name="王芳", phone="13806330001"), join(sheet)
    joining.call_off(first, None)
    assert join(sheet, name="王芳", phone="13806330001") is first
    assert (first.place, second.place) == (Place.WAITING, Place.COMING)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"progress": Progress.PLANNED}, Standing.NOT_YET),
        ({"progress": Progress.HELD}, Standing.PAST),
        ({"progress": Progress.CANCELLED}, Standing.CANCELLED),
        ({"starts_on": today() - timedelta(days=1)}, Standing.PAST),
        ({"starts_on": today()}, Standing.OPEN),
        ({"withdrawn_at": utcnow()}, Standing.NOT_YET),
        ({"published_at": None}, Standing.NOT_YET),
    ],
)
def test_people_sign_up_only_for_what_is_announced_and_lies_ahead(change, expected):
    sheet = make_list()
    for name, value in change.items():
        setattr(sheet.activity, name, value)
    assert standing(sheet.activity, sheet) is expected
    if expected is not Standing.OPEN:
        with pytest.raises(Conflict):
            join(sheet)


@pytest.mark.parametrize(
    "terms", [{"is_open": False}, {"closes_at": utcnow() - timedelta(minutes=1)}]
)
def test_a_closed_list_takes_nobody(terms):
    sheet = make_list(**terms)
    with pytest.raises(Conflict):
        join(sheet)


def test_what_is_known_to_the_month_is_over_after_its_last_day():
    activity = make_activity(starts_on=today().replace(day=1), precision=Precision.MONTH)
    assert standing(activity, make_list(activity)) is Standing.OPEN


def test_only_the_host_and_the_staff_open_a_list():
    editor = make_user(Role.PARK_EDITOR, member=None)
    activity = make_activity()
    with pytest.raises(NotAllowed):
        sheets.begin(activity, editor, Terms())
    sheet = make_list(activity)
    for order in (
        lambda: sheets.change(sheet, editor, Terms(capacity=1)),
        lambda: joining.check_in(make_sign_up(sheet), editor),
        lambda: joining.take_back(make_sign_up(sheet), editor),
    ):
        with pytest.raises(NotAllowed):
            order()


def test_an_activity_has_one_list():
    sheet = make_list()
    with pytest.raises(Conflict):
        make_list(sheet.activity)


@pytest.mark.parametrize(
    ("facts", "terms"),
    [
        ({"starts_on": None}, {}),
        ({"starts_on": today() - timedelta(days=2)}, {}),
        ({}, {"closes_at": utcnow() + timedelta(days=20)}),
    ],
)
def test_a_list_that_nobody_could_use_is_refused(facts, terms):
    with pytest.raises(DomainError):
        make_list(make_activity(**facts), **terms)


def test_at_the_door_each_is_counted_once_and_only_from_the_first_day_on():
    sheet, host = make_list(), make_user()
    own = make_sign_up(sheet)
    with pytest.raises(Conflict):
        joining.check_in(own, host)
    sheet.activity.starts_on = today()
    assert joining.check_in(own, host)
    assert not joining.check_in(own, host)
    assert sheets.numbers(sheet).present == 1
    joining.take_back(own, host)
    assert sheets.numbers(sheet).present == 0


def test_who_waits_and_is_let_in_has_a_place():
    sheet, host = make_list(capacity=1), make_user()
    join(sheet)
    waiting = join(sheet)
    sheet.activity.starts_on = today()
    joining.check_in(waiting, host)
    assert waiting.place is Place.COMING


def test_nobody_calls_off_who_is_there_or_when_it_is_over():
    sheet, host = make_list(), make_user()
    one, other = join(sheet), join(sheet)
    sheet.activity.starts_on = today()
    joining.check_in(one, host)
    with pytest.raises(Conflict):
        joining.call_off(one, None)
    hold(sheet.activity)
    with pytest.raises(Conflict):
        joining.call_off(other, None)


def test_a_code_is_read_however_it_is_typed():
    own = make_sign_up()
    assert joining.by_code(joining.spelled(own.code).lower()) is own
    assert joining.by_code("AAAAA-AAAAA") is None
    assert joining.by_code("") is None


def test_afterwards_the_report_is_offered_how_many_signed_up_and_came():
    sheet, host = make_list(capacity=2), make_user()
    people = [join(sheet) for _each in range(3)]
    assert sheets.figures(sheet.activity) == []
    sheet.activity.starts_on = today()
    joining.check_in(people[0], host)
    hold(sheet.activity)
    assert sheets.figures(sheet.activity) == [
        {"label": "报名", "text": "3人"},
        {"label": "到场", "text": "1人"},
    ]


def test_one_address_signs_up_only_so_many_within_an_hour(monkeypatch):
    monkeypatch.setitem(visits.MOST, visits.Sent.SIGN_UP, 2)
    sheet = make_list()
    join(sheet)
    join(sheet)
    with pytest.raises(TooManyAttempts):
        join(sheet)


def test_the_audit_names_nobody_who_signs_up():
    own = make_sign_up(name="标记人", phone="13800138000", unit="标记单位")
    joining.call_off(own, None)
    lines = db.session.scalars(select(AuditEvent)).all()
    text = " ".join(f"{each.subject} {each.detail} {each.user_name}" for each in lines)
    assert "标记" not in text
    assert "13800138000" not in text


def test_only_readers_find_the_list_of_a_closed_activity(browse, app):
    activity = make_activity(visibility=Visibility.ALLIANCE)
    make_list(activity)
    number = activity.number
    db.session.commit()
    assert browse().get(f"/activities/{number}/sign-up").status_code == 404
