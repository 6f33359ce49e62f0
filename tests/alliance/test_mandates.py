"""Bodies, seats and holdings: boundary days, and what never overlaps."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import make_city, make_member, make_user
from make_governance import make_body, make_holding, make_seat

from kb.accounts.users import Role
from kb.alliance import bodies, mandates, roster
from kb.alliance.tenure import Appointment, Charge, Misplaced, Place, Span, holdings_of
from kb.db import db
from kb.errors import NotAllowed

pytestmark = pytest.mark.usefixtures("context")
FIRST, LAST = date(2025, 3, 1), date(2026, 2, 28)
DAYS = st.dates(date(2025, 1, 1), date(2025, 3, 1))
SPANS = st.tuples(DAYS, st.none() | DAYS)


def people(seat, day):
    return [
        each.name
        for sitting in roster.on(day, body=seat.body)
        for each in sitting.on(day)
        if sitting.seat is seat
    ]


def test_the_first_and_the_last_day_belong_to_a_holding():
    seat = make_seat()
    make_holding(seat, starts_on=FIRST, name="李敏", ends_on=LAST)
    around = (FIRST - timedelta(1), FIRST, LAST, LAST + timedelta(1))
    assert [people(seat, day) for day in around] == [[], ["李敏"], ["李敏"], []]
    named = [[each.name for each in bodies.holdings_on(seat.body, day)] for day in around]
    assert named == [[], ["李敏"], ["李敏"], []]


def test_the_first_and_the_last_day_belong_to_a_seat_and_to_a_body():
    body = make_body(founded_on=FIRST, closed_on=LAST)
    make_seat(body)
    late = make_seat(body, since=FIRST + timedelta(10), until=LAST - timedelta(10))
    around = (FIRST - timedelta(1), FIRST, FIRST + timedelta(10), LAST, LAST + timedelta(1))
    assert [len(roster.on(day)) for day in around] == [0, 1, 2, 1, 0]
    assert [len(bodies.seats_on(body, day)) for day in around] == [0, 1, 2, 1, 0]
    assert late in bodies.seats_on(body, LAST - timedelta(10))


def test_two_holders_follow_one_another_without_a_common_day():
    staff, seat = make_user(), make_seat()
    mandates.appoint(seat, Appointment("李敏", FIRST, LAST), staff)
    with pytest.raises(Misplaced) as refused:
        mandates.appoint(seat, Appointment("王海", LAST), staff)
    assert refused.value.field == "starts_on"
    mandates.appoint(seat, Appointment("王海", LAST + timedelta(1)), staff)
    assert people(seat, LAST + timedelta(1)) == ["王海"]


def test_a_substitute_stands_beside_the_holder_but_not_beside_another():
    staff, seat = make_user(), make_seat()
    mandates.appoint(seat, Appointment("李敏", FIRST), staff)
    mandates.appoint(seat, Appointment("赵青", FIRST, is_substitute=True), staff)
    assert people(seat, LAST) == ["李敏", "赵青"]
    with pytest.raises(Misplaced):
        mandates.appoint(seat, Appointment("孙洁", LAST, is_substitute=True), staff)


def test_a_seat_with_a_substitute_only_is_vacant():
    seat = make_seat()
    make_holding(seat, is_substitute=True)
    (sitting,) = roster.on(LAST)
    assert sitting.holders(LAST) == []


@pytest.mark.parametrize(
    ("span", "field"),
    [
        ((date(2025, 5, 1), date(2025, 4, 30)), "ends_on"),
        ((FIRST - timedelta(1), LAST), "starts_on"),
        ((FIRST, LAST + timedelta(1)), "ends_on"),
        ((FIRST, None), "ends_on"),
    ],
)
def test_nobody_sits_there_before_or_after_the_seat(span, field):
    seat = make_seat(since=FIRST, until=LAST)
    with pytest.raises(Misplaced) as refused:
        mandates.appoint(seat, Appointment("李敏", *span), make_user())
    assert refused.value.field == field


def test_who_sits_there_leaves_when_the_seat_ends():
    staff, seat = make_user(), make_seat()
    mandates.appoint(seat, Appointment("李敏", FIRST), staff)
    mandates.revise_seat(seat, Place(post="理事", until=LAST), staff)
    assert [each.ends_on for each in holdings_of(seat)] == [LAST]
    with pytest.raises(Misplaced) as refused:
        mandates.revise_seat(seat, Place(post="理事", until=FIRST - timedelta(1)), staff)
    assert refused.value.field == "until"


def test_a_body_that_closes_takes_its_seats_with_it():
    staff = make_user()
    body = mandates.found(Charge("评审组", founded_on=FIRST), staff)
    seat = mandates.add_seat(body, Place(post="委员"), staff)
    mandates.appoint(seat, Appointment("李敏", FIRST), staff)
    mandates.revise(body, Charge("评审组", founded_on=FIRST, closed_on=LAST), staff)
    assert (seat.until, holdings_of(seat)[0].ends_on) == (LAST, LAST)
    assert roster.on(LAST + timedelta(1)) == []
    with pytest.raises(Misplaced) as refused:
        mandates.add_seat(body, Place(since=LAST + timedelta(1)), staff)
    assert refused.value.field == "since"


def test_bodies_of_one_name_have_different_addresses():
    staff = make_user()
    slugs = [mandates.found(Charge(name), staff).slug for name in ("评审组", "评审组", "New", "·")]
    assert slugs == ["ping-shen-zu", "ping-shen-zu-2", "new-2", "body"]


def test_only_the_staff_change_mandates():
    member, seat = make_user(Role.COUNCIL_MEMBER), make_seat()
    for order in (
        lambda: mandates.found(Charge("组"), member),
        lambda: mandates.add_seat(seat.body, Place(), member),
        lambda: mandates.appoint(seat, Appointment("李敏", FIRST), member),
    ):
        with pytest.raises(NotAllowed):
            order()


def test_a_citys_seats_are_its_own_and_its_members():
    body, member = make_body(), make_member(city=make_city())
    own = make_seat(body, city_slug="rizhao")
    of_member = make_seat(body, member_slug=member.slug)
    make_city("weihai", "威海", "Weihai", 4)
    make_seat(body, city_slug="weihai")
    assert [sitting.seat for sitting in roster.on(FIRST, "rizhao")] == [own, of_member]


@given(SPANS, SPANS)
def test_spans_overlap_when_they_have_a_day_in_common(one, other):
    days = [date(2024, 12, 31) + timedelta(each) for each in range(70)]
    common = [day for day in days if Span(*one).holds(day) and Span(*other).holds(day)]
    assert Span(*one).overlaps(Span(*other)) == Span(*other).overlaps(Span(*one)) == bool(common)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(SPANS, st.booleans()), max_size=8), DAYS)
def test_however_people_are_appointed_no_day_has_two_holders(appointments, day):
    staff, seat = make_user(), make_seat(make_body(slug=f"body-{id(appointments)}"))
    for number, ((first, last), deputy) in enumerate(appointments):
        appointment = Appointment(f"{number}", first, last, is_substitute=deputy)
        try:
            mandates.appoint(seat, appointment, staff)
        except Misplaced:
            continue
    (sitting,) = roster.on(day, body=seat.body)
    assert len(sitting.holders(day)) <= 1
    assert len(sitting.on(day)) <= 2
    assert [each.name for each in sitting.on(day)] == [
        each.name for each in bodies.holdings_on(seat.body, day)
    ]
    db.session.rollback()
