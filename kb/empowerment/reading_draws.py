"""Reading draws: who may see which of them, what of it, and whether it can be repeated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.db import db
from kb.empowerment import lots
from kb.empowerment.consultations import Inquiry, Secrecy
from kb.empowerment.draws import Draw
from kb.empowerment.pool import Reason
from kb.libraries.experts import Audience, Expert, Part
from kb.libraries.personal import of_user
from kb.publishing.permissions import OUTSIDE, is_known, is_staff, may_name


def may_see(reader: User | None, draw: Draw) -> bool:
    """More than number and state: everybody, unless the consultation is not for everybody."""
    if draw.secrecy is Secrecy.OPEN or is_staff(reader):
        return True
    if reader is None or not is_known(reader):
        return False
    if draw.inquiry is not None and draw.inquiry.asker_id == reader.id:
        return True
    own = of_user(reader)
    if own is not None and own.record.number in draw.drawn:
        return True
    return draw.secrecy is Secrecy.ALLIANCE and reader.role not in OUTSIDE


def may_read_name(reader: User | None, expert: Expert | None, draw: Draw) -> bool:
    """Who the expert is: readers of the profile, as far as being in the pool of these areas tells
    no more than the expert has opened.
    """
    if expert is None or not may_name(reader, expert):
        return False
    audience = expert.audience_of(Part.AREAS)
    if is_staff(reader) or not draw.areas or audience is Audience.PUBLIC:
        return True
    inside = reader is not None and is_known(reader) and reader.role not in OUTSIDE
    return inside and audience is Audience.ALLIANCE


@dataclass(frozen=True)
class Entry:
    """One place of the pool, as a reader may see it."""

    place: str
    city: str
    load: int
    expert: Expert | None
    """None where this reader may not know who it is."""
    ticket: str = ""
    order: int | None = None
    """Where it came in the draw."""


def entries(reader: User | None, draw: Draw) -> list[Entry]:
    """The pool; once it is drawn, in the order of the lot with the tickets."""
    experts = _experts(draw.pool)
    shown = {
        place: expert if may_read_name(reader, expert, draw) else None
        for place, expert in ((one["place"], experts.get(one["number"])) for one in draw.pool)
    }
    if draw.drawn_at is None:
        return [Entry(one.number, one.city, one.load, shown[one.number]) for one in draw.entrants]
    return [
        Entry(
            lot.entrant.number,
            lot.entrant.city,
            lot.entrant.load,
            shown[lot.entrant.number],
            lot.ticket,
            lot.place,
        )
        for lot in draw.result(draw.seed).lots
    ]


@dataclass(frozen=True)
class StoodBack:
    number: str
    name: str
    reason: Reason
    detail: str


def stood_back(draw: Draw) -> list[StoodBack]:
    """Who was excluded and why. For the secretariat alone."""
    experts = _experts(draw.excluded)
    return [
        StoodBack(
            one["number"], expert.title if expert else "", Reason(one["reason"]), one["detail"]
        )
        for one in draw.excluded
        for expert in [experts.get(one["number"])]
    ]


def _experts(rows: Sequence[Mapping[str, object]]) -> dict[str, Expert]:
    found = select(Expert).where(Expert.number.in_([one["number"] for one in rows]))
    return {expert.number or "": expert for expert in db.session.scalars(found)}


@dataclass(frozen=True)
class Verdict:
    """What comes out when the draw is done again."""

    is_pool_same: bool
    is_secret_same: bool
    is_result_same: bool

    @property
    def is_right(self) -> bool:
        return self.is_pool_same and self.is_secret_same and self.is_result_same


def repeat(draw: Draw) -> Verdict:
    """Reckon everything anew from what is written down: digest, commitment, result."""
    again = draw.numbers(draw.result(draw.seed).drawn)
    return Verdict(
        lots.fingerprint(draw.pool_text) == draw.digest,
        lots.fingerprint(draw.secret) == draw.commitment
        and lots.seed_of(draw.secret, draw.words) == draw.seed,
        again == draw.drawn,
    )


def all_draws() -> Sequence[Draw]:
    """Every one that ever was, the newest first: no number is missing."""
    rows = select(Draw).order_by(Draw.id.desc())
    return db.session.scalars(rows.options(joinedload(Draw.inquiry))).all()


def by_number(number: str) -> Draw | None:
    return db.session.scalar(select(Draw).where(Draw.number == number))


def of_inquiry(inquiry: Inquiry) -> Sequence[Draw]:
    """Those made for this inquiry, the oldest first."""
    rows = select(Draw).where(Draw.inquiry_id == inquiry.id).order_by(Draw.id)
    return db.session.scalars(rows).all()
