"""Opening: what a form begins with: nothing, the newest revision, or what was left unsaved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from kb.accounts.users import User
from kb.catalog.kind import RecordKind
from kb.catalog.merging import number, sent
from kb.publishing import drafts
from kb.publishing.permissions import kept, may_edit, require
from kb.publishing.records import Record
from kb.publishing.revisions import decode, latest, snapshot
from kb.web.fields import Form


@dataclass(frozen=True)
class Opened:
    """What a form says about itself in hidden fields."""

    form_key: str
    version: int
    """The record's version when it was opened; 0, which no record has, when it does not say."""
    base: int
    """The number of the revision that it began with."""


def opened() -> Opened:
    """Of the form that this request brings."""
    given = request.form
    key = given.get("form_key", "")[: drafts.LONGEST_KEY] or drafts.new_key()
    return Opened(key, number(given.get("version", "")), number(given.get("base", "")))


def form_of(kind: RecordKind, author: User, record: Record | None, **given: Any) -> Form:
    """The kind's form, without the fields that this author cannot choose."""
    form = kind.form(**given)
    for name in kept(author, record):
        if name in form:
            del form[name]
    return form


def begun(
    author: User,
    kind: RecordKind,
    record: Record | None = None,
    first: Mapping[str, Any] | None = None,
) -> tuple[Opened, Form]:
    """A form to write in: `?draft=` asks for what was left unsaved under that key. `first` is what
    the form of a new record begins with.
    """
    draft = drafts.find(author, request.args.get("draft", ""))
    if draft is not None and (draft.kind, draft.record) == (kind.name, record):
        data = MultiDict((name, value) for name, values in draft.data.items() for value in values)
        form = form_of(kind, author, record, formdata=data)
        return _remembered(draft.form_key, data), form
    if record is None:
        values = {**first_values(kind), **(first or {})}
        form = form_of(kind, author, None, formdata=None, data=values)
        return Opened(drafts.new_key(), 0, 0), form
    newest = latest(record)
    content = decode(kind.model, newest.content if newest else snapshot(record))
    at = Opened(drafts.new_key(), record.version, newest.number if newest else 0)
    return at, form_of(kind, author, record, formdata=None, data=content)


def first_values(kind: RecordKind) -> dict[str, Any]:
    """What the address says of the fields that it may speak of, without what is wrong there."""
    given = {name: request.args[name] for name in kind.model.begun_with if name in request.args}
    if not given:
        return {}
    tried = kind.form(formdata=MultiDict(given), meta={"csrf": False})
    return {name: tried[name].data for name in given if tried[name].validate(tried)}


def _remembered(form_key: str, data: MultiDict[str, str]) -> Opened:
    return Opened(form_key, number(data.get("version", "")), number(data.get("base", "")))


def copied(author: User, kind: RecordKind, record: Record) -> str:
    """The address of a new form that is filled in with the words of a record.

    Whoever may only read it does not see every field, so the right to edit is asked for.
    """
    require(may_edit(author, record))
    words = decode(kind.model, snapshot(record))
    words["title"] = _("%(title)s (copy)", title=record.title)
    form = kind.form(formdata=None)
    data = {name: sent(value, form[name]) for name, value in words.items()}
    draft = drafts.keep(author, drafts.new_key(), kind.name, data)
    return f"/{kind.slug}/new?draft={draft.form_key}"
