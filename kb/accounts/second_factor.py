"""Second factor: a code from the telephone (TOTP, RFC 6238), or one of ten for when it is lost.

A code lives for 30 seconds and is believed for one step before and after, for clocks that differ;
each is good once. The secret lies in the database as the server needs it, recovery codes as
hashes: they are drawn at random and long, so a fast hash is enough.
"""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime

import pyotp
import segno
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import ColumnElement, ForeignKey, delete, exists, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts import throttling
from kb.accounts.throttling import SECOND_FACTOR
from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import Conflict

STEP = 30
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike on paper."""


class SecondFactor(Base):
    """The secret that site and telephone share; asked for once it is confirmed."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(
        ForeignKey(User.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    secret: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)
    """The time step of the last code that was accepted: no code is good twice."""
    version: Mapped[int] = mapped_column(default=1)

    user: Mapped[User] = relationship()

    __mapper_args__ = {"version_id_col": version}


class RecoveryCode(Base):
    """One code on the sheet that was shown once; only its hash."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    code_hash: Mapped[str]


def has(user: User) -> bool:
    """True when signing in asks this person for a code."""
    confirmed = SecondFactor.confirmed_at.is_not(None)
    return bool(db.session.scalar(select(exists().where(_of(user), confirmed))))


def pending(user: User) -> SecondFactor | None:
    """The secret that waits for its first code."""
    row = db.session.get(SecondFactor, user.id)
    return row if row is not None and row.confirmed_at is None else None


def begin(user: User) -> None:
    """A fresh secret, to be confirmed by a first code. Raises Conflict when one is in use."""
    if has(user):
        raise Conflict(_("Two-factor sign-in is on already."))
    db.session.execute(delete(SecondFactor).where(_of(user)))
    db.session.add(SecondFactor(user=user, secret=pyotp.random_base32()))
    db.session.flush()


def confirm(user: User, code: str, client: str) -> list[str] | None:
    """Turn it on with a first code: the recovery codes, to be shown once. None: a wrong code.

    Raises TooManyAttempts, and Conflict when nothing waits to be confirmed.
    """
    row = pending(user)
    if row is None:
        raise Conflict(_("Begin anew: there is no code to confirm."))
    if not _try(row, code, client):
        return None
    row.confirmed_at = utcnow()
    return new_codes(user)


def check(user: User, code: str, client: str) -> bool:
    """True for a fresh code, or a recovery code, which is used up. Raises TooManyAttempts."""
    row = db.session.get(SecondFactor, user.id, with_for_update=True)
    return row is not None and row.confirmed_at is not None and _try(row, code, client)


def new_codes(user: User) -> list[str]:
    """Ten new recovery codes; the earlier ones end."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["-".join(_word() for _part in range(3)) for _number in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(code)) for code in codes)
    db.session.flush()
    return codes


def end(user: User) -> None:
    """The password alone signs in from now on."""
    db.session.execute(delete(SecondFactor).where(_of(user)))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.flush()


def picture(row: SecondFactor, site: str) -> Markup:
    """The QR code that a telephone reads, drawn here and as part of the page."""
    uri = pyotp.TOTP(row.secret).provisioning_uri(name=row.user.email, issuer_name=site)
    drawn = segno.make(uri, error="l").svg_inline(
        omitsize=True, light="#fff", svgclass="qr", border=2
    )
    return Markup(drawn)


def spelled(row: SecondFactor) -> str:
    """The secret in groups of four, for typing."""
    return " ".join(row.secret[at : at + 4] for at in range(0, len(row.secret), 4))


def _try(row: SecondFactor, code: str, client: str) -> bool:
    account = str(row.user_id)
    throttling.require_patience(account, client, SECOND_FACTOR)
    plain = "".join(unicodedata.normalize("NFKC", code).split()).lower()
    right = _is_fresh(row, plain) or _is_on_the_sheet(row, plain)
    throttling.record(account, client, right, SECOND_FACTOR)
    return right


def _is_fresh(row: SecondFactor, code: str) -> bool:
    totp, now = pyotp.TOTP(row.secret), int(utcnow().timestamp()) // STEP
    for step in (now - 1, now, now + 1):
        right = hmac.compare_digest(totp.at(step * STEP).encode(), code.encode())
        if right and step > row.last_step:
            row.last_step = step
            return True
    return False


def _is_on_the_sheet(row: SecondFactor, code: str) -> bool:
    mine = (RecoveryCode.user_id == row.user_id, RecoveryCode.code_hash == _hash(code))
    used = db.session.execute(delete(RecoveryCode).where(*mine))
    return bool(used.rowcount)  # type: ignore[attr-defined]  # a DELETE has one


def _word() -> str:
    return "".join(secrets.choice(_LETTERS) for _place in range(4))


def _hash(code: str) -> str:
    return hashlib.sha256(code.replace("-", "").encode()).hexdigest()


def _of(user: User) -> ColumnElement[bool]:
    return SecondFactor.user_id == user.id
