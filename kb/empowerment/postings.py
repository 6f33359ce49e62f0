"""Postings: what somebody offers or needs, of which of the ten kinds, and until when."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance.members import Member
from kb.clock import today, utcnow
from kb.db import Base
from kb.empowerment import quality
from kb.empowerment.resources import Resource
from kb.publishing.records import Record
from kb.publishing.shortcomings import Shortcoming


class Direction(StrEnum):
    OFFER = "offer"
    NEED = "need"

    @property
    def label(self) -> LazyString:
        return _l("Offer") if self is Direction.OFFER else _l("Need")


class Naming(StrEnum):
    """Whether readers learn who posts it before an interest is accepted."""

    NAMED = "named"
    HIDDEN = "hidden"

    @property
    def label(self) -> LazyString:
        return _l("Name me") if self is Naming.NAMED else _l("Not before I have accepted")


class Posting(Record):
    """The row of a hidden one has no member: whose it is stands in `Poster`."""

    __tablename__ = "posting"
    __mapper_args__ = {"polymorphic_identity": "posting"}
    number_prefix = "GX"
    begun_with = ("direction", "resource", "city", "field")
    content_fields = (
        *Record.content_fields,
        *("direction", "resource", "field", "amount", "valid_until", "naming", "body"),
    )

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    direction: Mapped[Direction] = mapped_column(default=Direction.OFFER, index=True)
    resource: Mapped[Resource] = mapped_column(default=Resource.SERVICE, index=True)
    field: Mapped[str] = mapped_column(default="")
    """Industry or field, in a few words."""
    amount: Mapped[str] = mapped_column(default="")
    """How much of it: 20 posts, 3 courses a year."""
    valid_until: Mapped[date | None] = mapped_column(index=True)
    """The last day in Asia/Shanghai; empty: standing, until it is withdrawn."""
    naming: Mapped[Naming] = mapped_column(default=Naming.NAMED)
    body: Mapped[str] = mapped_column(default="")

    poster: Mapped["Poster | None"] = relationship(
        back_populates="posting", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def owner(self) -> str | None:
        return self.poster.member_slug if self.poster is not None else self.member

    @property
    def is_hidden(self) -> bool:
        return self.naming is Naming.HIDDEN

    def shown(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Of a hidden one the row does not tell whose it is."""
        if values.get("naming", self.naming) == Naming.HIDDEN:
            return {**values, "member": None}
        # Whoever shows the name again is named, also where a table leaves the member out.
        return values if "member" in values else {**values, "member": self.owner}

    def keep_aside(self, values: Mapping[str, Any]) -> None:
        """Whose it is, for its unit and the staff; a hidden one is never without its member."""
        if self.poster is None:
            self.poster = Poster(user=self.author)
        is_hidden = values.get("naming", self.naming) == Naming.HIDDEN
        if values.get("member") or ("member" in values and not is_hidden):
            self.poster.member_slug = values["member"]

    def shortcomings(self, content: Mapping[str, Any]) -> Sequence[Shortcoming]:
        stands = self.published_at is not None and self.valid_until is None
        unit = self.poster.member if self.poster is not None else None
        names = (unit.name, unit.name_en, *unit.aliases.split()) if unit is not None else ()
        return quality.look(content, today(), stands, names)

    @property
    def names(self) -> str:
        return self.field

    @property
    def facts(self) -> Sequence[str]:
        return (self.field, self.amount)

    def traits(self) -> Mapping[str, str]:
        return {"direction": self.direction, "resource": self.resource}

    def trait_values(self) -> list[str]:
        """With the last day, by which lists mark what has expired."""
        until = [f"until={self.valid_until.isoformat()}"] if self.valid_until else []
        return [*super().trait_values(), *until]


class Poster(Base):
    """Whose posting it is, told to readers or not."""

    __tablename__ = "poster"

    posting_id: Mapped[int] = mapped_column(
        ForeignKey(Posting.id, ondelete="CASCADE"), primary_key=True
    )
    member_slug: Mapped[str | None] = mapped_column("member", ForeignKey(Member.slug), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    warned_of: Mapped[date | None]
    """The last day of which its people have been told beforehand; renewing begins anew."""
    ended_on: Mapped[date | None]
    """The last day of which they have been told that it is past."""

    posting: Mapped[Posting] = relationship(back_populates="poster")
    user: Mapped[User | None] = relationship()
    member: Mapped[Member | None] = relationship()


class Answer(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"

    @property
    def label(self) -> LazyString:
        return ANSWER_LABELS[self]


ANSWER_LABELS = {
    Answer.OPEN: _l("Waits for an answer"),
    Answer.ACCEPTED: _l("Accepted"),
    Answer.DECLINED: _l("Declined"),
    Answer.TAKEN_BACK: _l("Taken back"),
}


class Interest(Base):
    """Somebody wants to talk about a posting; the poster answers by a day."""

    __tablename__ = "interest"

    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey(Posting.id, ondelete="CASCADE"), index=True)
    own_posting_id: Mapped[int | None] = mapped_column(ForeignKey(Posting.id, ondelete="SET NULL"))
    """The need that an offer would meet, or the offer to a need, where they have posted it."""
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    member_slug: Mapped[str | None] = mapped_column("member", ForeignKey(Member.slug))
    city_slug: Mapped[str | None] = mapped_column("city", ForeignKey("city.slug"))
    message: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
    answer_by: Mapped[date]
    answer: Mapped[Answer] = mapped_column(default=Answer.OPEN)
    answered_at: Mapped[datetime | None]
    answer_text: Mapped[str] = mapped_column(default="")
    rung: Mapped[int] = mapped_column(default=0)
    """How far the ladder of reminders has gone: days since it was made."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    posting: Mapped[Posting] = relationship(foreign_keys=[posting_id])
    own_posting: Mapped[Posting | None] = relationship(foreign_keys=[own_posting_id])
    user: Mapped[User] = relationship()
