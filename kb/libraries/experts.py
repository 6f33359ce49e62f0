"""Experts: who advises the alliance, on what, and what of it readers may see."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.publishing.records import Record


class Availability(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    LEFT = "left"

    @property
    def label(self) -> LazyString:
        return AVAILABILITY_LABELS[self]


AVAILABILITY_LABELS = {
    Availability.OPEN: _l("Takes consultations"),
    Availability.PAUSED: _l("Paused"),
    Availability.LEFT: _l("No longer available"),
}


class Audience(StrEnum):
    """Who may see one part of a profile."""

    PUBLIC = "public"
    ALLIANCE = "alliance"
    SECRETARIAT = "secretariat"

    @property
    def label(self) -> LazyString:
        return AUDIENCE_LABELS[self]


AUDIENCE_LABELS = {
    Audience.PUBLIC: _l("Everybody"),
    Audience.ALLIANCE: _l("The alliance"),
    Audience.SECRETARIAT: _l("Only the secretariat"),
}


class Part(StrEnum):
    """What a person opens or closes as one. Name and city stand in the library in any case."""

    UNIT = "unit"
    POST = "post"
    AREAS = "areas"
    WORKS = "works"
    BIOGRAPHY = "biography"
    PHONE = "phone"
    MAIL = "mail"

    @property
    def label(self) -> LazyString:
        return PART_LABELS[self]


PART_LABELS = {
    Part.UNIT: _l("Unit"),
    Part.POST: _l("Post"),
    Part.AREAS: _l("Areas of expertise"),
    Part.WORKS: _l("Works"),
    Part.BIOGRAPHY: _l("Biography"),
    Part.PHONE: _l("Phone"),
    Part.MAIL: _l("Contact mail"),
}
CONTENT: Mapping[Part, tuple[str, ...]] = {
    Part.UNIT: ("unit",),
    Part.POST: ("post",),
    Part.AREAS: ("areas", "expertise", "themes", "tags"),
    Part.WORKS: ("works",),
    Part.BIOGRAPHY: ("summary", "summary_en", "body", "source"),
}
"""The content fields of each part; phone and mail are no content, see `personal`."""
CONTACT = (Part.PHONE, Part.MAIL)
"""Never shown to visitors, who write through the site."""
CLOSED = {part.value: Audience.SECRETARIAT.value for part in Part}
"""What somebody who registers begins with: nothing is open before they open it."""


class WorkKind(StrEnum):
    PAPER = "paper"
    BOOK = "book"
    REPORT = "report"
    STANDARD = "standard"
    PROJECT = "project"
    COURSE = "course"
    PATENT = "patent"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return WORK_LABELS[self]


WORK_LABELS = {
    WorkKind.PAPER: _l("Paper"),
    WorkKind.BOOK: _l("Book"),
    WorkKind.REPORT: _l("Report"),
    WorkKind.STANDARD: _l("Standard"),
    WorkKind.PROJECT: _l("Project"),
    WorkKind.COURSE: _l("Course"),
    WorkKind.PATENT: _l("Patent"),
    WorkKind.OTHER: _l("Other"),
}
MOST_WORKS = 10


class Expert(Record):
    """The title of the record is the person's name, the body the biography.

    The row holds what every reader of the record may see and nothing else, so that no list,
    search, export or API can tell more. The rest stands in the revisions.
    """

    __tablename__ = "expert"
    __mapper_args__ = {"polymorphic_identity": "expert"}
    number_prefix = "ZJ"
    written_at = "/my/expert/profile"
    told_apart_by = ("unit",)
    content_fields = (
        # No member: its editors could edit a person's profile.
        *(name for name in Record.content_fields if name != "member"),
        "body",
        "unit",
        "post",
        "expertise",
        "areas",
        "works",
    )

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(default="")
    expertise: Mapped[str] = mapped_column(default="")
    """What the areas do not say, in the person's own words."""
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Chinese names of areas of the tree."""
    works: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """The featured one first; each with title, year, kind, link."""
    exposure: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Audience by part, as the person chose; empty where the secretariat entered public facts."""
    availability: Mapped[Availability] = mapped_column(default=Availability.OPEN)

    @property
    def names(self) -> str:
        return " ".join(part for part in (self.unit, self.expertise, *(self.areas or ())) if part)

    @property
    def markdown(self) -> str:
        areas = "、".join(self.areas or ())
        titles = "\n".join(f"- {work['title']}" for work in self.works or ())
        return "\n\n".join(text for text in (areas, self.expertise, self.body, titles) if text)

    @property
    def facts(self) -> Sequence[str]:
        return (self.unit, self.post)

    def trait_values(self) -> list[str]:
        return [f"areas={name}" for name in self.areas or ()]

    def audience_of(self, part: Part) -> Audience:
        """Who may see this part. What was never asked about is public, but for contact."""
        default = Audience.SECRETARIAT if self.exposure or part in CONTACT else Audience.PUBLIC
        return Audience((self.exposure or {}).get(part.value, default))

    def shown(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """What is closed to some readers never reaches the row."""
        shown = dict(values)
        for part, names in CONTENT.items():
            if self.audience_of(part) is not Audience.PUBLIC:
                shown |= {name: type(values[name])() for name in names if values.get(name)}
        return shown
