"""Projects: what the cities build together, and how far each has come."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.publishing.records import Record


class Stage(StrEnum):
    RESERVE = "reserve"
    INCUBATION = "incubation"
    SIGNED = "signed"
    LANDED = "landed"
    OPERATING = "operating"
    CONCLUDED = "concluded"

    @property
    def label(self) -> LazyString:
        return STAGE_LABELS[self]


STAGE_LABELS = {
    Stage.RESERVE: _l("In reserve"),
    Stage.INCUBATION: _l("In incubation"),
    Stage.SIGNED: _l("Signed"),
    Stage.LANDED: _l("Landed"),
    Stage.OPERATING: _l("Operating"),
    Stage.CONCLUDED: _l("Concluded"),
}


class Project(Record):
    __tablename__ = "project"
    __mapper_args__ = {"polymorphic_identity": "project"}
    number_prefix = "XM"
    content_fields = (*Record.content_fields, "body", "stage", "lead_unit", "landed_on")

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.RESERVE)
    lead_unit: Mapped[str] = mapped_column(default="")
    landed_on: Mapped[date | None]

    @property
    def names(self) -> str:
        return self.lead_unit

    @property
    def facts(self) -> Sequence[str]:
        return (self.lead_unit,)

    def traits(self) -> Mapping[str, str]:
        return {"stage": self.stage} if self.stage else {}
