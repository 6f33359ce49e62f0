"""Outcomes: papers, reports, standards, tools and where they are applied."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.publishing.records import Record


class OutcomeType(StrEnum):
    PAPER = "paper"
    THESIS = "thesis"
    REPORT = "report"
    STANDARD = "standard"
    TOOL = "tool"
    APPLICATION_SCENE = "application_scene"
    AWARD = "award"

    @property
    def label(self) -> LazyString:
        return TYPE_LABELS[self]


TYPE_LABELS = {
    OutcomeType.PAPER: _l("Paper"),
    OutcomeType.THESIS: _l("Thesis"),
    OutcomeType.REPORT: _l("Report"),
    OutcomeType.STANDARD: _l("Standard"),
    OutcomeType.TOOL: _l("Tool"),
    OutcomeType.APPLICATION_SCENE: _l("Application scene"),
    OutcomeType.AWARD: _l("Honour"),
}


class Outcome(Record):
    __tablename__ = "outcome"
    __mapper_args__ = {"polymorphic_identity": "outcome"}
    number_prefix = "CG"
    content_fields = (
        *Record.content_fields,
        "body",
        "outcome_type",
        "authors",
        "publisher",
        "achieved_on",
    )

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(default="")
    outcome_type: Mapped[OutcomeType] = mapped_column(default=OutcomeType.REPORT)
    authors: Mapped[str] = mapped_column(default="")
    publisher: Mapped[str] = mapped_column(default="")
    achieved_on: Mapped[date | None]

    @property
    def names(self) -> str:
        return self.authors

    @property
    def facts(self) -> Sequence[str]:
        return (self.authors, self.publisher)

    def traits(self) -> Mapping[str, str]:
        return {"outcome_type": self.outcome_type} if self.outcome_type else {}
