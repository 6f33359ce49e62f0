"""Shown: a hand-over as its page draws it for this reader."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.alliance import names, terms
from kb.alliance.rotation import DAY
from kb.alliance.turns import TurnKind
from kb.catalog.attached import worded_size
from kb.meetings import handing, handover, pending
from kb.meetings.handover import INCOMING, OUTGOING, SECRETARIAT, SIDES, HandOver, HandOverItem
from kb.meetings.meetings import MeetingState

SOON = 400 * DAY
"""How far ahead a hand-over can be opened, and how long after its day."""


def line(found: HandOver) -> dict[str, Any]:
    """In the list."""
    items = handover.items_of(found)
    return {
        "href": found.address,
        "title": handing.titled(found),
        "day": found.day,
        "frozen_at": found.frozen_at,
        "done": sum(item.done_at is not None for item in items),
        "total": len(items),
    }


def to_begin(day: date, taken: set[date]) -> list[tuple[date, str]]:
    """First days of terms whose hand-over can be opened, with a line for each."""
    shown = names.city_names()
    rows = [t for t in terms.all_terms() if t.kind is not TurnKind.ACTING]
    return [
        (term.starts_on, f"{term.starts_on.isoformat()} {shown.get(term.city_slug, '')}")
        for before, term in pairwise(rows)
        if before.ends_on + DAY == term.starts_on
        and day - SOON <= term.starts_on <= day + SOON
        and term.starts_on not in taken
    ]


def page(found: HandOver, reader: User, day: date) -> dict[str, Any]:
    """Checklist, signatures, and what is open: live, or as it was when all had signed."""
    frozen = found.frozen_at is not None
    return {
        "href": found.address,
        "title": handing.titled(found),
        "day": found.day,
        "frozen_at": found.frozen_at,
        "has_terms": bool(handover.sides(found).incoming),
        "items": [item(each, reader, day) for each in handover.items_of(found)],
        "signs": _signs(found),
        "may_sign": handing.may_sign(reader, found, day),
        "waits_until": _waits_until(found, reader, day),
        "open": _open(found.open_then if frozen else pending.kept(day), reader),
    }


def item(found: HandOverItem, reader: User, day: date) -> dict[str, Any]:
    address = f"{found.hand_over.address}/items/{found.id}"
    return {
        "href": address,
        "title": found.title,
        "side": str(SIDES.get(found.side, found.side)),
        "owner": found.owner,
        "due_on": found.due_on,
        "overdue": found.is_overdue(day),
        "note": found.note,
        "done_at": found.done_at,
        "done_by": found.done_by,
        "may": handing.may_see_to(reader, found),
        "files": [
            {
                "href": f"{found.hand_over.address}/files/{file.id}",
                "name": file.name,
                "type": file.type.value,
                "size": worded_size(file.size),
            }
            for file in handover.files_of(found)
        ],
    }


def _signs(found: HandOver) -> list[dict[str, Any]]:
    between, shown = handover.sides(found), names.city_names()
    cities = {OUTGOING: between.outgoing, INCOMING: between.incoming, SECRETARIAT: ""}
    return [
        {
            "side": str(SIDES[side]),
            "city": shown.get(slug, slug),
            "by": getattr(found, f"{side}_by") if handing.signed(found, side) else "",
            "at": getattr(found, f"{side}_at") if handing.signed(found, side) else None,
        }
        for side, slug in cities.items()
    ]


def _waits_until(found: HandOver, reader: User, day: date) -> date | None:
    """For who is too early: from when on they may sign."""
    side = handover.side_of(reader, found)
    early = side == INCOMING and day < found.day and found.frozen_at is None
    return found.day if early else None


def _open(kept: Mapping[str, Any], reader: User) -> dict[str, Any]:
    shown = {**names.city_names(), **names.member_names()}
    office = _("Secretariat")
    return {
        "day": date.fromisoformat(kept["day"]),
        "follow_ups": [
            each | {"due_on": _date(each["due_on"]), "owner": shown.get(each["owner"], office)}
            for each in kept["follow_ups"]
        ],
        "closed": kept["closed"],
        "votes": [each | {"closes": _instant(each["closes"])} for each in kept["votes"]],
        "meetings": [
            each | {"day": _date(each["day"]), "state": str(MeetingState(each["state"]).label)}
            for each in kept["meetings"]
        ],
    }


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
