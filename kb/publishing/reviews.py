"""Reviews: who looks at a submitted revision, who is asked for advice, who may decide."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import STAFF, Role, User
from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_known, is_staff, require
from kb.publishing.records import Record
from kb.publishing.revisions import Revision, State
from kb.publishing.shortcomings import Unready
from kb.text.differences import Run, compare

ADVISERS = STAFF | {Role.COUNCIL_MEMBER, Role.CITY_LIAISON, Role.EXPERT}
"""Who can be asked for advice."""


class Advice(Base):
    """One person was asked about one revision; empty `comment`: has not answered yet."""

    __tablename__ = "advice"
    __table_args__ = (UniqueConstraint("revision_id", "adviser_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey(Revision.id, ondelete="CASCADE"))
    adviser_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    question: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    comment: Mapped[str] = mapped_column(default="")
    commented_at: Mapped[datetime | None]

    revision: Mapped[Revision] = relationship()
    adviser: Mapped[User] = relationship(foreign_keys=[adviser_id])
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])


def may_advise(user: User | None) -> bool:
    return user is not None and is_known(user) and user.role in ADVISERS


def may_see(user: User | None, revision: Revision) -> bool:
    """The staff, and whoever was asked about this very revision."""
    return is_staff(user) or advice_of(user, revision) is not None


def may_approve(reviewer: User, revision: Revision) -> bool:
    """Four eyes: nobody of the secretariat approves their own work unless they are alone in it.

    Administrators may: they set the site up before there is anybody else.
    """
    if reviewer.role is Role.ADMINISTRATOR or revision.author_id != reviewer.id:
        return True
    others = select(User.id).where(User.role.in_(STAFF), User.active, User.id != reviewer.id)
    return db.session.scalar(others.limit(1)) is None


def require_other_eyes(reviewer: User, revision: Revision) -> None:
    """Raise NotAllowed for what this reviewer wrote."""
    if not may_approve(reviewer, revision):
        raise NotAllowed(
            _("You wrote this yourself. Somebody else of the secretariat has to approve it.")
        )


def require_ready(record: Record, author: User, content: Mapping[str, Any]) -> None:
    """Raise Unready for what lacks something that it needs. The staff weigh that themselves."""
    missing = () if is_staff(author) else record.shortcomings(content)
    if needed := [each for each in missing if each.is_needed]:
        raise Unready(needed)


def require_unclaimed(reviewer: User, revision: Revision) -> None:
    """Raise Conflict while somebody else looks at it."""
    if revision.claimed_by is not None and revision.claimed_by_id != reviewer.id:
        raise _claimed(revision.claimed_by)


def _claimed(holder: User | None) -> Conflict:
    name = holder.display_name if holder else ""
    return Conflict(_("%(name)s has claimed this. Ask them, or release it first.", name=name))


def claim(revision: Revision, reviewer: User) -> None:
    """Say that one looks at it. Of two at once one wins; the other gets Conflict."""
    require(is_staff(reviewer))
    require_waiting(revision)
    free = update(Revision).where(Revision.id == revision.id, Revision.claimed_by_id.is_(None))
    mine = {"claimed_by_id": reviewer.id, "claimed_at": utcnow()}
    taken = db.session.execute(free.values(mine), execution_options={"synchronize_session": False})
    db.session.refresh(revision)
    if not taken.rowcount and revision.claimed_by_id != reviewer.id:  # type: ignore[attr-defined]  # of a cursor
        raise _claimed(revision.claimed_by)
    if taken.rowcount:  # type: ignore[attr-defined]  # of a cursor
        audit.log(reviewer, "claim", revision.title, revision.record_id, revision=revision.number)
    db.session.flush()


def release(revision: Revision, reviewer: User) -> None:
    """Give it back to all; a colleague's claim too, as people fall ill."""
    require(is_staff(reviewer))
    require_waiting(revision)
    if revision.claimed_by is None:
        raise Conflict(_("Nobody has claimed this."))
    holder = revision.claimed_by.display_name
    revision.claimed_by, revision.claimed_at = None, None
    audit.log(reviewer, "release", revision.title, revision.record_id, claimed_by=holder)
    db.session.flush()


def ask(revision: Revision, reviewer: User, adviser: User, question: str) -> Advice:
    """Ask somebody, who may then read this revision and comment on it."""
    require(is_staff(reviewer))
    require_waiting(revision)
    if not may_advise(adviser):
        raise DomainError(_("This person cannot be asked."))
    if advice_of(adviser, revision) is not None:
        raise Conflict(_("%(name)s has been asked already.", name=adviser.display_name))
    asked = Advice(revision=revision, adviser=adviser, asked_by=reviewer, question=question.strip())
    db.session.add(asked)
    name = adviser.display_name
    audit.log(reviewer, "ask", revision.title, revision.record_id, adviser=name, question=question)
    # Not by the record: its page may be closed to whoever is asked about this one version.
    facts = {"title": revision.title, "href": f"/workbench/{revision.id}"}
    notify([adviser], Event.ADVICE_ASKED, None, question=asked.question, **facts)
    db.session.flush()
    return asked


def advise(revision: Revision, adviser: User, comment: str) -> None:
    """What the adviser thinks; it can be rewritten until somebody decides."""
    asked = advice_of(adviser, revision)
    require(asked is not None)
    assert asked is not None
    require_waiting(revision)
    if not comment.strip():
        raise DomainError(_("Write your comment."))
    asked.comment, asked.commented_at = comment.strip(), utcnow()
    audit.log(adviser, "advise", revision.title, revision.record_id, revision=revision.number)
    if asked.asked_by is not None:
        facts = {"title": revision.title, "href": f"/workbench/{revision.id}"}
        notify([asked.asked_by], Event.ADVICE_GIVEN, None, name=adviser.display_name, **facts)
    db.session.flush()


def advice_of(user: User | None, revision: Revision) -> Advice | None:
    """What this person was asked about the revision."""
    if user is None or not user.active:
        return None
    found = select(Advice).where(Advice.revision_id == revision.id, Advice.adviser_id == user.id)
    return db.session.scalar(found)


def advice_on(revision: Revision) -> list[Advice]:
    """All that was asked about it, in order."""
    found = select(Advice).where(Advice.revision_id == revision.id).order_by(Advice.id)
    return list(db.session.scalars(found))


def advisers(asker: User) -> list[User]:
    """Everybody who can be asked, by name."""
    known = select(User).where(User.role.in_(ADVISERS), User.active, User.id != asker.id)
    return list(db.session.scalars(known.order_by(func.lower(User.name), User.id)))


def weigh(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[int, int]:
    """How many characters the second content adds to the first, and how many it takes away."""
    added = removed = 0
    for old, new in audit.changes(before, after).values():
        for kind, text in _runs(old, new):
            added += len(text) if kind == "added" else 0
            removed += len(text) if kind == "removed" else 0
    return added, removed


def _runs(old: Any, new: Any) -> list[Run]:
    if isinstance(new, list):
        before = old or []
        gone = [("removed", str(word)) for word in before if word not in new]
        return gone + [("added", str(word)) for word in new if word not in before]
    return compare(str(old or ""), str(new or ""))


def require_waiting(revision: Revision) -> None:
    """Raise Conflict for what somebody has decided meanwhile."""
    if revision.state is not State.SUBMITTED:
        raise Conflict(_("This has been decided already."))
