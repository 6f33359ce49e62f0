"""Carrying over: what is still to be done comes to the body's next meeting by itself.

A meeting has one item for it, the first, which shows the list as it stands when it is read. Only
what the secretariat chooses becomes an item of its own.
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import db
from kb.errors import Conflict
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.followups import UNDONE, FollowUp
from kb.meetings.meetings import BEFORE, Manner, Meeting, MeetingState
from kb.meetings.rights import may_run
from kb.publishing import audit
from kb.publishing.permissions import require

TITLE, TITLE_EN = "前次会议督办事项办理情况", "Follow-ups from earlier meetings"
TEXT = "办理情况以[督办清单]({address}/follow-ups)的最新内容为准。"
"""What the item says, as Markdown: the way to the list, which is never copied."""
ALTERABLE = frozenset({MeetingState.PLANNED, MeetingState.CONVENED})
"""Whose agenda is not fixed yet."""


def carry_over(meeting: Meeting, secretary: User) -> list[AgendaItem]:
    """The item that carries the body's open follow-ups into this meeting, made if there is none.

    Said again it makes nothing new. Empty where nothing is open, and for a written vote, which has
    no agenda. Raises Conflict once the meeting has begun.
    """
    require(may_run(secretary, meeting))
    if meeting.state not in BEFORE:
        raise Conflict(_("The meeting has begun or is cancelled: its agenda stays as it is."))
    return _carried(meeting, secretary)


def carry_all() -> int:
    """For every meeting to come whose agenda is not fixed. How many items were made."""
    rows = select(Meeting).where(Meeting.state.in_(ALTERABLE), Meeting.starts_at > utcnow())
    made = 0
    for meeting in db.session.scalars(rows.order_by(Meeting.id)).all():
        before = _standing(meeting) is not None
        made += bool(_carried(meeting, None)) and not before
    return made


def _carried(meeting: Meeting, author: User | None) -> list[AgendaItem]:
    db.session.flush()
    # Of two at once the second waits, and then finds the item of the first.
    db.session.refresh(meeting, with_for_update=True)
    item = _standing(meeting)
    if item is not None:
        return [item]
    if meeting.manner is Manner.WRITTEN or not waiting(meeting):
        return []
    made = AgendaItem(
        body_id=meeting.body_id,
        meeting=meeting,
        state=ItemState.ACCEPTED,
        position=_first_place(meeting),
        title=TITLE,
        title_en=TITLE_EN,
        text=TEXT.format(address=meeting.address),
        carries_over=True,
    )
    db.session.add(made)
    audit.log(author, "carry-over", meeting.title, meeting=meeting.id)
    db.session.flush()
    return [made]


def _standing(meeting: Meeting) -> AgendaItem | None:
    """Also one that the secretariat has declined: it does not come back against their will."""
    rows = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.carries_over.is_(True)
    )
    return db.session.scalar(rows.order_by(AgendaItem.id).limit(1))


def waiting(meeting: Meeting) -> Sequence[FollowUp]:
    """What the body still has to see to from other meetings, the first due first."""
    rows = select(FollowUp).where(
        FollowUp.body_id == meeting.body_id,
        FollowUp.state.in_(UNDONE),
        FollowUp.meeting_id.is_distinct_from(meeting.id),
    )
    return db.session.scalars(rows.order_by(FollowUp.due_on.nulls_last(), FollowUp.id)).all()


def _first_place(meeting: Meeting) -> int:
    places = select(func.min(AgendaItem.position)).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.state == ItemState.ACCEPTED
    )
    lowest = db.session.scalar(places)
    return 0 if lowest is None else lowest - 1


def put_on_agenda(follow_up: FollowUp, meeting: Meeting, secretary: User) -> AgendaItem:
    """An item of its own, at the end. Said again it makes nothing new."""
    require(may_run(secretary, meeting))
    if meeting not in meetings_for(follow_up):
        raise Conflict(_("Choose a meeting of the same body whose agenda is not fixed yet."))
    rows = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.follow_up_id == follow_up.id
    )
    known = db.session.scalar(rows.limit(1))
    if known is not None:
        return known
    highest = select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)
    made = AgendaItem(
        body_id=meeting.body_id,
        meeting=meeting,
        state=ItemState.ACCEPTED,
        position=1 + (db.session.scalar(highest) or 0),
        title=follow_up.task,
        follow_up_id=follow_up.id,
        proposer=secretary,
        is_closed=follow_up.is_closed,
    )
    db.session.add(made)
    audit.log(secretary, "put-on-agenda", follow_up.task, follow_up=follow_up.id)
    db.session.flush()
    return made


def meetings_for(follow_up: FollowUp) -> Sequence[Meeting]:
    """The meetings of its body to which it can be put."""
    rows = select(Meeting).where(
        Meeting.body_id == follow_up.body_id,
        Meeting.state.in_(ALTERABLE),
        Meeting.manner != Manner.WRITTEN,
    )
    return db.session.scalars(rows.order_by(Meeting.starts_at, Meeting.id)).all()
