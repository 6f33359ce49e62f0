"""The rates against a plain recount, after any series of operations."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from make import make_user
from make_consult import make_answered, make_inquiry, make_invited

from kb.accounts.users import Role
from kb.clock import today
from kb.empowerment import closing, rates
from kb.empowerment.closing import Ending
from kb.empowerment.consultations import CameOf, ConsultationState, Reply
from kb.empowerment.rates import Asked, Invited, counted
from kb.errors import NotAllowed

DAY = timedelta(days=1)
NOW = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
AREAS = ("灵活用工", "薪酬", "")
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.integers(0, 900), st.sampled_from(AREAS)),
        st.tuples(st.just("invite"), st.integers(0, 9), st.integers(-40, 40)),
        st.tuples(st.just("answer"), st.integers(0, 9), st.integers(-60, 0)),
        st.tuples(st.just("decline"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("give up"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("close"), st.integers(0, 9), st.sampled_from([None, *CameOf])),
        st.tuples(st.just("not take"), st.integers(0, 9), st.just(0)),
    ),
    max_size=60,
)


def play(operations):
    """What the operations leave behind, as plain dictionaries."""
    asked, parts = [], []
    for order, number, more in operations:
        if order == "ask":
            at = NOON - number * DAY
            asked.append({"id": len(asked), "at": at, "area": more, "state": "asked", "of": None})
        elif order == "invite" and asked:
            due = NOW + more * DAY
            parts.append({"of": number % len(asked), "reply": "invited", "due": due, "at": None})
        elif order == "answer" and parts:
            parts[number % len(parts)] |= {"reply": "answered", "at": NOON + more * DAY}
        elif order in ("decline", "give up") and parts:
            reply = {"decline": "declined", "give up": "given_up"}[order]
            parts[number % len(parts)] |= {"reply": reply, "at": None}
        elif order == "close" and asked:
            asked[number % len(asked)] |= {"state": "closed", "of": more}
        elif order == "not take" and asked:
            asked[number % len(asked)] |= {"state": "declined", "of": None}
    return asked, parts


def recount(asked, parts, wanted):
    """The same numbers, counted one by one as one would by hand."""
    chosen = [each for each in asked if wanted(each)]
    ids = {each["id"] for each in chosen}
    mine = [part for part in parts if part["of"] in ids]
    kinds = Counter()
    for part in mine:
        if part["reply"] == "declined":
            kinds["declined"] += 1
        elif part["reply"] == "answered":
            on_day = (part["at"] + timedelta(hours=8)).date()
            kinds["late" if on_day > part["due"] else "in_time"] += 1
        elif part["due"] >= NOW:
            kinds["open"] += 1
        else:
            kinds["missing"] += 1
    closed = [each for each in chosen if each["state"] == "closed"]
    return {
        "asked": len(chosen),
        "answered": len({part["of"] for part in mine if part["reply"] == "answered"}),
        "not_taken": sum(each["state"] == "declined" for each in chosen),
        "taken_back": 0,
        "closed": len(closed),
        "taken_up": sum(each["of"] not in (None, "nothing") for each in closed),
        "invited": len(mine),
        **{name: kinds[name] for name in ("in_time", "late", "missing", "declined", "open")},
    }


@given(OPERATIONS)
@example([("ask", 0, ""), ("invite", 0, 0)])
@example([("ask", 0, ""), ("invite", 0, -1), ("answer", 0, -1)])
@example([("ask", 0, ""), ("close", 0, CameOf.NOTHING)])
def test_the_numbers_equal_a_plain_recount(operations):
    asked, parts = play(operations)
    table = counted(
        [
            Asked(
                each["id"], each["at"], each["area"], ConsultationState(each["state"]), each["of"]
            )
            for each in asked
        ],
        [Invited(part["of"], Reply(part["reply"]), part["due"], part["at"]) for part in parts],
        NOW,
    )
    assert vars(table.whole) == recount(asked, parts, lambda each: True)
    for year, found in table.years:
        in_year = lambda each, year=year: (each["at"] + timedelta(hours=8)).year == year  # noqa: E731
        assert vars(found) == recount(asked, parts, in_year)
    for area, found in table.areas:
        assert vars(found) == recount(asked, parts, lambda each, area=area: each["area"] == area)


@given(OPERATIONS)
def test_years_and_areas_add_up_to_the_whole(operations):
    asked, parts = play(operations)
    rows = [
        Asked(e["id"], e["at"], e["area"], ConsultationState(e["state"]), e["of"]) for e in asked
    ]
    told = [Invited(p["of"], Reply(p["reply"]), p["due"], p["at"]) for p in parts]
    table = counted(rows, told, NOW)
    for groups in (table.years, table.areas):
        for name, value in vars(table.whole).items():
            assert sum(vars(each)[name] for _key, each in groups) == value


@pytest.fixture
def reader(context, park):
    return make_user(Role.COUNCIL_MEMBER, city="rizhao")


def test_a_real_year_is_counted_with_two_queries(reader, asked):
    make_inquiry()
    make_answered()
    make_invited(days_ago=20)  # Due six days ago.
    make_invited()
    taken = make_answered().inquiry
    closing.close(taken, taken.asker, Ending(CameOf.TAKEN_UP))
    with asked() as statements:
        whole = rates.table(reader, today()).whole
    assert len(statements) == 2
    assert (whole.asked, whole.in_time, whole.missing, whole.open) == (5, 2, 1, 1)
    assert (whole.in_time_percent, whole.taken_up_percent) == (67, 100)


def test_nothing_due_is_no_rate(reader):
    make_invited()
    whole = rates.table(reader, today()).whole
    assert (whole.in_time_percent, whole.taken_up_percent) == (None, None)


def test_who_is_not_of_the_alliance_learns_no_number(reader):
    with pytest.raises(NotAllowed):
        rates.table(make_user(Role.EXPERT), today())


def test_programs_get_the_same_numbers(browse, keep, park):
    keep(make_answered)
    member = keep(make_user, Role.COUNCIL_MEMBER, city="rizhao")
    found = browse(member).get("/api/v1/inquiries/rates").json
    assert (found["whole"]["in_time"], found["whole"]["in_time_percent"]) == (1, 100)
    assert found["years"][0]["asked"] == 1
    assert "我园" not in browse(member).get("/inquiries/rates").text
