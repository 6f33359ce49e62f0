"""Ends: records that nothing of the chain has followed for longer than the charter has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, select, true

from kb.accounts.users import Role, User
from kb.alliance import rules
from kb.board.lineage import reading
from kb.board.lineage.chain import ENDS, End, Step
from kb.board.lineage.reading import ADOPTED, LANDED, OUTCOME, PROJECT, Node
from kb.clock import add_months
from kb.db import db
from kb.libraries.outcomes import OutcomeType
from kb.publishing.permissions import is_staff, readable_by
from kb.publishing.records import Record

SHOWN = 100
"""Ends of one rule that a page shows, the oldest first."""


@dataclass(frozen=True)
class Broken:
    """One end that is broken, and for how many months."""

    node: Node
    end: End
    months: int

    @property
    def sentence(self) -> str:
        return str(self.end.sentence) % {"months": self.months}


def months_between(first: date, last: date) -> int:
    """Whole months from one day to a later one; 0 for an earlier one."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months - (last.day < first.day))


def allowed(end: End, day: date) -> int:
    """After how many months it counts as broken, by the charter of this day."""
    return rules.lineage_months(end.rule, day)


def may_see_ends(user: User | None) -> bool:
    """The staff, and units for their own."""
    return is_staff(user) or _own(user) is not None


def _own(user: User | None) -> ColumnElement[bool] | None:
    if user is None or not user.active:
        return None
    if user.role is Role.CITY_LIAISON and user.city:
        return Record.city == user.city
    if user.role is Role.PARK_EDITOR and user.member:
        return Record.member == user.member
    return None


def broken(reader: User | None, day: date) -> list[Broken]:
    """All of the staff's, or of the reader's own unit; a statement for each rule."""
    own = _own(reader)
    scope = true() if is_staff(reader) else false() if own is None else own
    return [each for end in ENDS for each in _of_rule(end, reader, day, scope)]


def _of_rule(end: End, reader: User | None, day: date, scope: ColumnElement[bool]) -> list[Broken]:
    latest = add_months(day, -allowed(end, day))
    query = reading.joined(select(*reading.COLUMNS)).where(
        readable_by(reader), reading.is_step([end.step]), _begins(end), reading.until(latest), scope
    )
    for followed in reading.followed_by(end.needs, reader):
        query = query.where(Record.id.not_in(followed))
    if end.step is Step.CASE:
        query = query.where(Record.id.not_in(ADOPTED))
    rows = db.session.execute(query.order_by(reading.DAY, Record.id).limit(SHOWN))
    found = [reading.node(row) for row in rows]
    return [Broken(each, end, months_between(each.day or day, day)) for each in found]


def _begins(end: End) -> ColumnElement[bool]:
    """What counts: projects from their landing; outcomes but honours, which nobody applies."""
    if end.step is Step.OUTCOME:
        return OUTCOME.c.outcome_type != OutcomeType.AWARD
    return PROJECT.c.stage.in_(LANDED) if end.step is Step.PROJECT else true()


def of_line(nodes: Iterable[Node], followers: dict[int, set[Step]], day: date) -> dict[int, Broken]:
    """Of some records with the steps that follow each: those that are broken ends, by id."""
    found = {}
    for each in nodes:
        end = next((end for end in ENDS if end.step is each.step), None)
        if end is None or each.day is None or each.no_end:
            continue
        months = months_between(each.day, day)
        if months >= allowed(end, day) and not followers.get(each.id, set()) & set(end.needs):
            found[each.id] = Broken(each, end, months)
    return found
