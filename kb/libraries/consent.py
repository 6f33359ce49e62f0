"""Consent: the text that people agree to, and what each has opened and closed, with the date."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.users import User
from kb.clock import utcnow
from kb.config import ROOT
from kb.db import Base, db
from kb.libraries.experts import CONTACT, Audience, Part
from kb.libraries.personal import ExpertPerson
from kb.publishing import audit
from kb.publishing.permissions import require
from kb.publishing.revisions import Revision, State, apply, latest

REGISTRATION = "registration"


class Consent(Base):
    """One decision: to register, or who may see one part. The newest of each purpose holds."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    purpose: Mapped[str]
    choice: Mapped[str]
    """`given`, or the audience of a part."""
    text_version: Mapped[str]
    """Of the consent text that the person had before them."""
    at: Mapped[datetime] = mapped_column(default=utcnow)


@dataclass(frozen=True)
class ConsentText:
    version: str
    text: str
    text_en: str

    def in_language(self, english: bool) -> str:
        return self.text_en if english else self.text


@cache
def text() -> ConsentText:
    """The present consent text of experts, out of `content/consent.toml`."""
    row = tomllib.loads((ROOT / "content" / "consent.toml").read_text(encoding="utf-8"))["expert"]
    return ConsentText(row["version"], row["text"].strip(), row["text_en"].strip())


def note(user: User, purpose: str, choice: str) -> None:
    """Write the decision down with the version of the text that is shown now."""
    version = text().version
    db.session.add(Consent(user_id=user.id, purpose=purpose, choice=choice, text_version=version))


def given_by(user: User) -> list[Consent]:
    """Everything the person has decided, oldest first."""
    query = select(Consent).where(Consent.user_id == user.id).order_by(Consent.id)
    return list(db.session.scalars(query))


def choose(person: ExpertPerson, user: User, choices: Mapping[Part, Audience]) -> None:
    """Open and close parts of the profile. It holds at once: no review stands in between."""
    require(user.id == person.user_id)
    expert = person.record
    changed = {p: to for p, to in choices.items() if expert.audience_of(p) is not to}
    for part, audience in changed.items():
        if part in CONTACT and audience is Audience.PUBLIC:
            audience = Audience.ALLIANCE  # Visitors write through the site.
        note(user, part.value, audience.value)
        expert.exposure = (expert.exposure or {}) | {part.value: audience.value}
        audit.log(user, "consent", "", expert.id, part=part.value, audience=audience.value)
    if changed:
        show(person)
    db.session.flush()


def show(person: ExpertPerson) -> None:
    """Write onto the row what is open now; the search notices like any change."""
    revision = live(person)
    if revision is not None:
        apply(person.record, revision.content)


def live(person: ExpertPerson) -> Revision | None:
    """The revision that readers see the open parts of; of a draft, the newest."""
    if person.record.published_at is None:
        return latest(person.record)
    published = select(Revision).where(
        Revision.record_id == person.record_id, Revision.state == State.PUBLISHED
    )
    return db.session.scalar(published.order_by(Revision.number.desc()).limit(1))
