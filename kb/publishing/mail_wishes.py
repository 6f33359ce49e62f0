"""Mail wishes: how much of their notices people want to have by mail as well."""

from collections.abc import Collection
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, ForeignKey, SQLColumnExpression, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.users import User
from kb.db import Base, db


class Wish(StrEnum):
    PRESSING = "pressing"
    EACH = "each"
    DAILY = "daily"
    NONE = "none"

    @property
    def label(self) -> LazyString:
        return WISH_LABELS[self]


WISH_LABELS = {
    Wish.PRESSING: _l("What concerns me at once, what I follow once a day"),
    Wish.EACH: _l("Everything at once"),
    Wish.DAILY: _l("Everything once a day, in one mail"),
    Wish.NONE: _l("No mail"),
}
DEFAULT = Wish.PRESSING
"""Of everybody who has not chosen."""


class MailWish(Base):
    """What one person has chosen."""

    __tablename__ = "mail_wish"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    wish: Mapped[Wish]


def wish_of(person: User) -> Wish:
    chosen = db.session.get(MailWish, person.id)
    return chosen.wish if chosen else DEFAULT


def choose(wish: Wish, person: User) -> None:
    """From now on this person's notices are mailed so."""
    chosen = db.session.get(MailWish, person.id) or MailWish(user_id=person.id)
    chosen.wish = wish
    db.session.add(chosen)
    db.session.flush()


def at_once(people: Collection[int], can_wait: bool) -> set[int]:
    """Those of these people, by id, who want a mail now of something that can wait or cannot."""
    if not people:
        return set()
    rows = select(MailWish.user_id, MailWish.wish).where(MailWish.user_id.in_(people))
    chosen = dict(db.session.execute(rows).all())
    wanted = {Wish.EACH} if can_wait else {Wish.EACH, Wish.PRESSING}
    return {person for person in people if chosen.get(person, DEFAULT) in wanted}


def wants_daily(
    person: SQLColumnExpression[int], can_wait: ColumnElement[bool]
) -> ColumnElement[bool]:
    """The WHERE clause of the daily mail: who gets everything, or what can wait, once a day."""
    daily = select(MailWish.user_id).where(MailWish.wish == Wish.DAILY)
    otherwise = select(MailWish.user_id).where(MailWish.wish != Wish.PRESSING)
    return person.in_(daily) | (can_wait & person.not_in(otherwise))
