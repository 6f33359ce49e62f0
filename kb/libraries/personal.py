"""Personal data of experts, beside the record: never in revisions, search or exports of others."""

from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import Role, User
from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import DomainError
from kb.libraries.experts import Audience, Expert, Part
from kb.libraries.sealing import Seal, masked_identity, masked_mail, masked_phone
from kb.publishing import audit
from kb.publishing.permissions import OUTSIDE, is_known, is_staff, require


class Datum(StrEnum):
    PHONE = "phone"
    MAIL = "mail"
    IDENTITY = "identity"

    @property
    def label(self) -> LazyString:
        return DATUM_LABELS[self]


DATUM_LABELS = {
    Datum.PHONE: _l("Phone"),
    Datum.MAIL: _l("Contact mail"),
    Datum.IDENTITY: _l("Identity number"),
}
MASKS = {
    Datum.PHONE: masked_phone,
    Datum.MAIL: masked_mail,
    Datum.IDENTITY: masked_identity,
}
TO_ERASE = timedelta(days=15)
"""The secretariat completes a deletion within so many days."""


class ExpertPerson(Base):
    """The person behind an expert's record."""

    __tablename__ = "expert_person"

    record_id: Mapped[int] = mapped_column(
        ForeignKey(Expert.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), unique=True)
    phone: Mapped[str] = mapped_column(default="")
    mail: Mapped[str] = mapped_column(default="")
    identity: Mapped[str] = mapped_column(default="")
    """These three are sealed."""
    max_load: Mapped[int] = mapped_column(default=2)
    """Consultations that the person takes at once."""
    erase_asked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    record: Mapped[Expert] = relationship()
    user: Mapped[User] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def erase_due_at(self) -> datetime | None:
        return self.erase_asked_at + TO_ERASE if self.erase_asked_at else None


def is_expert(user: User | None) -> bool:
    """Signed in as an expert, whose own pages are in the menu."""
    return user is not None and user.active and user.role is Role.EXPERT


def of_user(user: User | None) -> ExpertPerson | None:
    """This user as an expert; None for everybody else."""
    if user is None:
        return None
    return db.session.scalar(select(ExpertPerson).where(ExpertPerson.user_id == user.id))


def of_record(record: Expert) -> ExpertPerson | None:
    """Who signs in as this expert; None where the secretariat entered the record."""
    return db.session.get(ExpertPerson, record.id)


def keep(person: ExpertPerson, user: User, values: dict[Datum, str], seal: Seal) -> None:
    """Store what the person wrote about themselves. Only what changed is noted, never as what."""
    require(user.id == person.user_id)
    changed = [d for d, text in values.items() if seal.open(getattr(person, d.value)) != text]
    for datum in changed:
        setattr(person, datum.value, seal.close(values[datum]))
    if changed:
        audit.log(user, "personal data", record_id=person.record_id, changed=changed)
    db.session.flush()


def masked(person: ExpertPerson, seal: Seal) -> dict[Datum, str]:
    """What there is, so that nobody can use it."""
    opened = {datum: seal.open(getattr(person, datum.value)) for datum in Datum}
    return {datum: MASKS[datum](text) for datum, text in opened.items() if text}


def may_see(reader: User | None, person: ExpertPerson, datum: Datum) -> bool:
    """The person, staff, and for phone and mail whom the person opened it to."""
    if not is_known(reader) or reader is None:
        return False
    if is_staff(reader) or reader.id == person.user_id:
        return True
    if datum is Datum.IDENTITY or reader.role in OUTSIDE:
        return False
    living = person.record.published_at is not None and person.record.withdrawn_at is None
    return living and person.record.audience_of(Part(datum.value)) is not Audience.SECRETARIAT


def reveal(person: ExpertPerson, reader: User, datum: Datum, seal: Seal) -> str:
    """The datum itself, for those with the right; one audit line each time."""
    require(may_see(reader, person, datum))
    text = seal.open(getattr(person, datum.value))
    if not text:
        raise DomainError(_("There is nothing to show here."))
    audit.log(reader, "reveal", person.record.address, person.record_id, datum=datum.value)
    db.session.flush()
    return text


def ask_erasure(person: ExpertPerson) -> None:
    """Note the day from which the secretariat's term counts."""
    person.erase_asked_at = person.erase_asked_at or utcnow()
