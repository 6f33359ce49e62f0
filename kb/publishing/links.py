"""Links: typed relations between two records, stored once and shown from both ends."""

from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import (
    ForeignKey,
    Integer,
    UniqueConstraint,
    bindparam,
    case,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.db import Base, db
from kb.prepared import Prepared
from kb.publishing import audit
from kb.publishing.permissions import audiences, may_relate, readable_to, require
from kb.publishing.records import Record


class Relation(StrEnum):
    DERIVED_FROM = "derived_from"
    PRODUCES = "produces"
    APPLIED_IN = "applied_in"
    CITES = "cites"
    FOLLOWS = "follows"
    REPORTS = "reports"

    @property
    def label(self) -> LazyString:
        """Read from the beginning."""
        return LABELS[self][0]


LABELS: dict[Relation, tuple[LazyString, LazyString]] = {
    Relation.DERIVED_FROM: (_l("Comes from"), _l("Led to")),
    Relation.PRODUCES: (_l("Produced"), _l("Produced by")),
    Relation.APPLIED_IN: (_l("Applied in"), _l("Applies")),
    Relation.CITES: (_l("Cites"), _l("Cited by")),
    Relation.FOLLOWS: (_l("Follows"), _l("Followed by")),
    Relation.REPORTS: (_l("Reports on"), _l("Reported in")),
}
"""The relation's name read from its beginning, and from its end."""


class RecordLink(Base):
    __tablename__ = "record_link"
    __table_args__ = (UniqueConstraint("from_id", "to_id", "relation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"))
    to_id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), index=True)
    relation: Mapped[Relation]

    origin: Mapped[Record] = relationship(foreign_keys=[from_id])
    target: Mapped[Record] = relationship(foreign_keys=[to_id])


def link(origin: Record, target: Record, relation: Relation, author: User) -> RecordLink:
    """Relate two records, once; the right to edit the origin is enough."""
    require(may_relate(author, origin))
    existing = db.session.scalar(
        select(RecordLink).where(
            RecordLink.from_id == origin.id,
            RecordLink.to_id == target.id,
            RecordLink.relation == relation,
        )
    )
    if existing:
        return existing
    made = RecordLink(from_id=origin.id, to_id=target.id, relation=relation)
    db.session.add(made)
    audit.log(author, "link", origin.title, origin.id, to=target.id, relation=relation)
    db.session.flush()
    return made


class Other(NamedTuple):
    """The record at the other end of a link, as lists name it."""

    id: int
    kind: str
    number: str | None
    key: str | None
    title: str
    title_en: str
    published_on: date | None

    @property
    def address(self) -> str:
        return self.number or f"draft-{self.id}"


def related(record: Record, reader: User | None) -> list[tuple[LazyString, list[Other]]]:
    """The records at the other ends, by relation, only those this reader may see."""
    rows = _related(audiences(reader)).rows(db.session.connection(), record=record.id)
    found: dict[tuple[Relation, bool], list[Other]] = {}
    for relation, is_forth, *facts in rows:
        found.setdefault((relation, bool(is_forth)), []).append(Other(*facts))
    return [
        (label, found[relation, forth])
        for relation, labels in LABELS.items()
        for forth, label in zip((True, False), labels, strict=True)
        if (relation, forth) in found
    ]


@lru_cache(maxsize=64)
def _related(belongs: frozenset[str] | None) -> Prepared:
    """Put together once for all readers of the same rights: that takes longer than to run it."""
    record = bindparam("record", type_=Integer)
    is_forth = RecordLink.from_id == record
    other = case((is_forth, RecordLink.to_id), else_=RecordLink.from_id)
    facts = [getattr(Record, name) for name in Other._fields]
    rows = select(RecordLink.relation, is_forth, *facts).join(Record, Record.id == other)
    ends = or_(is_forth, RecordLink.to_id == record)
    return Prepared(rows.where(ends, readable_to(belongs)).order_by(RecordLink.id))
