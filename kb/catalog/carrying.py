"""Carrying: a new record that follows another one (`?from=<number>`): what it takes over, and the
link that is made when it is first saved.

What may follow what is for the areas above to say; `create_app` hands their chain in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask import current_app, request
from sqlalchemy import select

from kb.accounts.users import User
from kb.catalog.kind import RecordKind
from kb.db import db
from kb.publishing import drafts
from kb.publishing.permissions import may_read
from kb.publishing.records import Record


class Chain(Protocol):
    """What follows what. `step` tells two sorts of one kind apart: an outcome and its scene."""

    def may_follow(self, former: Record, kind: RecordKind, step: str, author: User) -> bool: ...
    def carried(self, former: Record, kind: RecordKind, step: str) -> Mapping[str, Any]: ...
    def join(self, former: Record, made: Record, step: str, author: User) -> None: ...


@dataclass(frozen=True)
class Former:
    """The record that a new one follows."""

    record: Record
    step: str


def former_of(kind: RecordKind, author: User) -> Former | None:
    """What the address, the form or the draft that is taken up names, if this author may link it
    so; else None: what somebody may not see is as if it were not there.
    """
    given = _given(author)
    number = given.get("from", "")[:40]
    if not number:
        return None
    record = db.session.scalar(select(Record).where(Record.number == number))
    if record is None or not may_read(author, record) or record.withdrawn_at is not None:
        return None
    step = given.get("as", "")[:40]
    found = Former(record, step)
    return found if _chain().may_follow(record, kind, step, author) else None


def _given(author: User) -> Mapping[str, str]:
    if request.method == "POST":
        return request.form
    draft = drafts.find(author, request.args.get("draft", ""))
    if draft is None:
        return request.args
    return {name: str(values[0]) for name, values in draft.data.items() if values}


def first_values(former: Former | None, kind: RecordKind) -> Mapping[str, Any]:
    """What the form begins with."""
    return _chain().carried(former.record, kind, former.step) if former else {}


def join(former: Former | None, made: Record, author: User) -> None:
    """Link the new record to the former one, once it is saved."""
    if former is not None:
        _chain().join(former.record, made, former.step, author)


def _chain() -> Chain:
    return cast(Chain, current_app.extensions["kb_chain"])
