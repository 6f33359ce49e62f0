"""Integrity: the fingerprint of published minutes, and whether they are still what was published.

The same fingerprint stands on the row, in the line of the audit and under each correction, so
that whoever changes one of them in the database is found out by the others.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from kb.db import db
from kb.meetings.minutes import Addendum, Minutes
from kb.publishing.attachments import SHOWN, of_record
from kb.publishing.audit import AuditEvent
from kb.publishing.revisions import snapshot

FIXED = "fix minutes"
"""The line of the audit that holds the fingerprint."""
LOOSE = frozenset({"themes", "tags", "member"})
"""Content that is kept in order for all records together: words of the vocabulary, and whose
record it is."""


@dataclass(frozen=True)
class Integrity:
    """What a check found."""

    sha256: str
    """As it was published."""
    now: str
    """As computed this moment."""
    is_intact: bool
    broken: tuple[int, ...] = ()
    """Numbers of the corrections that are not what they were."""

    @property
    def short(self) -> str:
        return f"{self.sha256[:4]}…{self.sha256[-4:]}" if self.sha256 else ""


def fingerprint(minutes: Minutes) -> str:
    """SHA-256 over the canonical form: content, number, part, meeting, signature, files."""
    content = {name: value for name, value in snapshot(minutes).items() if name not in LOOSE}
    facts: dict[str, Any] = {
        "content": content,
        "number": minutes.number,
        "part": minutes.part,
        "meeting": minutes.meeting_id,
        "signed_at": _instant(minutes.signed_at),
        "signed_by": minutes.signed_by_id,
        "signed_for": minutes.signed_for,
        "files": [[each.name, each.sha256] for each in of_record(minutes, *SHOWN)],
    }
    return _hash(facts)


def fingerprint_of(addendum: Addendum, minutes: Minutes) -> str:
    """SHA-256 of a correction, which names the minutes that it belongs to by theirs."""
    facts = {
        "minutes": minutes.sha256,
        "number": addendum.number,
        "text": addendum.text,
        "reason": addendum.reason,
        "closed": addendum.is_closed,
        "made_on": addendum.made_on.isoformat(),
    }
    return _hash(facts)


def check(minutes: Minutes, addenda: Sequence[Addendum], whole: Minutes) -> Integrity:
    """Compute everything once more and compare it with what was noted. The corrections are those
    of the whole minutes.
    """
    now, noted = fingerprint(minutes), _noted(minutes)
    broken = tuple(each.number for each in addenda if not _holds(each, whole))
    is_intact = bool(minutes.sha256) and now == minutes.sha256 == noted and not broken
    return Integrity(minutes.sha256, now, is_intact, broken)


def _holds(addendum: Addendum, minutes: Minutes) -> bool:
    return addendum.sha256 == fingerprint_of(addendum, minutes)


def _noted(minutes: Minutes) -> str:
    """The fingerprint in the audit, of the day of publication."""
    lines = select(AuditEvent.detail).where(
        AuditEvent.record_id == minutes.id, AuditEvent.action == FIXED
    )
    detail = db.session.scalar(lines.order_by(AuditEvent.id).limit(1))
    return str((detail or {}).get("sha256", ""))


def _instant(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat(timespec="seconds") if instant else None


def _hash(facts: dict[str, Any]) -> str:
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
