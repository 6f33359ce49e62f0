"""Terms on record: drawn up from the charter, never changed once begun, read from the date."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from make import make_user
from make_governance import make_plan, make_rotation, make_setting, make_seven, make_term
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance import agreeing, offices, terms
from kb.alliance.agreeing import Draft
from kb.alliance.terms import Term
from kb.alliance.turn_changes import ChangeState
from kb.alliance.turns import ChangeKind, TurnKind
from kb.clock import today
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def november(context):
    with time_machine.travel(NOW, tick=False):
        yield


def rows():
    return [(t.city_slug, t.starts_on, t.ends_on, t.kind) for t in terms.all_terms()]


def draft(kind=ChangeKind.SWAP, city="weifang", other="weihai", **given):
    facts = {"starts_on": date(2028, 1, 1), "ends_on": None, "reason": "会期", "resolution": "一号"}
    return Draft(kind, city, other, **(facts | given))


def people():
    liaisons = [make_user(Role.CITY_LIAISON, city=city) for city in ("weifang", "weihai")]
    return make_user(Role.SECRETARIAT), *liaisons


def test_past_and_plan_follow_from_the_charter():
    make_plan()
    found = terms.all_terms()
    assert [t.city_slug for t in found[:6]] == [
        "qingdao",
        "yantai",
        "weifang",
        "weihai",
        "rizhao",
        "binzhou",
    ]
    assert terms.presiding(DAY).city_slug == "rizhao"
    assert terms.following(DAY).starts_on == date(2027, 1, 1)


def test_without_order_length_or_first_term_there_is_no_plan():
    make_seven()
    make_setting("chair_order", "qingdao, yantai")
    make_setting("chair_term_length", "zwölf")
    make_setting("chair_first_term", "qingdao 2022-13-01")
    terms.redraw(DAY)
    assert rows() == []


def test_the_same_charter_gives_the_same_plan_again():
    make_plan()
    before = rows()
    terms.redraw(DAY)
    assert rows() == before


def test_a_new_charter_changes_the_plan_but_nothing_that_has_begun():
    make_plan()
    begun = [row for row in rows() if row[1] <= DAY]
    make_setting("chair_term_length", "6", since=date(2027, 1, 1))
    terms.redraw(DAY)
    assert [row for row in rows() if row[1] <= DAY] == begun
    assert terms.following(DAY).ends_on == date(2027, 6, 30)


def test_terms_typed_in_before_there_was_a_charter_stay_and_count():
    make_seven()
    make_term("dongying", date(2026, 1, 1), date(2026, 12, 31))
    make_rotation()
    terms.redraw(DAY)
    assert rows()[0][0] == "dongying"
    assert [row[0] for row in rows()[1:7]].count("dongying") == 0


def test_a_swap_counts_once_both_cities_have_consented():
    make_plan()
    staff, one, other = people()
    change = agreeing.record(draft(), staff)
    before = rows()
    agreeing.consent(change, one)
    assert (change.state, rows()) == (ChangeState.PROPOSED, before)
    agreeing.consent(change, other)
    found = {t.starts_on.year: t for t in terms.all_terms()}
    assert change.state is ChangeState.IN_FORCE
    assert (found[2031].city_slug, found[2032].city_slug) == ("weihai", "weifang")
    assert found[2031].kind is TurnKind.SWAPPED
    assert found[2031].change is change


def test_one_city_that_declines_leaves_the_turns_as_they_are():
    make_plan()
    staff, one, _other = people()
    change = agreeing.record(draft(), staff)
    before = rows()
    agreeing.decline(change, one, "会期冲突")
    assert (change.state, rows()) == (ChangeState.DECLINED, before)
    with pytest.raises(Conflict):
        agreeing.consent(change, one)


def test_nobody_consents_for_another_city():
    make_plan()
    staff, *_cities = people()
    change = agreeing.record(draft(), staff)
    for stranger in (make_user(Role.CITY_LIAISON, city="qingdao"), staff):
        with pytest.raises(NotAllowed):
            agreeing.consent(change, stranger)


def test_a_swap_whose_turn_has_begun_meanwhile_is_too_late():
    make_plan()
    staff, *_cities = people()
    change = agreeing.record(
        draft(ChangeKind.SWAP, "binzhou", "dongying", starts_on=date(2027, 1, 1)), staff
    )
    with time_machine.travel(datetime(2027, 1, 1, 3, tzinfo=UTC)), pytest.raises(Conflict):
        agreeing.consent(change, make_user(Role.CITY_LIAISON, city="binzhou"))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"other": None}, "other"),
        ({"other": "weifang"}, "other"),
        ({"other": "atlantis"}, "other"),
        ({"city": "atlantis"}, "city"),
        ({"starts_on": DAY}, "starts_on"),
        ({"kind": ChangeKind.JOIN}, "city"),
        (
            {
                "kind": ChangeKind.VACANCY,
                "starts_on": DAY,
                "city": "rizhao",
                "ends_on": date(2026, 1, 1),
            },
            "ends_on",
        ),
        (
            {
                "kind": ChangeKind.VACANCY,
                "starts_on": DAY,
                "city": "rizhao",
                "ends_on": date(2027, 5, 1),
            },
            "ends_on",
        ),
        ({"kind": ChangeKind.VACANCY, "starts_on": DAY, "city": "qingdao"}, "starts_on"),
        ({"kind": ChangeKind.SKIP, "starts_on": date(2020, 1, 1)}, "starts_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field(given, field):
    make_plan()
    found = list(agreeing.faults(draft(**given)))
    assert [name for name, _sentence in found] == [field]
    with pytest.raises(DomainError):
        agreeing.record(draft(**given), make_user(Role.SECRETARIAT))


def test_only_the_secretariat_records_changes_and_draws_up_the_plan():
    make_plan()
    liaison = make_user(Role.CITY_LIAISON, city="rizhao")
    with pytest.raises(NotAllowed):
        agreeing.record(draft(ChangeKind.SKIP), liaison)
    with pytest.raises(NotAllowed):
        terms.draw_up(liaison, DAY)


def test_two_cities_do_not_act_on_the_same_days():
    make_plan()
    staff = make_user(Role.SECRETARIAT)
    gap = {"kind": ChangeKind.VACANCY, "city": "rizhao", "starts_on": date(2026, 12, 1)}
    agreeing.record(draft(**gap, other="weihai", ends_on=date(2026, 12, 10)), staff)
    late = draft(**(gap | {"starts_on": date(2026, 12, 10)}), other="yantai")
    assert [name for name, _sentence in agreeing.faults(late)] == ["starts_on"]


def test_a_change_that_has_not_begun_can_be_taken_back():
    make_plan()
    staff = make_user(Role.SECRETARIAT)
    before = rows()
    change = agreeing.record(
        draft(ChangeKind.SKIP, "binzhou", None, starts_on=date(2027, 1, 1)), staff
    )
    assert rows() != before
    agreeing.withdraw(change, staff)
    assert rows() == before


ACTING_DAYS = [
    ("2026-11-30T15:59:59", "rizhao"),
    ("2026-11-30T16:00:00", "weihai"),
    ("2026-12-10T15:59:59", "weihai"),
    ("2026-12-10T16:00:00", "rizhao"),
    ("2026-12-31T15:59:59", "rizhao"),
    ("2026-12-31T16:00:00", "binzhou"),
]


@pytest.mark.parametrize(("instant", "city"), ACTING_DAYS)
def test_the_chairs_rights_begin_and_end_at_midnight_in_shanghai(instant, city):
    make_plan()
    gap = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 10)}
    agreeing.record(draft(ChangeKind.VACANCY, "rizhao", "weihai", **gap), make_user())
    people = {c: make_user(Role.COUNCIL_MEMBER, city=c) for c in ("rizhao", "weihai", "binzhou")}
    with time_machine.travel(datetime.fromisoformat(instant).replace(tzinfo=UTC), tick=False):
        chairs = {c for c, person in people.items() if offices.in_chair(person, today())}
        assert chairs == {city}


def test_acting_days_leave_the_term_to_its_city():
    make_plan()
    gap = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 10)}
    agreeing.record(draft(ChangeKind.VACANCY, "rizhao", "weihai", **gap), make_user())
    acting = db.session.scalars(select(Term).where(Term.kind == TurnKind.ACTING)).one()
    assert (acting.city_slug, acting.turn_of) == ("weihai", "rizhao")
    assert terms.regular_on(date(2026, 12, 5)).city_slug == "rizhao"
    assert terms.following(DAY).city_slug == "binzhou"


def test_acting_days_that_are_over_stay_when_the_plan_is_drawn_up_again():
    make_plan()
    gap = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 10)}
    agreeing.record(draft(ChangeKind.VACANCY, "rizhao", "weihai", **gap), make_user())
    before = rows()
    for day in (date(2026, 12, 5), date(2026, 12, 10), date(2026, 12, 11), date(2027, 2, 1)):
        terms.redraw(day)
        assert rows()[: len(before)] == before


def test_an_order_with_a_city_that_nobody_knows_gives_no_plan():
    make_seven()
    make_rotation(order=("qingdao", "atlantis"))
    terms.redraw(DAY)
    assert rows() == []


def test_every_night_the_plan_reaches_as_far_again_but_the_first_is_drawn_up_by_people():
    make_seven()
    make_rotation()
    terms.keep_up({}, lambda _done, _of: None)
    assert rows() == []
    terms.redraw(DAY)
    last = rows()[-1][2]
    with time_machine.travel(datetime(2028, 2, 1, tzinfo=UTC)):
        terms.keep_up({}, lambda _done, _of: None)
    assert rows()[-1][2] > last


def test_a_swap_is_taken_up_by_the_turns_that_come_although_terms_have_passed_since():
    make_plan()
    staff, one, other = people()
    change = agreeing.record(draft(), staff)
    agreeing.consent(change, one)
    agreeing.consent(change, other)
    before = rows()
    for year in (2029, 2031, 2032, 2033):
        terms.redraw(date(year, 7, 1))
        assert rows()[: len(before)] == before
