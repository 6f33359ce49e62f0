"""Own data: everything held about an expert, as one file for programs and one for people."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.inspection import inspect

from kb.accounts.sessions import UserSession
from kb.accounts.users import User
from kb.db import Base, db
from kb.libraries.consent import Consent
from kb.libraries.expertise import AreaSuggestion
from kb.libraries.messages import ExpertMessage
from kb.libraries.personal import Datum, ExpertPerson
from kb.libraries.sealing import Seal
from kb.libraries.ties import ExpertTie
from kb.publishing.attachments import Attachment
from kb.publishing.audit import AuditEvent
from kb.publishing.drafts import UnsavedDraft
from kb.publishing.notices import Notice
from kb.publishing.permissions import require
from kb.publishing.revisions import history, snapshot

SECRET = frozenset({"password_hash", "token_hash"})
"""Nobody is helped by these, not even their owner."""


@dataclass(frozen=True)
class OwnData:
    sections: Mapping[str, Any]
    """By the name of what it is: values, or a list of them."""

    def as_json(self) -> str:
        return json.dumps(self.sections, ensure_ascii=False, indent=2)


def collect(person: ExpertPerson, user: User, seal: Seal) -> OwnData:
    """All that the site holds about this person, in the words of the database."""
    require(user.id == person.user_id)
    record = person.record
    about = or_(AuditEvent.user_id == user.id, AuditEvent.record_id == record.id)
    return OwnData(
        {
            "account": _row(user),
            "sessions": _rows(UserSession, UserSession.user_id == user.id),
            "consents": _rows(Consent, Consent.user_id == user.id),
            "profile": snapshot(record)
            | {"number": record.number, "exposure": record.exposure}
            | {"availability": record.availability.value, "max_load": person.max_load},
            "personal": {datum.value: seal.open(getattr(person, datum.value)) for datum in Datum},
            "revisions": [_row(revision) for revision in history(record)],
            "notices": _rows(Notice, Notice.user_id == user.id),
            "suggestions": _rows(AreaSuggestion, AreaSuggestion.user_id == user.id),
            "unsaved": _rows(UnsavedDraft, UnsavedDraft.user_id == user.id),
            "attachments": _rows(Attachment, Attachment.record_id == record.id),
            "messages": _rows(ExpertMessage, ExpertMessage.record_id == record.id),
            "ties": _rows(ExpertTie, ExpertTie.expert_id == record.id),
            "audit": _rows(AuditEvent, about),
        }
    )


def packed(data: OwnData, page: str) -> bytes:
    """Both files as one zip. `page` is the readable one."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", data.as_json())
        archive.writestr("index.html", page)
    return held.getvalue()


def _rows(model: type[Base], theirs: Any) -> list[dict[str, Any]]:
    return [_row(row) for row in db.session.scalars(select(model).where(theirs))]


def _row(thing: Base) -> dict[str, Any]:
    """A row as JSON knows it, without what is secret."""
    columns = inspect(type(thing)).column_attrs
    values = {column.key: getattr(thing, column.key) for column in columns}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if name not in SECRET
    }
