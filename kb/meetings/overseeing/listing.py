"""Listing: the follow-ups that a reader sees, narrowed by state, unit, body and due day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.alliance.bodies import Body
from kb.db import db
from kb.meetings.follow_up_rights import readable_by
from kb.meetings.followups import UNDONE, FollowUp, FollowUpState
from kb.office.spreadsheets import Column, Sheet, workbook

SOON = timedelta(days=30)
ADDRESS = "/follow-ups"


class Standing(StrEnum):
    """What the list can be narrowed to; overdue is a question of the day, not a state."""

    UNDONE = "undone"
    OVERDUE = "overdue"
    BLOCKED = "blocked"
    DONE = "done"
    CANCELLED = "cancelled"
    ALL = "all"

    @property
    def label(self) -> LazyString:
        return STANDING_LABELS[self]


STANDING_LABELS = {
    Standing.UNDONE: _l("To be done"),
    Standing.OVERDUE: _l("Overdue"),
    Standing.BLOCKED: _l("Blocked"),
    Standing.DONE: _l("Done"),
    Standing.CANCELLED: _l("Cancelled"),
    Standing.ALL: _l("All"),
}


class Due(StrEnum):
    SOON = "soon"
    LATER = "later"

    @property
    def label(self) -> LazyString:
        return DUE_LABELS[self]


DUE_LABELS = {Due.SOON: _l("Within 30 days"), Due.LATER: _l("Later")}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it cannot mean is passed over."""

    state: str = Standing.UNDONE.value
    unit: str = ""
    """As `city:rizhao`, `member:rizhao-park` or `secretariat`."""
    body: str = ""
    due: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        state, due = args.get("state", ""), args.get("due", "")
        return cls(
            state if state in set(Standing) else Standing.UNDONE.value,
            args.get("unit", "")[:120],
            args.get("body", "")[:120],
            due if due in set(Due) else "",
        )

    def address(self, path: str = ADDRESS, **changed: str) -> str:
        """The list with these filters, some of them changed."""
        kept = {name: value for name, value in (asdict(self) | changed).items() if value}
        if kept.get("state") == Standing.UNDONE.value:
            del kept["state"]
        return f"{path}?{urlencode(kept)}" if kept else path


def rows(asked: Asked, reader: User | None, day: date) -> Select[FollowUp]:
    """Those asked for that this reader may see, the first due first."""
    found = select(FollowUp).where(readable_by(reader))
    found = _of_unit(_by_state(found, asked.state, day), asked.unit)
    if asked.body:
        found = found.join(Body, Body.id == FollowUp.body_id).where(Body.slug == asked.body)
    if asked.due == Due.SOON:
        found = found.where(FollowUp.due_on.between(day, day + SOON))
    elif asked.due == Due.LATER:
        found = found.where(FollowUp.due_on > day + SOON)
    return found.order_by(FollowUp.due_on.nulls_last(), FollowUp.id)


def _by_state(found: Select[FollowUp], state: str, day: date) -> Select[FollowUp]:
    undone = FollowUp.state.in_(UNDONE)
    match Standing(state):
        case Standing.UNDONE:
            return found.where(undone)
        case Standing.OVERDUE:
            return found.where(undone, FollowUp.due_on < day)
        case Standing.ALL:
            return found
        case Standing.BLOCKED | Standing.DONE | Standing.CANCELLED:
            return found.where(FollowUp.state == FollowUpState(state))


def _of_unit(found: Select[FollowUp], unit: str) -> Select[FollowUp]:
    kind, _sign, slug = unit.partition(":")
    if kind == "city":
        return found.where(FollowUp.owner_city == slug)
    if kind == "member":
        return found.where(FollowUp.owner_member == slug)
    if kind == "secretariat":
        return found.where(FollowUp.owner_city.is_(None), FollowUp.owner_member.is_(None))
    return found


def loaded(found: Select[FollowUp]) -> Sequence[FollowUp]:
    """With all that a line shows."""
    shown = (FollowUp.city, FollowUp.member, FollowUp.owner, FollowUp.body, FollowUp.meeting)
    options = [joinedload(each) for each in (*shown, FollowUp.resolution)]
    return db.session.scalars(found.options(*options)).all()


def counts(asked: Asked, reader: User | None, day: date) -> dict[str, int]:
    """How many each state has, with the other filters as they are."""
    return {
        state.value: count(Asked(state.value, asked.unit, asked.body, asked.due), reader, day)
        for state in Standing
    }


def count(asked: Asked, reader: User | None, day: date) -> int:
    inner = rows(asked, reader, day).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def by_unit(found: Iterable[FollowUp], day: date) -> list[tuple[str, list[FollowUp]]]:
    """Grouped by owner, in each group the overdue first; groups with overdue ones first."""
    named = sorted(found, key=lambda each: (each.unit_name, not each.is_overdue(day)))
    groups = [(unit, list(of_one)) for unit, of_one in groupby(named, lambda each: each.unit_name)]
    return sorted(groups, key=lambda group: not group[1][0].is_overdue(day))


def table(found: Iterable[FollowUp], day: date) -> bytes:
    """The list as a workbook."""
    headings = (
        (_("Task"), 48),
        (_("Responsible unit"), 26),
        (_("Responsible person"), 16),
        (_("Due day"), 13),
        (_("State"), 12),
        (_("Overdue"), 10),
        (_("Reason"), 28),
        (_("Done on"), 13),
        (_("Body"), 18),
        (_("Meeting"), 32),
        (_("Resolution"), 22),
    )
    columns = [Column(heading, width) for heading, width in headings]
    lines = [
        (
            each.task,
            each.unit_name,
            person(each),
            each.due_on,
            str(each.state.label),
            _("Overdue") if each.is_overdue(day) else "",
            each.reason,
            each.done_on,
            each.body.name,
            each.meeting.title if each.meeting else "",
            (each.resolution.number or "") if each.resolution else "",
        )
        for each in found
    ]
    return workbook([Sheet(_("Follow-ups"), columns, lines)])


def person(follow_up: FollowUp) -> str:
    """Who sees to it: as written, else the account's name."""
    return follow_up.owner_name or (follow_up.owner.display_name if follow_up.owner else "")
