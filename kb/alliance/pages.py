"""Pages: what the alliance says about itself, in Chinese and English."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.publishing.records import Record


class Page(Record):
    """A charter page. Its key is its number and so its address: /about/governance."""

    __tablename__ = "page"
    __mapper_args__ = {"polymorphic_identity": "page"}
    text_fields = ("body", "body_en")
    content_fields = (*Record.content_fields, "body", "body_en", "position")

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(default="")
    body_en: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=100)
    """Place in the list of pages."""
