"""Loaded: what came from a file, under which key, and what a later file puts in its place."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.users import User
from kb.catalog.sources import Row
from kb.db import Base, db
from kb.publishing import workflow
from kb.publishing.records import Record
from kb.publishing.revisions import Revision


class LoadedItem(Base):
    """What was loaded under a key, and as which revision: later ones are people's own."""

    __tablename__ = "loaded_item"

    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    record_id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"))
    revision: Mapped[int]


def edited_since(item: LoadedItem) -> bool:
    """Whether people have written on the site since it was loaded."""
    newest = select(func.max(Revision.number)).where(Revision.record_id == item.record_id)
    return (db.session.scalar(newest) or 0) > item.revision


def replaced_by(row: Row) -> list[str]:
    """The keys of loaded records whose place this row takes."""
    wanted: Any = row.values.get("replaces", [])
    return [str(key) for key in wanted] if isinstance(wanted, list) else []


def retire(row: Row, key: str, loader: User) -> Iterable[str]:
    """Withdraw what this row, loaded under `key`, takes the place of; its page names the new one.

    Once: what the staff restore afterwards stays, and so does what people have edited, which the
    sentences given back name.
    """
    place = db.session.scalar(select(Record).where(Record.key == key))
    for old_key in replaced_by(row) if place is not None else ():
        item = db.session.get(LoadedItem, old_key)
        if item is None:
            continue
        if edited_since(item):
            yield f"{row.place}: {old_key} was edited on the site and stays beside {key}"
            continue
        old = db.session.get(Record, item.record_id)
        db.session.delete(item)
        if old is not None and place is not None and old.withdrawn_at is None:
            now = _("It is now %(title)s, %(number)s.", title=place.title, number=place.number)
            workflow.withdraw(old, loader, now)
