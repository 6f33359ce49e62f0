"""Messages: visitors write to an expert through the site; neither learns the other's address here
but what the visitor gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import DomainError
from kb.jobs import mail
from kb.libraries.experts import Availability, Expert
from kb.libraries.personal import ExpertPerson, of_record
from kb.libraries.visits import Sent, count
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import require


class ExpertMessage(Base):
    """What somebody wrote. Staff see how many there are, only the expert what they say."""

    __tablename__ = "expert_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(Expert.id, ondelete="CASCADE"), index=True)
    name: Mapped[str]
    mail: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    read_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Letter:
    name: str
    mail: str
    text: str


def can_be_written_to(expert: Expert, person: ExpertPerson | None) -> bool:
    """Published, with an account, and not gone."""
    living = expert.published_at is not None and expert.withdrawn_at is None
    there = person is not None and person.user.active and person.erase_asked_at is None
    return living and there and expert.availability is not Availability.LEFT


def write(expert: Expert, letter: Letter, client: str, link: str) -> None:
    """Keep the letter and tell the expert. `client` is the network address, `link` their inbox.

    Raises TooManyAttempts, and DomainError when the expert cannot be reached. The same letter
    sent again is the same letter.
    """
    person = of_record(expert)
    if person is None or not can_be_written_to(expert, person):
        raise DomainError(_("This expert cannot be written to here. Ask the secretariat."))
    same = select(ExpertMessage.id).where(
        ExpertMessage.record_id == expert.id,
        ExpertMessage.mail == letter.mail,
        ExpertMessage.text == letter.text,
    )
    if db.session.scalar(same.limit(1)) is not None:
        return
    count(Sent.MESSAGE, client)
    made = ExpertMessage(record_id=expert.id, name=letter.name, mail=letter.mail, text=letter.text)
    db.session.add(made)
    db.session.flush()
    notify([person.user], Event.MESSAGE, expert)
    text = _("Somebody has written to you through the site. Read it here:\n\n%(link)s", link=link)
    mail.send(person.user.email, _("A message for you"), text)


def inbox(person: ExpertPerson, user: User) -> Sequence[ExpertMessage]:
    """The expert's messages, newest first."""
    require(user.id == person.user_id)
    theirs = select(ExpertMessage).where(ExpertMessage.record_id == person.record_id)
    return db.session.scalars(theirs.order_by(ExpertMessage.id.desc())).all()


def unread(person: ExpertPerson) -> int:
    """How many the expert has not marked as read."""
    waiting = select(func.count(ExpertMessage.id)).where(
        ExpertMessage.record_id == person.record_id, ExpertMessage.read_at.is_(None)
    )
    return db.session.scalar(waiting) or 0


def mark_read(message: ExpertMessage) -> None:
    message.read_at = message.read_at or utcnow()


def count_of(expert: Expert) -> int:
    """How many messages this expert has been sent: all that staff learn of them."""
    theirs = select(func.count(ExpertMessage.id)).where(ExpertMessage.record_id == expert.id)
    return db.session.scalar(theirs) or 0
