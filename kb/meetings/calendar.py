"""Calendar: lists of meetings as each reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.alliance.bodies import Body
from kb.clock import midnight, today
from kb.db import db
from kb.meetings.invitations import Answer, Invitation
from kb.meetings.meetings import AFTER, BEFORE, Meeting, MeetingState
from kb.meetings.rights import seen_by


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to."""

    body: Body | None = None
    state: MeetingState | None = None


def _seen(reader: User | None, asked: Asked) -> Select[Meeting]:
    rows = select(Meeting).where(seen_by(reader)).options(joinedload(Meeting.body))
    if asked.body is not None:
        rows = rows.where(Meeting.body_id == asked.body.id)
    return rows if asked.state is None else rows.where(Meeting.state == asked.state)


def upcoming(reader: User | None, asked: Asked) -> Sequence[Meeting]:
    """Those to come and the one in session, the next one first."""
    ahead = Meeting.state.in_(BEFORE | {MeetingState.IN_SESSION})
    return db.session.scalars(_seen(reader, asked).where(ahead).order_by(Meeting.starts_at)).all()


def past(reader: User | None, asked: Asked) -> list[tuple[int, list[Meeting]]]:
    """Those held and cancelled, by year in Shanghai, the newest first."""
    behind = Meeting.state.in_(AFTER | {MeetingState.CANCELLED})
    rows = _seen(reader, asked).where(behind).order_by(Meeting.starts_at.desc(), Meeting.id)
    found = db.session.scalars(rows)
    return [(year, list(each)) for year, each in groupby(found, lambda m: m.day.year)]


def unanswered(reader: User) -> Sequence[Invitation]:
    """Invitations of this person to meetings ahead that wait for an answer, the next one first."""
    rows = (
        select(Invitation)
        .join(Meeting)
        .where(
            Invitation.user_id == reader.id,
            Invitation.answer == Answer.NONE,
            Meeting.state.in_((MeetingState.CONVENED, MeetingState.FIXED)),
            Meeting.starts_at >= midnight(today()),
        )
        .order_by(Meeting.starts_at)
        .options(joinedload(Invitation.meeting).joinedload(Meeting.body))
    )
    return db.session.scalars(rows).all()


def in_session(reader: User) -> Sequence[Meeting]:
    """Meetings in session to which this person is invited."""
    asked = select(Invitation.meeting_id).where(
        (Invitation.user_id == reader.id) | (Invitation.substitute_id == reader.id)
    )
    rows = select(Meeting).where(Meeting.state == MeetingState.IN_SESSION, Meeting.id.in_(asked))
    return db.session.scalars(rows.options(joinedload(Meeting.body))).all()


def circulated() -> Sequence[Meeting]:
    """Meetings whose minutes are read by those who attended, or wait for the chair."""
    rows = select(Meeting).where(Meeting.state == MeetingState.CIRCULATED)
    return db.session.scalars(
        rows.order_by(Meeting.starts_at).options(joinedload(Meeting.body))
    ).all()
