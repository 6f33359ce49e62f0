"""Draws: experts chosen by lot, so that anybody can repeat it from what is published."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base
from kb.empowerment import lots
from kb.empowerment.consultations import Inquiry, Secrecy
from kb.empowerment.lots import Entrant
from kb.libraries.ties import ExpertTie

__all__ = ["Draw", "DrawState", "ExpertTie"]


class DrawState(StrEnum):
    FIXED = "fixed"
    DRAWN = "drawn"
    ANNULLED = "annulled"

    @property
    def label(self) -> LazyString:
        return STATE_LABELS[self]


STATE_LABELS = {
    DrawState.FIXED: _l("Pool fixed, not drawn yet"),
    DrawState.DRAWN: _l("Drawn"),
    DrawState.ANNULLED: _l("Annulled"),
}


class Draw(Base):
    """One draw. Pool and exclusions are written down when it is fixed, the result when it is
    drawn; nothing of it changes afterwards. Experts stand here by number alone: their names are
    read from the library, so that whoever leaves it leaves this too.
    """

    __tablename__ = "draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """As it is quoted: 抽取2026-0001."""
    purpose: Mapped[str]
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey(Inquiry.id, ondelete="SET NULL"))
    secrecy: Mapped[Secrecy] = mapped_column(default=Secrecy.OPEN)
    """Who may see more than its number: the inquiry's, as it was when the pool was fixed."""
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Chinese names of areas; `用工服务/*` stands for a whole group."""
    member_slug: Mapped[str | None] = mapped_column("member", ForeignKey("member.slug"))
    """Who asks: their own people stand back. For the secretariat alone."""
    units: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Other units whose people stand back, by name. For the secretariat alone."""
    wanted: Mapped[int]
    """How many experts are to be drawn."""
    most_of_city: Mapped[int | None]
    """At most so many of one city."""
    secret: Mapped[str] = mapped_column(default="")
    """Of chance, made when the pool is fixed; nobody reads it before it is drawn."""
    commitment: Mapped[str] = mapped_column(default="")
    """SHA-256 of the secret, published when the pool is fixed."""
    witness: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    """What the witness said, without knowing the secret."""
    seed: Mapped[str] = mapped_column(default="")
    """Secret and words; published with the result: whoever has pool and seed gets the same."""
    method: Mapped[str] = mapped_column(default="")
    """Version of the way of drawing, as the record names it."""
    pool: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """In the order of their places: place (001), number of the expert, city, load."""
    excluded: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Number, reason, detail; for the secretariat alone."""
    drawn: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Numbers of the experts, in the order of the lot."""
    digest: Mapped[str] = mapped_column(default="")
    """SHA-256 of the pool (`pool_text`), in lower-case hexadecimals."""
    fixed_at: Mapped[datetime] = mapped_column(default=utcnow)
    fixed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    drawn_at: Mapped[datetime | None]
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    annulled_at: Mapped[datetime | None]
    annulled_because: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    inquiry: Mapped[Inquiry | None] = relationship()
    fixed_by: Mapped[User | None] = relationship(foreign_keys=[fixed_by_id])
    drawn_by: Mapped[User | None] = relationship(foreign_keys=[drawn_by_id])

    @property
    def state(self) -> DrawState:
        if self.annulled_at is not None:
            return DrawState.ANNULLED
        return DrawState.FIXED if self.drawn_at is None else DrawState.DRAWN

    @property
    def address(self) -> str:
        return f"/draws/{self.number}"

    @property
    def entrants(self) -> list[Entrant]:
        """The pool as the engine takes it: tickets are made of places, not of experts' numbers."""
        return [Entrant(one["place"], one["city"], one["load"]) for one in self.pool]

    @property
    def pool_text(self) -> str:
        """What the digest is made of: one line for each, `place|number|city|load`."""
        lines = ((one["place"], one["number"], one["city"], one["load"]) for one in self.pool)
        return "\n".join(lots.SIGN.join(map(str, line)) for line in lines)

    def result(self, seed: str) -> lots.Result:
        """What this pool gives with this seed. Raises TooFew."""
        return lots.draw(self.entrants, seed, self.wanted, self.most_of_city)

    def numbers(self, places: tuple[str, ...]) -> list[str]:
        """The experts who stand at these places of the pool."""
        by_place = {one["place"]: str(one["number"]) for one in self.pool}
        return [by_place[place] for place in places]
