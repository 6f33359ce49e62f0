"""Mine: a person's own records, and those of their unit, by what is to be done with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload

from kb.accounts.users import User
from kb.catalog.page import entry
from kb.catalog.site import Site
from kb.db import db
from kb.empowerment.asking import DRAFT as QUESTION
from kb.empowerment.postings import Poster
from kb.libraries.personal import is_expert
from kb.portal import told
from kb.publishing import drafts
from kb.publishing.drafts import UnsavedDraft
from kb.publishing.notices import notices_of
from kb.publishing.permissions import may_edit, readable_by
from kb.publishing.receipts import owed
from kb.publishing.records import Record
from kb.publishing.revisions import Revision, State

NEWEST = 5
MOST = 50
"""Lines of one section; more are found in the library itself."""


@dataclass
class Work:
    """The sections of the page, the most urgent first."""

    returned: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    published: list[dict[str, Any]] = field(default_factory=list)


def work_of(reader: User, site: Site) -> Work:
    """Records by the state of their newest version; a published one with an open change is in
    both places.
    """
    found = Work()
    sections = {
        State.RETURNED: found.returned,
        State.SUBMITTED: found.waiting,
        State.DRAFT: found.drafts,
    }
    for record, newest in _own(reader, list(sections)):
        if may_edit(reader, record):
            line = _line(record, newest, reader, site)
            sections[newest.state].append(line)
    published = _published(reader)
    found.published = [_line(record, None, reader, site) for record in published]
    return found


def _mine(reader: User) -> Any:
    own = Record.author_id == reader.id
    if not reader.member:
        return own
    # Of what hides its poster the row does not say whose it is.
    posted = select(Poster.posting_id).where(Poster.member_slug == reader.member)
    return or_(own, Record.member == reader.member, Record.id.in_(posted))


def _own(reader: User, states: Sequence[State]) -> Any:
    """Records with an open newest version: that which waits longest first."""
    every = aliased(Revision)
    newest = select(func.max(every.number)).where(every.record_id == Record.id).scalar_subquery()
    rows = (
        select(Record, Revision)
        .join(Revision, Revision.record_id == Record.id)
        .where(_mine(reader), Revision.state.in_(states), Revision.number == newest)
        .order_by(Revision.created_at, Revision.id)
        .limit(MOST * len(states))
        .options(joinedload(Record.author))
    )
    return db.session.execute(rows)


def _published(reader: User) -> Sequence[Record]:
    visible = or_(Record.author_id == reader.id, readable_by(reader))
    rows = select(Record).where(
        _mine(reader), visible, Record.published_at.is_not(None), Record.withdrawn_at.is_(None)
    )
    newest = rows.order_by(Record.published_at.desc(), Record.id.desc()).limit(MOST)
    return db.session.scalars(newest.options(joinedload(Record.author))).all()


def _line(record: Record, newest: Revision | None, reader: User, site: Site) -> dict[str, Any]:
    line = entry(site, record)
    form = f"{line['href']}/edit"
    return line | {
        "kind": record.kind,
        # Experts write their profile on pages of their own.
        "edit_href": "/my/expert/profile" if is_expert(reader) else form,
        "reason": newest.reason if newest else "",
        "at": (newest.decided_at or newest.created_at) if newest else record.published_at,
        "by": record.author.display_name if record.author and record.author != reader else "",
    }


def unsaved(reader: User, site: Site) -> list[dict[str, Any]]:
    """What this person typed into a form and did not save, with the way back into it."""
    found = []
    for one in drafts.of(reader):
        if one.kind == QUESTION:
            found.append(_unsaved_question(one))
        elif one.kind in site.kinds.by_name and (not one.record or may_edit(reader, one.record)):
            found.append(_unsaved(one, site))
    return found


def _unsaved_question(draft: UnsavedDraft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "href": f"/inquiries/new?{urlencode({'draft': draft.form_key})}",
        "kind": QUESTION,
        "kind_label": _("Question to the committee"),
        "number": "",
        "at": draft.updated_at,
    }


def _unsaved(draft: UnsavedDraft, site: Site) -> dict[str, Any]:
    kind = site.kinds.by_name[draft.kind]
    form = f"{draft.record.address}/edit" if draft.record else "new"
    return {
        "title": draft.title,
        "href": f"/{kind.slug}/{form}?{urlencode({'draft': draft.form_key})}",
        "kind": kind.name,
        "kind_label": str(kind.noun),
        "number": draft.record.number if draft.record else "",
        "at": draft.updated_at,
    }


def newest_notices(reader: User, site: Site) -> list[dict[str, Any]]:
    return told.described(db.session.scalars(notices_of(reader).limit(NEWEST)), site)


def owed_receipts(reader: User, site: Site) -> list[dict[str, Any]]:
    """What this person has yet to sign for, with the last day."""
    return [
        entry(site, receipt.request.record)
        | {"kind": receipt.request.record.kind, "until": receipt.request.until}
        for receipt in owed(reader)
    ]
