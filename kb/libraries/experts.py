"""Experts: who advises the alliance, and on what."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.publishing.records import Record


class Expert(Record):
    """The title of the record is the person's name, the body the profile."""

    __tablename__ = "expert"
    __mapper_args__ = {"polymorphic_identity": "expert"}
    number_prefix = "ZJ"
    told_apart_by = ("unit",)
    content_fields = (*Record.content_fields, "body", "unit", "post", "expertise")

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(default="")
    expertise: Mapped[str] = mapped_column(default="")

    @property
    def names(self) -> str:
        return f"{self.unit} {self.expertise}".strip()

    @property
    def markdown(self) -> str:
        return f"{self.expertise}\n\n{self.body}".strip()

    @property
    def facts(self) -> Sequence[str]:
        return (self.unit, self.post)
