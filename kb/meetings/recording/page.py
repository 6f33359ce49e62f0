"""Page: what the minutes of one meeting show to those within, and what each may do next."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from kb.accounts.users import User
from kb.alliance.terms import Term
from kb.catalog.page import safe_html
from kb.meetings import correcting, minutes, minuting, readable, signing
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.minutes import Correction, CorrectionState, Minutes
from kb.meetings.rights import is_within, may_run
from kb.meetings.sections import MinutesSection, digest, joined, open_ones, sections_of
from kb.publishing.permissions import may_read
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
    every = sections_of(record) if record else []
    sections = readable.sections(reader, meeting, every)
    edits = may_run(reader, meeting) and meeting.state in minuting.EDITED
    obstacle = signing.obstacle(meeting)
    return {
        "meeting": meeting,
        "record": record,
        "sections": [(section, safe_html(section.text)) for section in sections],
        "has_closed": len(open_ones(every)) < len(every),
        "runs": may_run(reader, meeting),
        "edits": edits,
        "may_correct": correcting.may_correct(reader, meeting),
        "asked": _asked(record, reader, reads_all=len(sections) == len(every)) if record else [],
        "obstacle": obstacle,
        "signs": signing.acts_as_chair(reader, meeting),
        "term": _term(meeting),
        "digest": digest(every),
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


def _asked(record: Minutes, reader: User, reads_all: bool) -> list[Asked]:
    """Who does not read all of the text finds their own: others may quote what is closed."""
    return [
        Asked(one, compare(one.place, one.text), correcting.passage(one))
        for one in correcting.corrections_of(record)
        if reads_all or one.author_id == reader.id
    ]
