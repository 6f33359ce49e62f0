"""Projects: what the cities build together, and how far each has come."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, validates

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


class CoBuilding(StrEnum):
    YES = "yes"
    NO = "no"

    @property
    def label(self) -> LazyString:
        return _l("Two cities or more") if self is CoBuilding.YES else _l("One city")


def builders(city: str | None, participants: Sequence[Mapping[str, Any]] | None) -> list[str]:
    """The cities (slugs) that build a project: its own first, then those that take part."""
    named = (city, *(each.get("city") for each in participants or ()))
    return list(dict.fromkeys(slug for slug in named if slug))


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
    building_cities: Mapped[str] = mapped_column(default="", server_default="")
    """Slugs of the cities that build it, each between blanks; follows from what it says."""
    co_built: Mapped[CoBuilding] = mapped_column(
        default=CoBuilding.NO, server_default=CoBuilding.NO.value, index=True
    )
    """Whether two cities or more build it; follows from what it says."""

    @validates("city", "participants")
    def _count_builders(self, name: str, value: Any) -> Any:
        """Whichever of the two changes, the cities that build it are counted anew."""
        told = {"city": self.city, "participants": self.participants} | {name: value}
        cities = builders(told["city"], told["participants"])
        self.building_cities = f" {' '.join(cities)} " if cities else ""
        self.co_built = CoBuilding.YES if len(cities) > 1 else CoBuilding.NO
        return value

    @property
    def names(self) -> str:
        units = (str(each.get("unit", "")) for each in self.participants or ())
        return " ".join(part for part in (self.lead_unit, *units) if part)

    @property
    def facts(self) -> Sequence[str]:
        return (self.lead_unit,)

    def traits(self) -> Mapping[str, str]:
        return {"stage": self.stage} if self.stage else {}
