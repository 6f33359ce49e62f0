"""Papers: the files of an item, kept once and read by those who belong to the meeting."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.db import db
from kb.errors import Conflict
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.files import MeetingFile
from kb.meetings.meetings import AFTER, MeetingState
from kb.meetings.rights import may_change_item, may_read_papers
from kb.publishing import audit
from kb.publishing.attaching import TooMuch
from kb.publishing.permissions import require
from kb.publishing.reception import Limits, Received

DONE = AFTER - {MeetingState.HELD} | {MeetingState.CANCELLED}
"""The minutes are under way, and rest on the papers as they are."""


def may_attach(user: User | None, item: AgendaItem) -> bool:
    """The secretariat up to the minutes; who proposed the item, until that is decided."""
    if item.state is ItemState.DECLINED or (item.meeting and item.meeting.state in DONE):
        return False
    return may_change_item(user, item)


def attach(item: AgendaItem, person: User, received: Received, limits: Limits) -> MeetingFile:
    """Add a paper; the same content once more is the one that is there."""
    require(may_change_item(person, item))
    _require_open(item)
    there = papers_of([item])
    for each in there:
        if each.sha256 == received.sha256:
            return each
    if len(there) >= limits.count or sum(e.size for e in there) + received.size > limits.record:
        raise TooMuch(
            _(
                "An item has at most %(count)s files of %(size)s MiB together. Remove one first.",
                count=limits.count,
                size=limits.record >> 20,
            )
        )
    made = MeetingFile(
        item=item,
        name=received.name,
        type=received.type,
        size=received.size,
        sha256=received.sha256,
        uploader=person,
    )
    db.session.add(made)
    audit.log(person, "attach", f"{item.title}: {made.name}", item=item.id)
    db.session.flush()
    return made


def remove(file: MeetingFile, person: User) -> None:
    """Take a paper away; its content goes with the next clearing of the store."""
    assert file.item is not None
    require(may_change_item(person, file.item))
    _require_open(file.item)
    audit.log(person, "detach", f"{file.item.title}: {file.name}", item=file.item_id)
    db.session.delete(file)
    db.session.flush()


def may_read(user: User | None, file: MeetingFile) -> bool:
    """A paper of an item: who may read the item's papers. Other files have doors of their own."""
    return file.item is not None and file.report_id is None and may_read_papers(user, file.item)


def papers_of(items: Sequence[AgendaItem]) -> Sequence[MeetingFile]:
    """The papers of these items, as they came."""
    wanted = MeetingFile.item_id.in_([item.id for item in items])
    return db.session.scalars(select(MeetingFile).where(wanted).order_by(MeetingFile.id)).all()


def _require_open(item: AgendaItem) -> None:
    if item.meeting is not None and item.meeting.state in DONE:
        raise Conflict(_("The minutes rest on these papers: they stay as they are."))
    if item.state is ItemState.DECLINED:
        raise Conflict(_("This item has been declined. Propose it anew."))
