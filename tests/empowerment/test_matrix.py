"""The matrix equals a plain recount, and each of its cells leads to what it counts."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import make_user
from make_governance import SEVEN, make_seven
from make_match import make_docking, make_posting

from kb.accounts.users import Role
from kb.clock import today, utcnow
from kb.db import db
from kb.empowerment import matrix as counting
from kb.empowerment.dockings import DockingState
from kb.empowerment.matrix import Tally, added_up, hints
from kb.empowerment.postings import Direction
from kb.empowerment.resources import Resource
from kb.publishing.records import Visibility

CITIES = tuple(SEVEN)
places = st.one_of(st.none(), st.sampled_from(CITIES))
postings = st.lists(st.tuples(st.sampled_from(Direction), st.sampled_from(Resource), places))
links = st.lists(st.tuples(st.sampled_from(Resource), places, places))


@given(postings, links)
@settings(max_examples=60, deadline=None)
def test_cells_and_totals_equal_a_plain_recount(posted, linked):
    found = added_up([(*one, 1) for one in posted], [(*one, 1) for one in linked], CITIES)
    for kind in Resource:
        for city in CITIES:
            assert found.cell(kind, city) == Tally(
                offers=sum(one == (Direction.OFFER, kind, city) for one in posted),
                needs=sum(one == (Direction.NEED, kind, city) for one in posted),
                links=sum(one[0] is kind and city in one[1:] for one in linked),
            )
    offers = sum(one[0] is Direction.OFFER for one in posted)
    assert found.total == Tally(offers, len(posted) - offers, len(linked))
    placeless = sum(one[1] is None and one[2] is None for one in linked)
    assert found.placeless.links == placeless


@pytest.fixture
def seven(park, keep):
    return keep(make_seven)


def counted(reader=None, year=None):
    return counting.matrix(CITIES, reader, year, today())


def test_a_link_counts_for_both_cities_and_once_in_totals(app, seven, keep):
    keep(make_docking)
    keep(make_docking, giver="rizhao", taker="rizhao")
    keep(make_docking, state=DockingState.PROPOSED)
    with app.app_context():
        found = counted()
        links = {c: found.cell(Resource.FINANCE, c).links for c in ("qingdao", "rizhao", "weihai")}
        assert links == {"qingdao": 1, "rizhao": 2, "weihai": 0}
        assert found.total.links == found.of_kinds[Resource.FINANCE].links == 2


def test_only_what_is_open_and_readable_is_counted(app, seven, keep):
    keep(make_posting)
    keep(make_posting, visibility=Visibility.ALLIANCE)
    keep(make_posting, valid_until=(today() - timedelta(days=1)).isoformat())
    editor = keep(make_user, Role.PARK_EDITOR, member="rizhao-park")
    with app.app_context():
        assert counted().cell(Resource.UNIVERSITY, "rizhao") == Tally(offers=1)
        assert counted(db.session.merge(editor)).total == Tally(offers=2)
        assert counted(None, today().year).total == Tally(offers=2)
        assert counted(None, today().year - 1).total == Tally()


def test_each_cell_leads_to_the_list_of_what_it_counts(seven, keep, browse):
    made = [keep(make_posting), keep(make_posting, direction="need")]
    browser = browse()
    (cell,) = browser.page("/matrix").select(".matrix tbody td > a")
    assert [b.get_text() for b in cell.select("b")] == ["1", "1", "0"]
    listed = {a["href"] for a in browser.page(cell["href"]).select(".matches a")}
    assert listed == {f"/offers-needs/{one.number}" for one in made}


def test_empty_cells_invite_those_who_may_and_tell_the_others(seven, keep, browse, staff):
    liaison = keep(make_user, Role.CITY_LIAISON, city="rizhao")
    own, all_of_them, none = (
        {a["href"] for a in browse(who).page("/matrix").select(".matrix__add")}
        for who in (liaison, staff, None)
    )
    assert len(all_of_them) == 70
    assert not none
    assert "/offers-needs/new?direction=need&resource=finance&city=rizhao" in own
    assert len(own) == 10
    assert all(address.endswith("city=rizhao") for address in own)


def test_programs_and_spreadsheets_get_the_same_counts(seven, keep, browse):
    keep(make_posting)
    keep(make_docking)
    given = browse().get("/matrix.json").json
    assert len(given["cells"]) == 70
    assert given["total"] == {"offers": 1, "needs": 0, "links": 1}
    assert browse().get("/matrix.xlsx").data.startswith(b"PK")


@pytest.mark.parametrize("year", ["", "x", "²²²²", "0000", "9999", "20266", "2026"])
def test_any_year_that_is_typed_gives_a_page(seven, browse, year):
    assert browse().get("/matrix", query_string={"year": year}).status_code == 200


@pytest.mark.parametrize("place", ["finance/nowhere", "nothing/rizhao"])
def test_a_cell_that_is_none_is_not_found(seven, browse, place):
    assert browse().get(f"/matrix/{place}").status_code == 404


def test_a_need_is_suggested_where_others_offer_and_the_city_has_none():
    offer, need = Direction.OFFER, Direction.NEED
    posted = [(offer, Resource.FINANCE, "qingdao", 3), (need, Resource.FINANCE, "weihai", 1)]
    found = hints(added_up(posted, [], CITIES), CITIES)
    assert set(found) == set(CITIES) - {"qingdao", "weihai"}
    assert (found["rizhao"][0].offers, list(found["rizhao"][0].cities)) == (3, ["qingdao"])


def test_a_full_matrix_takes_no_more_statements_than_an_empty_one(
    seven, keep, browse, staff, statements
):
    empty = statements(browse(staff), "/matrix")
    for city in CITIES:
        keep(make_posting, city=city)
        keep(make_docking, taker=city)
    assert statements(browse(staff), "/matrix") == empty


def test_a_year_begins_and_ends_in_shanghai(app, seven, keep):
    first = counting._bounds(2026)[0]
    keep(make_docking, confirmed_at=first)
    keep(make_docking, confirmed_at=first - timedelta(seconds=1))
    with app.app_context():
        assert (counted(None, 2026).total.links, counted(None, 2025).total.links) == (1, 1)
    assert first.date() == date(2025, 12, 31)
    assert utcnow() > first
