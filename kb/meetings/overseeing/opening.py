"""Opening: what a meeting begins with: what became of the last meetings' resolutions, and what
is still to be done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.clock import today
from kb.db import db
from kb.meetings import evidence
from kb.meetings.carrying import waiting
from kb.meetings.follow_up_rights import OFFICIALS, readable_by
from kb.meetings.followups import FollowUp, FollowUpReport, FollowUpState
from kb.meetings.meetings import Meeting
from kb.meetings.overseeing.listing import by_unit, loaded
from kb.meetings.resolutions import Resolution, Result
from kb.meetings.rights import is_within
from kb.meetings.within import readable_resolutions
from kb.publishing.permissions import may_name
from kb.publishing.records import Record

MEETINGS = 3
"""Of so many meetings before, all resolutions are shown; of earlier ones those not closed yet."""


@dataclass(frozen=True)
class Progress:
    """A resolution, and what has come of it so far."""

    resolution: Resolution
    done: int
    total: int
    """Follow-ups that count: the cancelled ones do not."""
    late: int
    proofs: Sequence[Record]
    files: int

    @property
    def is_late(self) -> bool:
        due = self.resolution.due_on
        return self.resolution.done_on is None and due is not None and due < today()


def progress(meeting: Meeting, reader: User) -> list[Progress]:
    """Of the resolutions passed before this meeting that this reader may see, newest first."""
    if not (is_within(reader, meeting) or reader.role in OFFICIALS):
        return []
    recent = {each.id for each in _meetings_before(meeting)}
    rows = select(Resolution).where(
        Resolution.body_id == meeting.body_id,
        Resolution.result == Result.PASSED,
        Resolution.decided_at < meeting.starts_at,
        readable_resolutions(reader),
    )
    newest = rows.order_by(Resolution.decided_at.desc(), Resolution.id.desc())
    return [
        _progress(each, reader)
        for each in db.session.scalars(newest.options(joinedload(Resolution.meeting)))
        if each.done_on is None or each.meeting_id in recent or each.meeting_id is None
    ]


def _meetings_before(meeting: Meeting) -> Sequence[Meeting]:
    rows = select(Meeting).where(
        Meeting.body_id == meeting.body_id, Meeting.starts_at < meeting.starts_at
    )
    return db.session.scalars(rows.order_by(Meeting.starts_at.desc()).limit(MEETINGS)).all()


def _progress(resolution: Resolution, reader: User) -> Progress:
    own = select(FollowUp).where(
        FollowUp.resolution_id == resolution.id,
        FollowUp.state != FollowUpState.CANCELLED,
    )
    follow_ups = db.session.scalars(own).all()
    ids = [each.id for each in follow_ups]
    rows = select(FollowUpReport).where(FollowUpReport.follow_up_id.in_(ids))
    reports = db.session.scalars(rows.options(joinedload(FollowUpReport.record))).all()
    proofs = {each.record.id: each.record for each in reports if each.record}
    day = today()
    return Progress(
        resolution,
        done=sum(each.state is FollowUpState.DONE for each in follow_ups),
        total=len(follow_ups),
        late=sum(each.is_overdue(day) for each in follow_ups),
        proofs=[record for record in proofs.values() if may_name(reader, record)],
        files=sum(len(files) for files in evidence.files_of(reports).values()),
    )


def still_open(meeting: Meeting, reader: User, day: date) -> list[tuple[str, list[FollowUp]]]:
    """The body's open follow-ups of other meetings that this reader may see, by owner."""
    ids = [each.id for each in waiting(meeting)]
    rows = select(FollowUp).where(FollowUp.id.in_(ids), readable_by(reader))
    return by_unit(loaded(rows.order_by(FollowUp.due_on.nulls_last(), FollowUp.id)), day)


def of_this(meeting: Meeting, reader: User) -> Sequence[FollowUp]:
    """What came out of this meeting itself."""
    rows = select(FollowUp).where(FollowUp.meeting_id == meeting.id, readable_by(reader))
    return loaded(rows.order_by(FollowUp.due_on.nulls_last(), FollowUp.id))
