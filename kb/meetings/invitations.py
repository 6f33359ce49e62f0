"""Invitations: who is asked to a meeting, what they answer, and whether they were there."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance.bodies import Seat
from kb.db import Base, db
from kb.meetings.meetings import Meeting


class Capacity(StrEnum):
    """As what somebody is asked."""

    MEMBER = "member"
    OBSERVER = "observer"
    GUEST = "guest"
    CLERK = "clerk"

    @property
    def label(self) -> LazyString:
        return CAPACITY_LABELS[self]


CAPACITY_LABELS = {
    Capacity.MEMBER: _l("Member of the body"),
    Capacity.OBSERVER: _l("Observer"),
    Capacity.GUEST: _l("Guest"),
    Capacity.CLERK: _l("Takes the minutes"),
}


INNER = frozenset({Capacity.MEMBER, Capacity.CLERK})
"""Those asked as one of these read what is dealt with behind closed doors."""


class Answer(StrEnum):
    NONE = "none"
    ATTEND = "attend"
    LEAVE = "leave"
    SUBSTITUTE = "substitute"
    OBSERVER = "observer"

    @property
    def label(self) -> LazyString:
        return ANSWER_LABELS[self]


ANSWER_LABELS = {
    Answer.NONE: _l("No answer yet"),
    Answer.ATTEND: _l("Comes"),
    Answer.LEAVE: _l("Asks for leave"),
    Answer.SUBSTITUTE: _l("Sends a substitute"),
    Answer.OBSERVER: _l("Comes as an observer"),
}


class Attendance(StrEnum):
    UNMARKED = "unmarked"
    PRESENT = "present"
    SUBSTITUTE = "substitute"
    LEAVE = "leave"
    ABSENT = "absent"

    @property
    def label(self) -> LazyString:
        return ATTENDANCE_LABELS[self]


ATTENDANCE_LABELS = {
    Attendance.UNMARKED: _l("Not marked"),
    Attendance.PRESENT: _l("Present"),
    Attendance.SUBSTITUTE: _l("Substitute present"),
    Attendance.LEAVE: _l("On leave"),
    Attendance.ABSENT: _l("Absent"),
}
THERE = frozenset({Attendance.PRESENT, Attendance.SUBSTITUTE})


class Invitation(Base):
    """One person, for a seat or as a guest, with answer and attendance."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("meeting_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id, ondelete="CASCADE"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey(Seat.id, ondelete="SET NULL"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    name: Mapped[str]
    duty: Mapped[str] = mapped_column(default="")
    """Unit and post, as the minutes name them."""
    city_slug: Mapped[str | None] = mapped_column("city", ForeignKey("city.slug"))
    capacity: Mapped[Capacity] = mapped_column(default=Capacity.MEMBER)
    has_vote: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=100)
    read_at: Mapped[datetime | None]
    """When the notice was read (签收)."""
    answer: Mapped[Answer] = mapped_column(default=Answer.NONE)
    answered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    """When they were asked for their answer once more."""
    reason: Mapped[str] = mapped_column(default="")
    substitute_name: Mapped[str] = mapped_column(default="")
    substitute_duty: Mapped[str] = mapped_column(default="")
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    """The substitute's account, where there is one."""
    attendance: Mapped[Attendance] = mapped_column(default=Attendance.UNMARKED)
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    """Who has left no longer counts for the quorum."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    meeting: Mapped[Meeting] = relationship()
    seat: Mapped[Seat | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    substitute: Mapped[User | None] = relationship(foreign_keys=[substitute_id])

    @property
    def is_there(self) -> bool:
        return self.attendance in THERE and self.left_at is None

    @property
    def present_name(self) -> str:
        """Of whoever is there for it."""
        stands_in = self.attendance is Attendance.SUBSTITUTE and self.substitute_name
        return self.substitute_name if stands_in else self.name


def of_meeting(meeting: Meeting) -> Sequence[Invitation]:
    """All of them in their order."""
    rows = select(Invitation).where(Invitation.meeting_id == meeting.id)
    loaded = (joinedload(Invitation.user), joinedload(Invitation.substitute))
    ordered = rows.order_by(Invitation.position, Invitation.id).options(*loaded)
    return db.session.scalars(ordered).all()


def invitation_of(user: User, meeting: Meeting) -> Invitation | None:
    """The one of this person: their own, or the one they stand in for."""
    own = invitations_of(user, meeting)
    return min(own, key=lambda each: each.user_id != user.id, default=None)


def invitations_of(user: User, meeting: Meeting) -> list[Invitation]:
    """All of this person: some take the minutes, and stand in for a seat besides."""
    return [each for each in of_meeting(meeting) if user.id in (each.user_id, each.substitute_id)]
