"""Shown: the counts of reports as tables of label, address and number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from kb.alliance.names import city_names, member_names
from kb.bulletin.coverage import Counts

LIST = "/bulletin?genre=media"
Row = tuple[str, str, int]


@dataclass(frozen=True)
class Table:
    """Counts by one thing; rows without an address lead nowhere."""

    id: str
    heading: str
    rows: Sequence[Row]


def tables(counts: Counts, outlets: Mapping[str, str]) -> list[Table]:
    """By outlet the most first, by member and city in their own order, by year the newest first.

    All seven cities are there, also those of which nobody has written.
    """
    members = [
        (name, f"{LIST}&member={slug}", counts.members[slug])
        for slug, name in member_names().items()
        if slug in counts.members
    ]
    cities = [
        (name, f"{LIST}&city={slug}" if slug in counts.cities else "", counts.cities.get(slug, 0))
        for slug, name in city_names().items()
    ]
    named = [(name, outlets.get(name, ""), count) for name, count in counts.outlets.items()]
    years = [(str(year), "", count) for year, count in counts.years.items()]
    return [
        Table("by-outlet", _("Outlet"), named),
        Table("by-member", _("Member"), members),
        Table("by-city", _("City"), cities),
        Table("by-year", _("Year"), years),
    ]
