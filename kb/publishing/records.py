"""Record: what every entry of the libraries has in common, and its tags."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base
from kb.publishing.shortcomings import Shortcoming

record_tag = Table(
    "record_tag",
    Base.metadata,
    Column("record_id", ForeignKey("record.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Visibility(StrEnum):
    """Who may read a published record."""

    PUBLIC = "public"
    ALLIANCE = "alliance"
    COUNCIL = "council"
    MEMBER = "member"
    SECRETARIAT = "secretariat"

    @property
    def label(self) -> LazyString:
        return VISIBILITY_LABELS[self]


VISIBILITY_LABELS = {
    Visibility.PUBLIC: _l("Public"),
    Visibility.ALLIANCE: _l("Alliance only"),
    Visibility.COUNCIL: _l("Council"),
    Visibility.MEMBER: _l("Own organisation"),
    Visibility.SECRETARIAT: _l("Secretariat"),
}


class Tag(Base):
    """A free word, or a theme of the alliance's own vocabulary."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("name", "is_theme"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column(default="")
    is_theme: Mapped[bool] = mapped_column(default=False)


class Record(Base):
    """The row is what readers see; a revision is a proposal to change it."""

    __tablename__ = "record"
    __table_args__ = (
        Index(None, "kind", "published_on"),
        # What boards count by, in one place: rows with their texts are ten times as large.
        Index(
            "ix_record_counted",
            *("kind", "visibility", "withdrawn_at", "published_at", "year", "city", "member"),
        ),
    )
    number_prefix: ClassVar[str] = ""
    """Of its numbers: `XM`; empty where the record's key is its number."""
    written_at: ClassVar[str] = ""
    """Where others than the staff write it, if not in the form that all kinds share."""
    text_fields: ClassVar[tuple[str, ...]] = ("body",)
    """The fields that hold Markdown, in the order of the page."""
    headings: ClassVar[Mapping[str, str]] = {}
    """Where one text is divided into several fields: the field by its Chinese heading."""
    begun_with: ClassVar[tuple[str, ...]] = ()
    """The fields that the address of its new form may give first values of."""
    told_apart_by: ClassVar[tuple[str, ...]] = ()
    """What must be the same beside the title before two may tell of one: a person's unit."""
    dated_by: ClassVar[tuple[str, ...]] = ()
    """The field with the day when it takes place, where it does, and one that says `month` of a day
    that is known to the month alone.
    """
    content_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "title_en",
        "summary",
        "summary_en",
        "city",
        "member",
        "year",
        "published_on",
        "visibility",
        "source",
        "themes",
        "tags",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    number: Mapped[str | None] = mapped_column(unique=True)
    key: Mapped[str | None] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    summary_en: Mapped[str] = mapped_column(default="")
    city: Mapped[str | None] = mapped_column(ForeignKey("city.slug"), index=True)
    member: Mapped[str | None] = mapped_column(ForeignKey("member.slug"), index=True)
    year: Mapped[int | None]
    published_on: Mapped[date | None]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    source: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)
    """Of what readers see; a change under way does not count."""
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[User | None] = relationship()
    tag_rows: Mapped[list[Tag]] = relationship(secondary=record_tag, order_by=Tag.id)
    text: Mapped["RecordText"] = relationship(
        back_populates="record", cascade="all, delete-orphan", passive_deletes=True
    )

    __mapper_args__ = {"polymorphic_on": "kind", "version_id_col": version}

    @property
    def address(self) -> str:
        """The last part of its address: the number, or the draft's own."""
        return self.number or f"draft-{self.id}"

    @property
    def owner(self) -> str | None:
        """The member whose record it is; a kind may keep from its readers who that is."""
        return self.member

    @property
    def themes(self) -> list[str]:
        return [tag.name for tag in self.tag_rows if tag.is_theme]

    @property
    def tags(self) -> list[str]:
        return [tag.name for tag in self.tag_rows if not tag.is_theme]

    @property
    def names(self) -> str:
        """Names of people and units that pinyin should find; kinds add theirs."""
        return ""

    @property
    def markdown(self) -> str:
        """The whole running text as Markdown."""
        texts = (getattr(self, name, "") for name in self.text_fields)
        return "\n\n".join(text for text in texts if text)

    @property
    def facts(self) -> Sequence[str]:
        """Short facts worth a place in a list: names and numbers that need no translation."""
        return ()

    def traits(self) -> Mapping[str, str]:
        """What only this kind can be filtered by, as attribute → value."""
        return {}

    def trait_values(self) -> list[str]:
        """The traits as `stage=landed`; a kind may have several values of one."""
        return [f"{name}={value}" for name, value in self.traits().items()]

    def shown(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """What of a content the row may hold; kinds about people keep some of it back."""
        return values

    def keep_aside(self, values: Mapping[str, Any]) -> None:
        """Put what the row may not hold where it belongs; called before the row is written."""

    def shortcomings(self, content: Mapping[str, Any]) -> Sequence[Shortcoming]:
        """What a content lacks, or could say better, before it is handed in."""
        return ()


class RecordText(Base):
    """What search reads and lists quote, kept beside the row so that no list joins every kind.

    Derived from the record whenever content is applied to it.
    """

    __tablename__ = "record_text"

    record_id: Mapped[int] = mapped_column(
        ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True
    )
    plain: Mapped[str] = mapped_column(default="")
    """The running text without markup."""
    outline: Mapped[str] = mapped_column(default="", server_default="")
    """Its headings, a line each: place in `plain`, id on the page, words; by tabs."""
    facts: Mapped[str] = mapped_column(default="")
    """Short facts of the kind, by " · "."""
    trait: Mapped[str] = mapped_column(default="")
    """What only this kind can be filtered by, as `stage=landed`; a line each."""

    record: Mapped[Record] = relationship(back_populates="text")
