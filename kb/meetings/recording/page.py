"""Page: what the minutes of one meeting show to those within, and what each may do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from kb.accounts.users import User
from kb.alliance.terms import Term
from kb.catalog.page import safe_html
from kb.meetings import adding, correcting, minutes, minuting, signing
from kb.meetings.integrity import Integrity
from kb.meetings.invitations import THERE, of_meeting
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.minutes import Addendum, Correction, CorrectionState, Minutes
from kb.meetings.recording.marking import Piece, pieces
from kb.meetings.resolutions import Resolution, Voting, resolutions_of
from kb.meetings.rights import is_within, may_run
from kb.meetings.sections import MinutesSection, digest, joined, open_ones, sections_of
from kb.publishing.permissions import is_staff, may_read
from kb.text.differences import Run, compare


@dataclass(frozen=True)
class Asked:
    """A correction as it is shown: from the quoted passage to the words wanted."""

    correction: Correction
    runs: list[Run]
    section: MinutesSection | None

    @property
    def is_open(self) -> bool:
        return self.correction.state is CorrectionState.OPEN


def may_open(user: User | None, meeting: Meeting) -> bool:
    """The secretariat from the first draft on; once circulated those within, and who signs."""
    if may_run(user, meeting):
        return True
    told = (MeetingState.CIRCULATED, MeetingState.SIGNED, MeetingState.PUBLISHED)
    return meeting.state in told and (
        is_within(user, meeting) or signing.acts_as_chair(user, meeting)
    )


def described(meeting: Meeting, reader: User) -> dict[str, Any]:
    """All that `meetings/minutes_draft.html` draws."""
    record = minuting.of(meeting)
    sections = sections_of(record) if record else []
    edits = may_run(reader, meeting) and meeting.state in minuting.EDITED
    obstacle = signing.obstacle(meeting)
    return {
        "meeting": meeting,
        "record": record,
        "sections": [(section, safe_html(section.text)) for section in sections],
        "has_closed": len(open_ones(sections)) < len(sections),
        "runs": may_run(reader, meeting),
        "edits": edits,
        "may_correct": correcting.may_correct(reader, meeting),
        "asked": _asked(record) if record else [],
        "obstacle": obstacle,
        "signs": signing.acts_as_chair(reader, meeting),
        "term": _term(meeting),
        "digest": digest(sections),
        "published": published(meeting, reader),
        "former": bool(meeting.source),
        "last_day": minuting.last_day(meeting),
    }


def published(meeting: Meeting, reader: User | None) -> list[Minutes]:
    """The records that readers have, as far as this one may read them."""
    every = minutes.of_meeting(meeting)
    return [one for one in every if one.published_at is not None and may_read(reader, one)]


def public_text(meeting: Meeting) -> Markup:
    """What everybody will read."""
    record = minuting.of(meeting)
    return safe_html(joined(open_ones(sections_of(record))) if record else "")


def _term(meeting: Meeting) -> Term | None:
    return signing.signing_term(meeting)


def _asked(record: Minutes) -> list[Asked]:
    return [
        Asked(one, compare(one.place, one.text), correcting.passage(one))
        for one in correcting.corrections_of(record)
    ]


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
