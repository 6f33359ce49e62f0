"""Letters of appointment (聘书): who was appointed to the committee by which paper."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance import rules
from kb.alliance.bodies import BodyKind, Holding
from kb.clock import today, utcnow
from kb.db import Base, db
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.numbering import take
from kb.publishing.permissions import is_staff, require


class AppointmentLetter(Base):
    """One paper, as it was signed: what changes about the seat later does not change it."""

    __tablename__ = "appointment_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    holding_id: Mapped[int | None] = mapped_column(
        ForeignKey(Holding.id, ondelete="SET NULL"), index=True
    )
    name: Mapped[str]
    body: Mapped[str]
    """The body's Chinese name; papers are in Chinese."""
    post: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    issued_on: Mapped[date]
    """The day below the signature."""
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    void_because: Mapped[str] = mapped_column(default="")

    holding: Mapped[Holding | None] = relationship()

    @property
    def address(self) -> str:
        return f"/committee/letters/{self.id}"

    def is_true_of(self, holding: Holding) -> bool:
        """It still says what stands about the seat."""
        said = (self.name, self.post, self.starts_on, self.ends_on)
        return said == (holding.name, post_of(holding), holding.starts_on, holding.ends_on)


def post_of(holding: Holding) -> str:
    return holding.seat.post or "委员"


def may_have(user: User | None, letter: AppointmentLetter) -> bool:
    """Staff, and whose letter it is while it is valid."""
    if is_staff(user):
        return True
    if user is None or not user.active or letter.holding is None:
        return False
    return letter.holding.user_id == user.id and not letter.void_because


def issue(holding: Holding, issued_on: date, staff: User) -> AppointmentLetter:
    """Give it the next number of the year of its day. One holding has one valid letter."""
    require(is_staff(staff))
    db.session.refresh(holding, with_for_update=True)  # Two at once would both issue one.
    if holding.seat.body.kind is not BodyKind.COMMITTEE:
        raise DomainError(_("Letters of appointment are for members of the committee."))
    if issued_on > today():
        raise DomainError(_("A letter cannot be dated ahead. Issue it on its day."))
    if valid_for([holding]):
        raise Conflict(_("There is a valid letter already. Declare it void first."))
    pattern = rules.number_pattern("letter", issued_on)
    given = take(f"paper {pattern}", issued_on.year, 1)[0]
    letter = AppointmentLetter(number=pattern.format(year=issued_on.year, number=given))
    letter.holding, letter.name, letter.post = holding, holding.name, post_of(holding)
    letter.body, letter.issued_on = holding.seat.body.name, issued_on
    letter.starts_on, letter.ends_on = holding.starts_on, holding.ends_on
    letter.made_by_id = staff.id
    db.session.add(letter)
    db.session.flush()
    audit.log(staff, "issue-letter", letter.number)
    db.session.flush()
    return letter


def declare_void(letter: AppointmentLetter, reason: str, staff: User) -> None:
    """It no longer counts; its number is never given again."""
    require(is_staff(staff))
    db.session.refresh(letter, with_for_update=True)
    if letter.void_because:
        raise Conflict(_("This letter is void already."))
    if not reason.strip():
        raise DomainError(_("Say why the letter is void."))
    letter.void_because = reason.strip()
    audit.log(staff, "void-letter", letter.number)
    db.session.flush()


def valid_for(holdings: Sequence[Holding]) -> Mapping[int, AppointmentLetter]:
    """By holding, the letter that is valid."""
    rows = select(AppointmentLetter).where(
        AppointmentLetter.holding_id.in_([each.id for each in holdings]),
        AppointmentLetter.void_because == "",
    )
    return {letter.holding_id or 0: letter for letter in db.session.scalars(rows)}


def all_letters() -> Sequence[AppointmentLetter]:
    """The newest first."""
    rows = select(AppointmentLetter).order_by(
        AppointmentLetter.issued_on.desc(), AppointmentLetter.id.desc()
    )
    return db.session.scalars(rows.options(joinedload(AppointmentLetter.holding))).all()
