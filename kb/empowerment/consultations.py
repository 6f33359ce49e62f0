"""Consultations: a question put to experts of the committee, and what came of it."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base
from kb.libraries.experts import Expert
from kb.publishing.records import Record


class ConsultationState(StrEnum):
    ASKED = "asked"
    SCOPED = "scoped"
    WITH_EXPERTS = "with_experts"
    ANSWERED = "answered"
    CLOSED = "closed"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"

    @property
    def label(self) -> LazyString:
        return STATE_LABELS[self]


STATE_LABELS = {
    ConsultationState.ASKED: _l("Waits to be scoped"),
    ConsultationState.SCOPED: _l("Scoped by the secretariat"),
    ConsultationState.WITH_EXPERTS: _l("With the experts"),
    ConsultationState.ANSWERED: _l("Answered"),
    ConsultationState.CLOSED: _l("Consultation closed"),
    ConsultationState.DECLINED: _l("Not taken on"),
    ConsultationState.TAKEN_BACK: _l("Taken back by the asker"),
}


class Secrecy(StrEnum):
    CONFIDENTIAL = "confidential"
    ALLIANCE = "alliance"
    OPEN = "open"

    @property
    def label(self) -> LazyString:
        return SECRECY_LABELS[self]


SECRECY_LABELS = {
    Secrecy.CONFIDENTIAL: _l("Confidential: asker, experts, secretariat"),
    Secrecy.ALLIANCE: _l("The alliance may read the answer"),
    Secrecy.OPEN: _l("The answer may be published"),
}


class CameOf(StrEnum):
    NOTHING = "nothing"
    TAKEN_UP = "taken_up"
    TOPIC = "topic"
    PROJECT = "project"
    OUTCOME = "outcome"
    POLICY = "policy"

    @property
    def label(self) -> LazyString:
        return CAME_OF_LABELS[self]


CAME_OF_LABELS = {
    CameOf.NOTHING: _l("Nothing so far"),
    CameOf.TAKEN_UP: _l("The advice was taken up"),
    CameOf.TOPIC: _l("A research topic"),
    CameOf.PROJECT: _l("A project"),
    CameOf.OUTCOME: _l("An outcome"),
    CameOf.POLICY: _l("A policy"),
}


class Consultation(Record):
    """A record once its answer is published; until then only those within know of it."""

    __tablename__ = "consultation"
    __mapper_args__ = {"polymorphic_identity": "consultation"}
    number_prefix = "ZX"
    text_fields = ("question", "answer")
    content_fields = (*Record.content_fields, "question", "answer", "area")

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    question: Mapped[str] = mapped_column(default="")
    """As it is published; while it is with the experts, as the secretariat has scoped it."""
    answer: Mapped[str] = mapped_column(default="")
    """As it is published."""
    area: Mapped[str] = mapped_column(default="")
    """Chinese name of an area of the experts' tree."""

    def traits(self) -> Mapping[str, str]:
        return {}


class Inquiry(Base):
    """The work on a consultation, which readers never see: who asks, how secret, until when."""

    __tablename__ = "inquiry"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int | None] = mapped_column(
        ForeignKey(Consultation.id, ondelete="SET NULL"), unique=True
    )
    """The published record, once there is one."""
    reference: Mapped[str] = mapped_column(unique=True)
    """How people name it: 咨询2026-0001."""
    title: Mapped[str]
    question: Mapped[str]
    """As the asker wrote it."""
    scope_title: Mapped[str] = mapped_column(default="")
    scope: Mapped[str] = mapped_column(default="")
    """What the experts are asked, in the secretariat's words; they see this and no more."""
    passes_question: Mapped[bool] = mapped_column(default=False)
    """Experts read the asker's own words beside the scope."""
    may_be_named: Mapped[bool] = mapped_column(default=False)
    """The asker wants the unit named where the answer is published."""
    area: Mapped[str] = mapped_column(default="")
    secrecy: Mapped[Secrecy] = mapped_column(default=Secrecy.CONFIDENTIAL)
    wished_on: Mapped[date | None]
    state: Mapped[ConsultationState] = mapped_column(default=ConsultationState.ASKED, index=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    member_slug: Mapped[str | None] = mapped_column("member", ForeignKey("member.slug"), index=True)
    city_slug: Mapped[str | None] = mapped_column("city", ForeignKey("city.slug"))
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    scoped_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    """Why it was not taken on, or taken back."""
    came_of: Mapped[CameOf | None]
    came_of_id: Mapped[int | None] = mapped_column(ForeignKey(Record.id, ondelete="SET NULL"))
    came_of_text: Mapped[str] = mapped_column(default="")
    score: Mapped[int | None]
    """The asker's, 1 to 5; for the secretariat alone."""
    feedback: Mapped[str] = mapped_column(default="")
    form_key: Mapped[str | None] = mapped_column(unique=True)
    """Of the form that made it: sent twice, it makes one inquiry."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    consultation: Mapped[Consultation | None] = relationship(foreign_keys=[consultation_id])
    result: Mapped[Record | None] = relationship(foreign_keys=[came_of_id])
    asker: Mapped[User] = relationship()

    @property
    def address(self) -> str:
        return f"/inquiries/{self.id}"


class PickedBy(StrEnum):
    SECRETARIAT = "secretariat"
    LOT = "lot"

    @property
    def label(self) -> LazyString:
        return _l("Picked by the secretariat") if self is PickedBy.SECRETARIAT else _l("By lot")


class Reply(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ANSWERED = "answered"
    GIVEN_UP = "given_up"

    @property
    def label(self) -> LazyString:
        return REPLY_LABELS[self]


REPLY_LABELS = {
    Reply.INVITED: _l("Invited"),
    Reply.ACCEPTED: _l("Will answer"),
    Reply.DECLINED: _l("Has declined"),
    Reply.ANSWERED: _l("Answered"),
    Reply.GIVEN_UP: _l("Given up waiting"),
}


PENDING = frozenset({Reply.INVITED, Reply.ACCEPTED})


class Counsel(Base):
    """One expert's part in an inquiry. Experts do not see each other's."""

    __tablename__ = "counsel"
    __table_args__ = (UniqueConstraint("inquiry_id", "expert_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey(Inquiry.id, ondelete="CASCADE"), index=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"), index=True)
    picked_by: Mapped[PickedBy] = mapped_column(default=PickedBy.SECRETARIAT)
    reply: Mapped[Reply] = mapped_column(default=Reply.INVITED)
    invited_at: Mapped[datetime] = mapped_column(default=utcnow)
    due_on: Mapped[date]
    """Until then the answer is wished; the last day in Asia/Shanghai."""
    accepted_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    """Why it was declined."""
    text: Mapped[str] = mapped_column(default="")
    may_be_published: Mapped[bool] = mapped_column(default=False)
    is_useful: Mapped[int | None]
    """The asker's score of this answer, 1 to 5; for the secretariat alone."""
    feedback: Mapped[str] = mapped_column(default="")
    """What the expert says of how it went."""
    rung: Mapped[int] = mapped_column(default=0)
    """How far the ladder of reminders has gone: days since its start."""
    called_on: Mapped[date | None]
    """The last day on which the secretariat spoke to the expert."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    inquiry: Mapped[Inquiry] = relationship()
    expert: Mapped[Expert] = relationship()

    @property
    def is_pending(self) -> bool:
        """An answer is still waited for."""
        return self.reply in PENDING
