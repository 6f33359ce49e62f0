"""Parts: 1, 3, X and 1, 7, N of a year: rule, target, state, and the list that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.alliance import bodies, mechanisms
from kb.alliance.bodies import BodyKind
from kb.board.programme.year import Year
from kb.board.scoreboard.counts import (
    ADOPTIONS,
    CITY_ACTIVITIES,
    CONSULTATIONS,
    LINKS,
    PARK_ACTIVITIES,
    Tally,
)
from kb.clock import today
from kb.empowerment.rights import rates_may_read
from kb.web.tallies import tallied


@dataclass(frozen=True)
class Figure:
    """One number of a part. `target` is the charter's; None where it names none."""

    label: str
    count: int
    proof: str
    """Address of the list that has as many entries."""
    target: int | None = None

    @property
    def is_reached(self) -> bool:
        return self.target is not None and self.count >= self.target


@dataclass(frozen=True)
class Part:
    sign: str
    name: str
    rule: str
    figures: Sequence[Figure]
    href: str


def empowerment(tally: Tally, year: int, reader: User | None) -> list[Part]:
    """1, 3 and X. How experts answer is for the alliance; others see what is published."""
    day = date(year, 12, 31)
    return [
        _committee(tally, year, day, reader),
        _libraries(tally, year, day),
        _links(tally, year, day),
    ]


def programme(board: Year) -> list[Part]:
    """1, 7 and N, as the programme board has them."""
    href = f"/programme/{board.year}"
    plenaries = Figure(
        _("Plenaries with published minutes"),
        board.plenaries_done,
        f"{href}#plenary",
        board.plenaries_wanted,
    )
    activities = Figure(
        _("Reported activities of the cities"),
        board.city_activities_done,
        f"/activities?programme=city&progress=reported&year={board.year}",
        None if board.for_each_city else board.city_activities_wanted,
    )
    cities = Figure(
        _("Cities with enough of them"), board.cities_fulfilled, f"{href}#cities", len(board.cities)
    )
    parks = Figure(
        _("Reported themed activities"),
        board.park_activities_done,
        f"/activities?programme=park&progress=reported&year={board.year}",
    )
    seven = [activities, cities] if board.for_each_city else [activities]
    return [
        Part("1", _("Council plenary"), _("One plenary of the council a year."), [plenaries], href),
        Part("7", _("The seven cities"), _("A summit, forum or other activity."), seven, href),
        Part("N", _("The parks"), _("As many themed activities as they hold."), [parks], href),
    ]


def _committee(tally: Tally, year: int, day: date, reader: User | None) -> Part:
    consulted = Figure(
        _("Consultations answered"),
        tally.of(CONSULTATIONS, year),
        "/inquiries/rates" if rates_may_read(reader) else "/consultations",
        mechanisms.yearly_target("consultations_per_year", day),
    )
    return Part(
        "1",
        _("Expert advisory committee"),
        _("One committee that advises the alliance."),
        [_members(min(day, today()), day), consulted],
        "/committee",
    )


def _members(day: date, last: date) -> Figure:
    wanted = mechanisms.committee_seats(last)
    return Figure(_("Members in office"), members_in_office(day), "/committee", wanted)


def members_in_office(day: date) -> int:
    """How many seats of the expert advisory committee are held on this day."""
    return tallied(("committee", day), lambda: _members_in_office(day))


def _members_in_office(day: date) -> int:
    found = [each for each in bodies.all_bodies() if each.kind is BodyKind.COMMITTEE]
    holdings = [holding for body in found for holding in bodies.holdings_on(body, day)]
    return len({holding.seat_id for holding in holdings if not holding.is_substitute})


def _libraries(tally: Tally, year: int, day: date) -> Part:
    made = tally.of("outcome", year) + tally.of("case_study", year)
    query = f"?year={year}"
    return Part(
        "3",
        _("Three shared libraries"),
        _("Projects, experts and outcomes, built and used together."),
        [
            Figure(
                _("Projects"),
                tally.of("project", year),
                f"/libraries/projects{query}",
                mechanisms.yearly_target("projects_per_year", day),
            ),
            Figure(
                _("Outcomes and case studies"),
                made,
                f"/libraries/outcomes{query}",
                mechanisms.yearly_target("outcomes_per_year", day),
            ),
            Figure(_("Adoptions of cases"), tally.of(ADOPTIONS, year), f"/adoptions{query}"),
        ],
        "/libraries/projects",
    )


def _links(tally: Tally, year: int, day: date) -> Part:
    confirmed = Figure(
        _("Links confirmed by both sides"),
        tally.of(LINKS, year),
        f"/links?year={year}",
        mechanisms.yearly_target("links_per_year", day),
    )
    posted = Figure(_("Offers and needs"), tally.of("posting", year), f"/matrix?year={year}")
    partners = Figure(_("Partners, all years"), sum(tally.partners.values()), "/partners")
    return Part(
        "X",
        _("Linked resources"),
        _("Universities, institutes, platforms, enterprises and media."),
        [partners, posted, confirmed],
        "/matrix",
    )


def measures() -> list[tuple[str, str]]:
    """What is compared over the years and side by side, with its name."""
    return [
        (CITY_ACTIVITIES, _("Activities of the city")),
        (PARK_ACTIVITIES, _("Activities of its parks")),
        ("project", _("Projects")),
        ("outcome", _("Outcomes")),
        ("case_study", _("Case studies")),
        (CONSULTATIONS, _("Consultations answered")),
        ("posting", _("Offers and needs")),
        (LINKS, _("Links confirmed")),
        (ADOPTIONS, _("Cases adopted by others")),
    ]
