"""Audit: who did what, when. Lines are only ever added."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db


class AuditEvent(Base):
    """One line. It names record and person by number without a key, so that it outlives both."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    user_id: Mapped[int | None]
    user_name: Mapped[str] = mapped_column(default="")
    action: Mapped[str]
    record_id: Mapped[int | None] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


def log(
    user: User | None,
    action: str,
    subject: str = "",
    record_id: int | None = None,
    **detail: Any,
) -> None:
    """Add a line to the present transaction. No user: the site itself acted."""
    db.session.add(
        AuditEvent(
            user_id=user.id if user else None,
            user_name=user.name if user else "",
            action=action,
            subject=subject,
            record_id=record_id,
            detail=detail,
        )
    )


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Of two contents, the fields that differ: name and both values."""
    names = dict.fromkeys((*before, *after))
    return {
        name: [before.get(name), after.get(name)]
        for name in names
        if (before.get(name) or "") != (after.get(name) or "")
    }
