"""Turn changes: what was agreed about turns of the chair, by whom, why and by which decision."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance.cities import City
from kb.alliance.turns import Change, ChangeKind
from kb.clock import utcnow
from kb.db import Base, db


class ChangeState(StrEnum):
    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> LazyString:
        return STATE_LABELS[self]


STATE_LABELS = {
    ChangeState.PROPOSED: _l("Waits for consent"),
    ChangeState.IN_FORCE: _l("In force"),
    ChangeState.DECLINED: _l("Not agreed"),
    ChangeState.WITHDRAWN: _l("Taken back"),
}


class TurnChange(Base):
    """A swap counts once both cities have consented; all else is recorded as it was decided."""

    __tablename__ = "turn_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ChangeKind]
    city_slug: Mapped[str] = mapped_column("city", ForeignKey(City.slug))
    other_slug: Mapped[str | None] = mapped_column("other", ForeignKey(City.slug))
    """With whom it swaps, or who acts."""
    starts_on: Mapped[date]
    """Swap and skip are of the next turns from this day on; of the others it is the first day."""
    ends_on: Mapped[date | None]
    """Last day of a vacancy."""
    turn_on: Mapped[date]
    """The first day that it changes, as the plan stood when it was recorded."""
    reason: Mapped[str]
    resolution: Mapped[str] = mapped_column(default="")
    """By which decision: its number, or its words."""
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.IN_FORCE, index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    city_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    city_at: Mapped[datetime | None]
    other_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    other_at: Mapped[datetime | None]
    decline_reason: Mapped[str] = mapped_column(default="")
    declined_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    city: Mapped[City] = relationship(foreign_keys=[city_slug])
    other: Mapped[City | None] = relationship(foreign_keys=[other_slug])
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    city_by: Mapped[User | None] = relationship(foreign_keys=[city_by_id])
    other_by: Mapped[User | None] = relationship(foreign_keys=[other_by_id])
    declined_by: Mapped[User | None] = relationship(foreign_keys=[declined_by_id])

    @property
    def address(self) -> str:
        return f"/governance/rotation/changes/{self.id}"

    @property
    def plain(self) -> Change:
        """As the rotation reads it."""
        return Change(
            self.kind, self.city_slug, self.starts_on, self.other_slug or "", self.ends_on, self.id
        )

    def wants(self, city: str | None) -> bool:
        """Whether this city's consent is still missing."""
        if self.state is not ChangeState.PROPOSED or city is None:
            return False
        mine = (self.city_slug, self.city_at), (self.other_slug, self.other_at)
        return any(slug == city and at is None for slug, at in mine)


def in_force() -> list[Change]:
    """What the plan follows."""
    rows = select(TurnChange).where(TurnChange.state == ChangeState.IN_FORCE)
    return [row.plain for row in db.session.scalars(rows.order_by(TurnChange.id))]


def newest_first() -> Sequence[TurnChange]:
    return db.session.scalars(select(TurnChange).order_by(TurnChange.id.desc())).all()
