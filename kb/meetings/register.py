"""Register of resolutions: what was decided, by whom, and how far it is carried out."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from kb.accounts.users import User
from kb.alliance import names
from kb.alliance.bodies import Body
from kb.clock import local, midnight
from kb.db import db
from kb.meetings.ballots import stage
from kb.meetings.closing import Status, Step, status
from kb.meetings.followups import FollowUp
from kb.meetings.resolutions import Resolution, Result, Voting
from kb.meetings.within import readable_resolutions
from kb.office.spreadsheets import Column, Sheet, workbook
from kb.office.workbooks import Cell
from kb.web.languages import in_english


class Standing(StrEnum):
    """By what one looks for resolutions: votes not over, results, steps, and what is late."""

    PENDING = "pending"
    ADOPTED = "adopted"
    UNDER_WAY = "under_way"
    PROOF_WAITING = "proof_waiting"
    DONE = "done"
    OVERDUE = "overdue"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"

    @property
    def label(self) -> LazyString:
        return STANDING_LABELS[self]


STANDING_LABELS = {
    Standing.PENDING: _l("Not decided yet"),
    Standing.ADOPTED: Step.ADOPTED.label,
    Standing.UNDER_WAY: Step.UNDER_WAY.label,
    Standing.PROOF_WAITING: Step.PROOF_WAITING.label,
    Standing.DONE: Step.DONE.label,
    Standing.OVERDUE: _l("Overdue"),
    Standing.REJECTED: Result.REJECTED.label,
    Standing.NO_QUORUM: Result.NO_QUORUM.label,
}


@dataclass(frozen=True)
class Asked:
    """What the register is narrowed to; nothing: all of it."""

    body: str = ""
    """Slug of the body."""
    year: int | None = None
    standing: Standing | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Asked":
        """From an address; what it cannot mean is passed over."""
        year, standing = args.get("year", ""), args.get("state", "")
        return cls(
            args.get("body", "")[:80],
            int(year) if re.fullmatch("[12][0-9]{3}", year) else None,
            Standing(standing) if standing in list(Standing) else None,
        )


@dataclass(frozen=True)
class Entry:
    """One line of the register."""

    resolution: Resolution
    status: Status | None
    voting: Voting

    @property
    def title(self) -> str:
        kept = self.resolution
        return (kept.title_en if in_english() else "") or kept.title

    @property
    def day(self) -> date | None:
        at = self.resolution.decided_at
        return local(at).date() if at else None

    @property
    def standing(self) -> Standing:
        if self.resolution.result is None:
            return Standing.PENDING
        if self.status is None:
            return Standing(self.resolution.result.value)
        return Standing(self.status.step.value)

    @property
    def is_overdue(self) -> bool:
        return self.status is not None and self.status.is_overdue

    def fits(self, wanted: Standing | None) -> bool:
        if wanted is Standing.OVERDUE:
            return self.is_overdue
        return wanted is None or self.standing is wanted


_AT = func.coalesce(Resolution.decided_at, Resolution.created_at)


def entries(asked: Asked, reader: User | None, now: datetime) -> list[Entry]:
    """What this reader may see, the newest first."""
    rows = _readable(reader)
    if asked.body:
        rows = rows.where(Body.slug == asked.body)
    if asked.year is not None:
        first, next_first = (midnight(date(year, 1, 1)) for year in (asked.year, asked.year + 1))
        rows = rows.where(first <= _AT, next_first > _AT)
    found = db.session.scalars(rows.order_by(_AT.desc(), Resolution.id.desc())).all()
    return [each for each in described(found, now) if each.fits(asked.standing)]


def described(resolutions: Sequence[Resolution], now: datetime) -> list[Entry]:
    """Each with its status, read from its follow-ups at once."""
    wanted = select(FollowUp).where(FollowUp.resolution_id.in_([each.id for each in resolutions]))
    by_resolution: defaultdict[int | None, list[FollowUp]] = defaultdict(list)
    for follow_up in db.session.scalars(wanted):
        by_resolution[follow_up.resolution_id].append(follow_up)
    day = local(now).date()
    return [
        Entry(each, status(each, by_resolution[each.id], day), stage(each, now))
        for each in resolutions
    ]


def years(reader: User | None) -> list[int]:
    """Those of which there is something to read, the latest first."""
    rows = _readable(reader).with_only_columns(_AT, maintain_column_froms=True)
    return sorted({local(at).year for at in db.session.scalars(rows)}, reverse=True)


def _readable(reader: User | None) -> Select[Resolution]:
    rows = select(Resolution).join(Resolution.body).outerjoin(Resolution.meeting)
    loaded = (contains_eager(Resolution.body), contains_eager(Resolution.meeting))
    return rows.where(readable_resolutions(reader)).options(*loaded)


def owner(resolution: Resolution, with_person: bool) -> str:
    """Unit and, for those who know each other, the person who carries it out."""
    unit = str(_("Secretariat"))
    if resolution.owner_city:
        unit = names.city_names().get(resolution.owner_city, resolution.owner_city)
    if resolution.owner_member:
        unit = names.member_names().get(resolution.owner_member, resolution.owner_member)
    return f"{unit} {resolution.owner_name}".strip() if with_person else unit


def table(lines: Sequence[Entry], reader: User | None) -> bytes:
    """The register as an .xlsx."""
    headings = (
        (_("Number"), 20), (_("Resolution"), 46), (_("Body"), 18), (_("Meeting"), 30),
        (_("Decided on"), 13), (_("Result"), 14), (_("For"), 8), (_("Against"), 8),
        (_("Abstained"), 8), (_("Recused"), 8), (_("Seats with a vote"), 10), (_("Present"), 8),
        (_("Quorum"), 8), (_("Carried out by"), 24), (_("Due on"), 13), (_("Standing"), 16),
        (_("Overdue"), 8), (_("Closed on"), 13),
    )  # fmt: skip
    columns = [Column(str(heading), width) for heading, width in headings]
    rows = _rows(lines, with_person=reader is not None)
    return workbook([Sheet(str(_("Resolutions")), columns, rows)])


def _rows(lines: Sequence[Entry], with_person: bool) -> Iterator[list[Cell]]:
    for line in lines:
        kept = line.resolution
        is_over = kept.result is not None
        figures = (
            kept.votes_for, kept.votes_against, kept.abstentions, kept.recusals,
            kept.entitled, kept.present, kept.quorum,
        )  # fmt: skip
        yield [
            kept.number or "",
            line.title,
            kept.body.name,
            kept.meeting.title if kept.meeting else "",
            line.day,
            str(kept.result.label) if kept.result else str(kept.voting.label),
            *(figure if is_over else None for figure in figures),
            owner(kept, with_person),
            kept.due_on,
            str(line.standing.label),
            str(_("yes")) if line.is_overdue else "",
            kept.done_on,
        ]
