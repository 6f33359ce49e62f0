"""Activities: summits, forums, fairs and the like, each from plan to report."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.publishing.records import Record


class ActivityKind(StrEnum):
    PLENARY = "plenary"
    SUMMIT = "summit"
    FORUM = "forum"
    DOCKING = "docking"
    FAIR = "fair"
    TRAINING = "training"
    STUDY_VISIT = "study_visit"
    CONTEST = "contest"
    BRIEFING = "briefing"
    SEMINAR = "seminar"
    SHOWCASE = "showcase"
    PUBLICITY = "publicity"
    CULTURE = "culture"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return KIND_LABELS[self]


KIND_LABELS = {
    ActivityKind.PLENARY: _l("Plenary"),
    ActivityKind.SUMMIT: _l("Summit"),
    ActivityKind.FORUM: _l("Forum"),
    ActivityKind.DOCKING: _l("Docking event"),
    ActivityKind.FAIR: _l("Job fair"),
    ActivityKind.TRAINING: _l("Training"),
    ActivityKind.STUDY_VISIT: _l("Study visit"),
    ActivityKind.CONTEST: _l("Contest"),
    ActivityKind.BRIEFING: _l("Policy briefing"),
    ActivityKind.SEMINAR: _l("Seminar"),
    ActivityKind.SHOWCASE: _l("Showcase of application scenes"),
    ActivityKind.PUBLICITY: _l("Publicity"),
    ActivityKind.CULTURE: _l("Culture and exchange"),
    ActivityKind.OTHER: _l("Other activity"),
}


class Progress(StrEnum):
    """How far it has come. Planned never counts as done."""

    PLANNED = "planned"
    ANNOUNCED = "announced"
    HELD = "held"
    REPORTED = "reported"
    CANCELLED = "cancelled"

    @property
    def label(self) -> LazyString:
        return PROGRESS_LABELS[self]


PROGRESS_LABELS = {
    Progress.PLANNED: _l("Planned"),
    Progress.ANNOUNCED: _l("Announced"),
    Progress.HELD: _l("Held"),
    Progress.REPORTED: _l("Reported"),
    Progress.CANCELLED: _l("Cancelled"),
}


class Programme(StrEnum):
    """To which part of 1+7+N it counts."""

    ALLIANCE = "alliance"
    CITY = "city"
    PARK = "park"
    OUTSIDE = "outside"

    @property
    def label(self) -> LazyString:
        return PROGRAMME_LABELS[self]


PROGRAMME_LABELS = {
    Programme.ALLIANCE: _l("1: the alliance's plenary"),
    Programme.CITY: _l("7: activity of a city"),
    Programme.PARK: _l("N: themed activity of a park"),
    Programme.OUTSIDE: _l("Outside the programme"),
}


class Mode(StrEnum):
    ON_SITE = "on_site"
    ONLINE = "online"
    MIXED = "mixed"

    @property
    def label(self) -> LazyString:
        return MODE_LABELS[self]


MODE_LABELS = {
    Mode.ON_SITE: _l("On site"),
    Mode.ONLINE: _l("Online"),
    Mode.MIXED: _l("On site and online"),
}


class Precision(StrEnum):
    """How well its days are known: reports often name the month alone."""

    DAY = "day"
    MONTH = "month"

    @property
    def label(self) -> LazyString:
        return _l("To the day") if self is Precision.DAY else _l("To the month")


class Activity(Record):
    """Its step is content like the rest: each one is proposed, reviewed and published."""

    __tablename__ = "activity"
    __mapper_args__ = {"polymorphic_identity": "activity"}
    number_prefix = "HD"
    text_fields = ("body", "report")
    headings = {"活动公告": "body", "活动总结": "report"}
    dated_by = ("starts_on", "precision")
    begun_with = ("programme", "city", "member", "activity_kind", "year", "series", "starts_on")
    content_fields = (
        *Record.content_fields,
        "activity_kind",
        "programme",
        "progress",
        "starts_on",
        "ends_on",
        "precision",
        "hours",
        "mode",
        "place",
        "online_address",
        "host",
        "series",
        "speakers",
        "contact",
        "body",
        "figures",
        "report",
        "cancelled_because",
    )

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    activity_kind: Mapped[ActivityKind] = mapped_column(default=ActivityKind.OTHER, index=True)
    programme: Mapped[Programme] = mapped_column(default=Programme.PARK, index=True)
    progress: Mapped[Progress] = mapped_column(default=Progress.PLANNED, index=True)
    starts_on: Mapped[date | None] = mapped_column(index=True)
    """First day, in Asia/Shanghai; of what is known to the month, the first of it."""
    ends_on: Mapped[date | None]
    """Last day; empty for one of a single day."""
    precision: Mapped[Precision] = mapped_column(default=Precision.DAY)
    hours: Mapped[str] = mapped_column(default="")
    """As people write them: 09:00-11:30."""
    mode: Mapped[Mode] = mapped_column(default=Mode.ON_SITE)
    place: Mapped[str] = mapped_column(default="")
    online_address: Mapped[str] = mapped_column(default="")
    host: Mapped[str] = mapped_column(default="")
    """Who holds it, where that is not the member itself or not it alone."""
    series: Mapped[str] = mapped_column(default="", index=True)
    speakers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Each with name, unit, topic and, of the library's experts, number."""
    contact: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Each with label, text as written, number, unit and qualifier."""
    report: Mapped[str] = mapped_column(default="")
    """What came of it, as Markdown."""
    cancelled_because: Mapped[str] = mapped_column(default="")

    @property
    def last_day(self) -> date | None:
        return self.ends_on or self.starts_on

    @property
    def names(self) -> str:
        speakers = (
            f"{each.get('name', '')} {each.get('unit', '')}" for each in self.speakers or ()
        )
        return " ".join(part for part in (self.host, self.series, *speakers) if part.strip())

    @property
    def facts(self) -> Sequence[str]:
        return (self._day, self.place, self.host)

    @property
    def _day(self) -> str:
        """Its first day in figures, as far as it is known: 2026-03-12, 2021-03."""
        by_month = self.precision is Precision.MONTH
        return self.starts_on.isoformat()[: 7 if by_month else 10] if self.starts_on else ""

    def traits(self) -> Mapping[str, str]:
        chosen = {
            "activity_kind": self.activity_kind,
            "programme": self.programme,
            "progress": self.progress,
        }
        return {name: value for name, value in chosen.items() if value}
