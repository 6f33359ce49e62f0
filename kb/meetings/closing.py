"""Closing: how far the body's word has been carried out, and when it counts as done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import exists, or_, select

from kb.accounts.users import User
from kb.clock import today
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings.files import MeetingFile
from kb.meetings.followups import UNDONE, FollowUp, FollowUpReport, FollowUpState
from kb.meetings.resolutions import Resolution, Result
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require


class Step(StrEnum):
    ADOPTED = "adopted"
    UNDER_WAY = "under_way"
    PROOF_WAITING = "proof_waiting"
    DONE = "done"

    @property
    def label(self) -> LazyString:
        return STEP_LABELS[self]


STEP_LABELS = {
    Step.ADOPTED: _l("Adopted"),
    Step.UNDER_WAY: _l("Being carried out"),
    Step.PROOF_WAITING: _l("Proof to be checked"),
    Step.DONE: _l("Carried out"),
}


@dataclass(frozen=True)
class Status:
    """How far it is. Overdue, the fifth, stands beside a step and never instead of one."""

    step: Step
    is_overdue: bool


def status(resolution: Resolution, follow_ups: Sequence[FollowUp], day: date) -> Status | None:
    """Of a resolution that has passed, read from its follow-ups; None of any other."""
    if resolution.result is not Result.PASSED:
        return None
    if resolution.done_on is not None:
        return Status(Step.DONE, False)
    late = resolution.due_on is not None and resolution.due_on < day
    late = late or any(each.is_overdue(day) for each in follow_ups)
    alive = [each for each in follow_ups if each.state is not FollowUpState.CANCELLED]
    if not alive:
        return Status(Step.ADOPTED, late)
    is_going = any(each.state in UNDONE for each in alive)
    return Status(Step.UNDER_WAY if is_going else Step.PROOF_WAITING, late)


def follow_ups_of(resolution: Resolution) -> Sequence[FollowUp]:
    """The first due first."""
    rows = select(FollowUp).where(FollowUp.resolution_id == resolution.id)
    return db.session.scalars(rows.order_by(FollowUp.due_on.nulls_last(), FollowUp.id)).all()


def evidence_of(resolution: Resolution) -> Sequence[FollowUpReport]:
    """Reports on its follow-ups that carry a record or a file."""
    has_file = exists().where(MeetingFile.report_id == FollowUpReport.id)
    rows = (
        select(FollowUpReport)
        .join(FollowUp)
        .where(FollowUp.resolution_id == resolution.id)
        .where(or_(FollowUpReport.record_id.is_not(None), has_file))
    )
    return db.session.scalars(rows.order_by(FollowUpReport.at)).all()


def missing(resolution: Resolution) -> str:
    """What stands between it and being closed, in a sentence; nothing when it may be closed."""
    follow_ups = follow_ups_of(resolution)
    if not follow_ups:
        return str(_("There is no follow-up yet. Give it one, with an owner and a due date."))
    undone = [each.task for each in follow_ups if each.state in UNDONE]
    if undone:
        return str(_("Not done yet: %(tasks)s", tasks="；".join(undone)))
    done = {each.id for each in follow_ups if each.state is FollowUpState.DONE}
    if not any(report.follow_up_id in done for report in evidence_of(resolution)):
        return str(
            _("No follow-up that is done has proof. Its owner reports with a record or a file.")
        )
    return ""


def close(resolution: Resolution, user: User) -> None:
    """It is carried out. Raises DomainError that names what is missing, Conflict when there is
    nothing to close.
    """
    require(is_staff(user))
    if resolution.result is not Result.PASSED:
        raise Conflict(_("Only what has passed can be carried out."))
    if resolution.done_on is not None:
        raise Conflict(_("This resolution is closed already."))
    if reason := missing(resolution):
        raise DomainError(reason)
    resolution.done_on = today()
    db.session.flush()
    audit.log(user, "close-resolution", resolution.title, resolution=resolution.id)
