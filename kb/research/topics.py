"""Topics: questions that the alliance has researched, from the guide to the conclusion."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.publishing.records import Record


class TopicStage(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    MID_TERM = "mid_term"
    CONCLUDED = "concluded"
    DROPPED = "dropped"

    @property
    def label(self) -> LazyString:
        return STAGE_LABELS[self]


STAGE_LABELS = {
    TopicStage.PROPOSED: _l("Proposed"),
    TopicStage.APPROVED: _l("Approved"),
    TopicStage.MID_TERM: _l("Mid-term check"),
    TopicStage.CONCLUDED: _l("Concluded (topic)"),
    TopicStage.DROPPED: _l("Dropped"),
}


class Topic(Record):
    __tablename__ = "topic"
    __mapper_args__ = {"polymorphic_identity": "topic"}
    number_prefix = "KT"
    content_fields = (
        *Record.content_fields,
        *("body", "topic_stage", "lead_unit", "researchers", "begun_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(default="")
    topic_stage: Mapped[TopicStage] = mapped_column(default=TopicStage.PROPOSED)
    lead_unit: Mapped[str] = mapped_column(default="")
    researchers: Mapped[str] = mapped_column(default="")
    begun_on: Mapped[date | None]
    due_on: Mapped[date | None]

    @property
    def names(self) -> str:
        return f"{self.lead_unit} {self.researchers}".strip()

    @property
    def facts(self) -> Sequence[str]:
        return (self.lead_unit, self.researchers)

    def traits(self) -> Mapping[str, str]:
        return {"topic_stage": self.topic_stage} if self.topic_stage else {}
