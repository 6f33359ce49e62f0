"""Articles: policy texts, news, reports of activities and in the media, as running text."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base, db
from kb.publishing.records import Record


class Genre(StrEnum):
    NEWS = "news"
    POLICY = "policy"
    ACTIVITY = "activity"
    MEDIA = "media"

    @property
    def label(self) -> LazyString:
        return GENRE_LABELS[self]


GENRE_LABELS = {
    Genre.NEWS: _l("News"),
    Genre.POLICY: _l("Policy text"),
    Genre.ACTIVITY: _l("Activity report"),
    Genre.MEDIA: _l("Report in the media"),
}


class Campaign(Base):
    """A special topic that reports in the media belong to."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    aim: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Article(Record):
    __tablename__ = "article"
    __mapper_args__ = {"polymorphic_identity": "article"}
    number_prefix = "WX"
    dated_by = ("published_on",)
    content_fields = (
        *Record.content_fields,
        *("body", "genre", "issuer", "document_number", "web_address", "campaign"),
    )

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(default="")
    genre: Mapped[Genre] = mapped_column(default=Genre.NEWS)
    issuer: Mapped[str] = mapped_column(default="")
    document_number: Mapped[str] = mapped_column(default="")
    web_address: Mapped[str] = mapped_column(default="", server_default="")
    """Where it was published."""
    campaign: Mapped[str | None] = mapped_column(ForeignKey(Campaign.slug), index=True)

    @property
    def names(self) -> str:
        return f"{self.issuer} {self.document_number}".strip()

    @property
    def facts(self) -> Sequence[str]:
        return (self.issuer, self.document_number)

    def traits(self) -> Mapping[str, str]:
        return {"genre": self.genre} if self.genre else {}


def campaign_choices() -> list[tuple[str, str]]:
    """Slugs and names, for forms."""
    rows = db.session.execute(select(Campaign.slug, Campaign.name).order_by(Campaign.name))
    return [(slug, name) for slug, name in rows]
