"""Fixing a draw, drawing it with the words of a witness, annulling it. In two steps, so that
nobody can choose who is drawn: what chance the site adds is fixed before the witness speaks, and
shown only afterwards.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.clock import today, utcnow
from kb.db import db
from kb.empowerment import lots, pool
from kb.empowerment.consultations import Inquiry
from kb.empowerment.draws import Draw
from kb.empowerment.pool import Pool, Question
from kb.errors import Conflict, DomainError
from kb.libraries.experts import Expert
from kb.publishing import audit
from kb.publishing.numbering import take
from kb.publishing.permissions import is_staff, require
from kb.text.folding import clean, fold

SERIES = "draw"
LEAST_WORDS, MOST_WORDS = 2, 60
"""Characters that the witness says."""


@dataclass(frozen=True)
class Wish:
    """What the secretariat wants drawn."""

    purpose: str
    wanted: int
    most_of_city: int | None = None
    areas: Sequence[str] = ()
    member: str | None = None
    units: Sequence[str] = ()
    inquiry: Inquiry | None = None

    @property
    def question(self) -> Question:
        """Of an inquiry it is its own asker who stands back, whatever the form says."""
        asked = self.inquiry
        if asked is None:
            return Question(self.areas, self.member, self.units)
        member = asked.member_slug or self.member
        return Question(self.areas, member, self.units, asked.asker_id, asked.id)


def look(wish: Wish) -> Pool:
    """Who would be in the pool today; nothing is written."""
    return pool.gather(wish.question, today())


def fix(wish: Wish, staff: User) -> Draw:
    """Write down pool, rule and exclusions, and commit to a secret. Raises TooFew."""
    require(is_staff(staff))
    if wish.inquiry is not None:
        _nothing_open(wish.inquiry)
    found, question = look(wish), wish.question
    lots.check(len(found.candidates), wish.wanted)
    year = today().year
    draw = Draw(number=f"抽取{year}-{take(SERIES, year, 1)[0]:04d}", purpose=wish.purpose)
    draw.wanted, draw.most_of_city, draw.method = wish.wanted, wish.most_of_city, lots.METHOD
    draw.areas, draw.units = list(question.areas), list(question.units)
    draw.member_slug, draw.inquiry = question.member, wish.inquiry
    if wish.inquiry is not None:
        draw.secrecy = wish.inquiry.secrecy
    _write(draw, found)
    draw.secret = secrets.token_hex(16)
    draw.commitment = lots.fingerprint(draw.secret)
    draw.fixed_by_id = staff.id
    db.session.add(draw)
    db.session.flush()
    audit.log(staff, "fix-draw", draw.number, digest=draw.digest)
    db.session.flush()
    return draw


def _nothing_open(inquiry: Inquiry) -> None:
    """One draw after another: of two at once somebody could pick the better one."""
    db.session.refresh(inquiry, with_for_update=True)
    waiting = select(Draw).where(
        Draw.inquiry_id == inquiry.id, Draw.drawn_at.is_(None), Draw.annulled_at.is_(None)
    )
    other = db.session.scalar(waiting)
    if other is not None:
        raise Conflict(
            _(
                "%(number)s waits to be drawn for this consultation. Draw or annul it first.",
                number=other.number,
            )
        )


def _write(draw: Draw, found: Pool) -> None:
    draw.pool = [
        {"place": f"{place:03d}", "number": one.expert.number, "city": one.expert.city or ""}
        | {"load": one.load}
        for place, one in enumerate(found.candidates, start=1)
    ]
    draw.excluded = [
        {"number": one.expert.number, "reason": one.reason.value, "detail": one.detail}
        for one in found.excluded
    ]
    draw.digest = lots.fingerprint(draw.pool_text)


def draw_lots(draw: Draw, witness: str, words: str, staff: User) -> None:
    """The witness has spoken: the secret is opened, and the lot decides, once."""
    require(is_staff(staff))
    db.session.refresh(draw, with_for_update=True)
    if draw.drawn_at is not None or draw.annulled_at is not None:
        raise Conflict(
            _("This draw has been drawn or annulled already. Its page shows the result.")
        )
    said = spoken(words)
    _may_witness(witness, draw, staff)
    draw.witness, draw.words = witness.strip(), said
    draw.seed = lots.seed_of(draw.secret, said)
    draw.drawn = draw.numbers(draw.result(draw.seed).drawn)
    draw.drawn_at, draw.drawn_by_id = utcnow(), staff.id
    audit.log(staff, "draw-lots", draw.number, drawn=draw.drawn)
    db.session.flush()


def spoken(words: str) -> str:
    """As it becomes part of the seed: cleaned, one blank between words, without the sign that
    parts the seed. Raises DomainError for too little or too much.
    """
    said = " ".join(re.sub(r"[|｜]", " ", clean(words)).split())
    if not LEAST_WORDS <= len(said) <= MOST_WORDS:
        raise DomainError(
            _(
                "The witness says %(least)s to %(most)s characters: a proverb, a number, a line.",
                least=LEAST_WORDS,
                most=MOST_WORDS,
            )
        )
    return said


def _may_witness(witness: str, draw: Draw, staff: User) -> None:
    if not witness.strip():
        raise DomainError(_("Write who the witness is."))
    own = {fold(person.name) for person in (staff, draw.fixed_by) if person is not None}
    if fold(witness.strip()) in own - {""}:
        raise DomainError(_("The witness is somebody else than who fixes or makes the draw."))


def annul(draw: Draw, reason: str, staff: User) -> None:
    """It no longer counts. Number, pool and result stay to be read, with the reason."""
    require(is_staff(staff))
    db.session.refresh(draw, with_for_update=True)
    if draw.annulled_at is not None:
        raise Conflict(_("This draw is annulled already."))
    if not reason.strip():
        raise DomainError(
            _("Say why the draw is annulled; everybody who reads it sees the reason.")
        )
    draw.annulled_because, draw.annulled_at = reason.strip(), utcnow()
    audit.log(staff, "annul-draw", draw.number, reason=draw.annulled_because)
    db.session.flush()


def drawn_experts(draw: Draw) -> list[Expert]:
    """The experts in the order of the lot; none of a draw that is annulled or not made yet."""
    if draw.drawn_at is None or draw.annulled_at is not None:
        return []
    rows = db.session.scalars(select(Expert).where(Expert.number.in_(draw.drawn)))
    by_number = {expert.number: expert for expert in rows}
    return [by_number[number] for number in draw.drawn if number in by_number]
