"""Links: typed relations between two records, stored once and shown from both ends."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.db import Base, db
from kb.publishing import audit
from kb.publishing.permissions import may_relate, readable_by, require
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


def related(record: Record, reader: User | None) -> list[tuple[LazyString, list[Record]]]:
    """The records at the other ends, by relation, only those this reader may see."""
    rows = db.session.scalars(
        select(RecordLink)
        .where(or_(RecordLink.from_id == record.id, RecordLink.to_id == record.id))
        .order_by(RecordLink.id)
    ).all()
    if not rows:
        return []
    others = {row.to_id if row.from_id == record.id else row.from_id for row in rows}
    seen = select(Record).where(Record.id.in_(others), readable_by(reader))
    found = {other.id: other for other in db.session.scalars(seen)}
    groups: dict[LazyString, list[Record]] = {}
    for relation, (forward, backward) in LABELS.items():
        for row in rows:
            if row.relation != relation:
                continue
            starts_here = row.from_id == record.id
            other = found.get(row.to_id if starts_here else row.from_id)
            if other is not None:
                groups.setdefault(forward if starts_here else backward, []).append(other)
    return list(groups.items())
