"""Projects: what the cities build together, and how far each has come."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import JSON, ForeignKey
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
    content_fields = (
        *Record.content_fields,
        *("body", "stage", "lead_unit", "landed_on"),
        *("landing_city", "support_sought", "participants", "milestones"),
    )

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.RESERVE)
    lead_unit: Mapped[str] = mapped_column(default="")
    landed_on: Mapped[date | None]
    landing_city: Mapped[str | None] = mapped_column(ForeignKey("city.slug"), index=True)
    support_sought: Mapped[str] = mapped_column(default="", server_default="")
    participants: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, server_default="[]"
    )
    """Who takes part beside the lead unit: city (slug), unit, work and share in percent."""
    milestones: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, server_default="[]"
    )
    """The stages it has reached: stage, on (day) and proof."""

    @property
    def names(self) -> str:
        units = (str(each.get("unit", "")) for each in self.participants or ())
        return " ".join(part for part in (self.lead_unit, *units) if part)

    @property
    def facts(self) -> Sequence[str]:
        return (self.lead_unit,)

    def traits(self) -> Mapping[str, str]:
        return {"stage": self.stage} if self.stage else {}
