"""Hub: what governance looks like today, with no more than each reader may see."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance.bodies import all_bodies, holdings_on, seats_on
from kb.clock import utcnow
from kb.db import db
from kb.meetings import pending
from kb.meetings.handover import takes_part
from kb.meetings.meetings import BEFORE, Meeting
from kb.meetings.resolutions import Resolution, Result, Voting
from kb.meetings.rights import may_see
from kb.meetings.within import readable_resolutions
from kb.web.languages import in_english

SHOWN = 5
LOOKED_AT = 50
"""How many of the newest are asked for before those are left out that the reader may not see."""
HAND_OVERS = "/governance/hand-overs"
PLACES: tuple[tuple[str, LazyString, LazyString], ...] = (
    ("/governance/rotation", _l("Rotation of the chair"), _l("Terms past and planned, and why")),
    ("/governance/fairness", _l("Fairness ledger"), _l("What each city has carried")),
    ("/governance/charter", _l("Charter"), _l("The alliance's own numbers, since when")),
    ("/governance/bodies", _l("Bodies and seats"), _l("Who sits for whom on any day")),
    ("/meetings", _l("Meetings"), _l("Notices, agendas, attendance")),
    ("/resolutions", _l("Resolutions"), _l("What was decided and what came of it")),
    ("/minutes", _l("Minutes"), _l("Published, with their hash")),
    ("/follow-ups", _l("Follow-ups"), _l("Who does what until when")),
    ("/deadlines", _l("Deadlines"), _l("Each date with its rule")),
    (HAND_OVERS, _l("Hand-overs"), _l("From one chair to the next")),
)
"""Pages of governance: address, name, what is there."""


def places(reader: User | None, has_page: Callable[[str, bool], bool]) -> list[dict[str, Any]]:
    """Those pages that this site has and that are open to the reader."""
    shut = set() if takes_part(reader) else {HAND_OVERS}
    return [
        {"href": href, "label": label, "note": note}
        for href, label, note in PLACES
        if href not in shut and has_page(href, reader is None)
    ]


def meetings(reader: User | None) -> list[dict[str, Any]]:
    """The next ones that this reader may know of."""
    ahead = select(Meeting).where(Meeting.starts_at >= utcnow(), Meeting.state.in_(BEFORE))
    rows = db.session.scalars(ahead.order_by(Meeting.starts_at).limit(LOOKED_AT))
    seen = [each for each in rows if may_see(reader, each)][:SHOWN]
    return [{"href": m.address, "title": _title(m), "day": m.day} for m in seen]


def resolutions(reader: User | None) -> list[dict[str, Any]]:
    """The newest open ones that have passed and that this reader may see."""
    passed = select(Resolution).where(
        Resolution.result == Result.PASSED,
        Resolution.is_closed.is_(False),
        readable_resolutions(reader),
    )
    rows = db.session.scalars(passed.order_by(Resolution.decided_at.desc()).limit(SHOWN))
    return [{"href": r.address, "title": f"{r.number or ''} {_title(r)}".strip()} for r in rows]


def _title(thing: Meeting | Resolution) -> str:
    return (thing.title_en if in_english() else "") or thing.title


def health(day: date) -> list[dict[str, Any]]:
    """Counts that betray nothing: what waits in the alliance's own house."""
    votes = select(Resolution.id).where(Resolution.voting == Voting.OPEN)
    return [
        {"label": _("Seats without a holder"), "count": vacant_seats(day)},
        {"label": _("Votes open"), "count": len(db.session.scalars(votes).all())},
        {"label": _("Meetings whose minutes are not out"), "count": pending.minutes_waiting()},
        {"label": _("Follow-ups overdue"), "count": pending.overdue(day)},
    ]


def vacant_seats(day: date) -> int:
    """Seats of the bodies that exist on this day which nobody holds."""
    return sum(_vacant(body, day) for body in all_bodies() if not _is_over(body.closed_on, day))


def _vacant(body: Any, day: date) -> int:
    held = {each.seat_id for each in holdings_on(body, day) if not each.is_substitute}
    seats: Sequence[Any] = seats_on(body, day)
    return sum(seat.id not in held for seat in seats)


def _is_over(closed_on: date | None, day: date) -> bool:
    return closed_on is not None and closed_on < day
