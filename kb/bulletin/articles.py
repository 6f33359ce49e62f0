"""Articles: policy texts, news and reports of activities, as running text."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.publishing.records import Record


class Genre(StrEnum):
    NEWS = "news"
    POLICY = "policy"
    ACTIVITY = "activity"

    @property
    def label(self) -> LazyString:
        return GENRE_LABELS[self]


GENRE_LABELS = {
    Genre.NEWS: _l("News"),
    Genre.POLICY: _l("Policy text"),
    Genre.ACTIVITY: _l("Activity report"),
}


class Article(Record):
    __tablename__ = "article"
    __mapper_args__ = {"polymorphic_identity": "article"}
    number_prefix = "WX"
    content_fields = (*Record.content_fields, "body", "genre", "issuer", "document_number")

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(default="")
    genre: Mapped[Genre] = mapped_column(default=Genre.NEWS)
    issuer: Mapped[str] = mapped_column(default="")
    document_number: Mapped[str] = mapped_column(default="")

    @property
    def names(self) -> str:
        return f"{self.issuer} {self.document_number}".strip()

    @property
    def facts(self) -> Sequence[str]:
        return (self.issuer, self.document_number)

    def traits(self) -> Mapping[str, str]:
        return {"genre": self.genre} if self.genre else {}
