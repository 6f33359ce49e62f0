"""Page: what published minutes show beside what every record's page has."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from kb.accounts.users import User
from kb.catalog.page import safe_html
from kb.meetings import adding
from kb.meetings.integrity import Integrity
from kb.meetings.invitations import THERE, of_meeting
from kb.meetings.issued.marking import Piece, pieces
from kb.meetings.meetings import Meeting
from kb.meetings.minutes import Addendum, Minutes
from kb.meetings.resolutions import Resolution, Voting, resolutions_of
from kb.publishing.permissions import is_staff


@dataclass(frozen=True)
class Published:
    """What `meetings/minutes.html` draws beside what every record's page has."""

    pieces: list[Piece]
    cities: list[tuple[str, int]]
    """Name of each city with the number of its people who were there."""
    addenda: list[tuple[Addendum, Markup]]
    integrity: Integrity | None
    may_add: bool
    chair: str = ""
    """Name of the city whose chair signed."""
    href: str = ""
    """Of the meeting."""


def of_record(record: Minutes, reader: User | None, cities: Mapping[str, str]) -> Published:
    meeting = record.meeting
    addenda = adding.addenda_of(record, reader)
    decided = _decided(record, meeting) if meeting else []
    return Published(
        pieces=pieces(record.body, decided),
        cities=_there(meeting, cities) if meeting else [],
        addenda=[(one, safe_html(one.text)) for one in addenda],
        integrity=adding.check(record, addenda) if record.published_at else None,
        may_add=record.published_at is not None and is_staff(reader),
        chair=cities.get(record.signed_for, ""),
        href=meeting.address if meeting else "",
    )


def _decided(record: Minutes, meeting: Meeting) -> list[Resolution]:
    """The resolutions that this very text names: their bars stand under its own items."""
    return [
        one
        for one in resolutions_of(meeting)
        if one.voting is Voting.CLOSED and one.number and one.number in record.body
    ]


def _there(meeting: Meeting, cities: Mapping[str, str]) -> list[tuple[str, int]]:
    """In the order of the cities."""
    there = [one.city_slug for one in of_meeting(meeting) if one.attendance in THERE]
    return [(name, there.count(slug)) for slug, name in cities.items() if slug in there]
