"""Joining: people put themselves on the list, call off, and are checked in at the door."""

import re
import secrets
import unicodedata
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from kb.accounts.users import User
from kb.activities.activities import Activity
from kb.activities.sign_ups import Place, SignUp, SignUpSheet
from kb.activities.signing_up import sheets
from kb.activities.signing_up.rights import Standing, has_begun, is_past, may_host, standing
from kb.clock import utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.libraries.visits import Sent, count
from kb.publishing import audit
from kb.publishing.permissions import require

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of codes: nothing that is misread at a door."""
LENGTH = 10


@dataclass(frozen=True)
class Person:
    """Who wants to come, as they write it."""

    name: str
    unit: str
    phone: str


def sign_up(activity: Activity, person: Person, user: User | None, client: str) -> SignUp:
    """A place, or one on the waiting list. `client` is the network address.

    The same person again has the sign-up that is there. Raises Conflict while nobody can sign
    up, TooManyAttempts, and DomainError for a phone that stands there under another name.
    """
    sheet = sheets.locked(activity)
    now = standing(activity, sheet)
    if sheet is None or now is not Standing.OPEN:
        raise Conflict(str(now.sentence))
    if user is None:
        count(Sent.SIGN_UP, client)
    phone = plain_phone(person.phone)
    there = select(SignUp).where(SignUp.sheet_id == sheet.id, SignUp.phone == phone)
    found = db.session.scalars(there.order_by(SignUp.id)).all()
    for each in sorted(found, key=lambda one: one.place is Place.CALLED_OFF):
        if _folded(each.name) == _folded(person.name):
            return _again(each, sheet)
        if each.place is not Place.CALLED_OFF:
            # The same words whoever asks: nobody learns whose phone it is.
            raise DomainError(
                _("This cannot be taken as it is. If you have signed up before, write your name "
                  "as you did then; otherwise ask the host.")
            )  # fmt: skip
    made = SignUp(sheet_id=sheet.id, phone=phone, code=_new_code(), place=_place(sheet))
    made.name, made.unit, made.user_id = person.name, person.unit, user.id if user else None
    db.session.add(made)
    audit.log(None, "sign up", activity.title, activity.id)
    db.session.flush()
    return made


def plain_phone(text: str) -> str:
    """Digits alone, without the country's 86: one phone is one person."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _again(own: SignUp, sheet: SignUpSheet) -> SignUp:
    """Who had called off comes after all, at the end of the line."""
    if own.place is Place.CALLED_OFF:
        own.place, own.made_at = _place(sheet), utcnow()
        db.session.flush()
    return own


def _place(sheet: SignUpSheet) -> Place:
    taken = sheets.numbers(sheet).coming
    return Place.COMING if sheet.capacity is None or taken < sheet.capacity else Place.WAITING


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))


def by_code(text: str) -> SignUp | None:
    """The sign-up of a code however it is typed: small letters, blanks and hyphens too."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
    if len(plain) != LENGTH:
        return None
    return db.session.scalar(select(SignUp).where(SignUp.code == plain))


def spelled(code: str) -> str:
    """In two halves, for reading aloud."""
    return f"{code[:5]}-{code[5:]}"


def number_in_line(own: SignUp) -> int:
    """The place on the waiting list, from 1."""
    before = or_(
        SignUp.made_at < own.made_at, (SignUp.made_at == own.made_at) & (SignUp.id <= own.id)
    )
    waiting = select(func.count(SignUp.id)).where(
        SignUp.sheet_id == own.sheet_id, SignUp.place == Place.WAITING, before
    )
    return db.session.scalar(waiting) or 0


def call_off(own: SignUp, user: User | None) -> None:
    """Give the place back; the next in line moves up. Whoever holds the code may; so may the host.

    Called off twice is called off. Raises Conflict when it is too late.
    """
    activity = own.sheet.activity
    sheets.locked(activity)
    db.session.refresh(own)
    if own.place is Place.CALLED_OFF:
        return
    if is_past(activity) or own.checked_in_at is not None:
        raise Conflict(_("It is too late to call off here. Tell the host."))
    own.place = Place.CALLED_OFF
    db.session.flush()
    sheets.fill_up(own.sheet)
    audit.log(user, "call off", activity.title, activity.id)
    db.session.flush()


def check_in(own: SignUp, host: User) -> bool:
    """This person is here. False when that was known already.

    Who waited for a place and is let in has one. Raises Conflict before the day.
    """
    activity = own.sheet.activity
    require(may_host(host, activity))
    if not has_begun(activity):
        raise Conflict(_("Checking in begins on the first day of the activity."))
    sheets.locked(activity)
    db.session.refresh(own)
    if own.checked_in_at is not None:
        return False
    own.checked_in_at, own.place = utcnow(), Place.COMING
    audit.log(host, "check in", activity.title, activity.id)
    db.session.flush()
    return True


def take_back(own: SignUp, host: User) -> None:
    """It was the wrong person: not here after all."""
    require(may_host(host, own.sheet.activity))
    own.checked_in_at = None
    audit.log(host, "check in taken back", own.sheet.activity.title, own.sheet.activity_id)
    db.session.flush()
