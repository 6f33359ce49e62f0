"""Suggestions: which offers might meet a need, and the other way round. Nobody is written to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select

from kb.accounts.users import User
from kb.db import db
from kb.empowerment.matches import SHOWN, Match, Matcher, Reason, Side, telling_words
from kb.empowerment.postings import Direction, Poster, Posting
from kb.publishing.permissions import is_out, is_staff, may_edit, may_read, readable_by
from kb.publishing.records import Record
from kb.search.synonyms import groups

LOOKED_AT = 300
"""Postings that are compared with one: those of its kind first, then the newest."""
ASKED_FOR = 8
"""Words of title and field by which those of other kinds are looked for."""
PAIRED = 400
"""Of the newest offers, and of the newest needs, so many are paired."""
LONGEST = 2_000
"""Signs of a text that are compared."""


@dataclass(frozen=True)
class Suggestion:
    """A posting that fits, as its own page names it, and why."""

    number: str
    title: str
    title_en: str
    direction: Direction
    resource: Any
    city: str | None
    points: float
    reasons: Sequence[Reason]

    @property
    def href(self) -> str:
        return f"/offers-needs/{self.number}"


@dataclass(frozen=True)
class Pair:
    """An offer for a need; `offer` carries points and reasons."""

    need: Suggestion
    offer: Suggestion


def may_see(reader: User | None, posting: Posting) -> bool:
    """The poster's unit and the staff: what fits a posting is its owner's business."""
    if reader is None or not may_read(reader, posting):
        return False
    if is_staff(reader) or may_edit(reader, posting):
        return True
    poster = db.session.get(Poster, posting.id)
    return bool(reader.member and poster is not None and poster.member_slug == reader.member)


def suggested(
    posting: Posting, reader: User | None, day: date, limit: int = SHOWN
) -> list[Suggestion]:
    """What this reader may see of the other side, best first; nothing for a posting not open."""
    if not is_open(posting, day):
        return []
    own = _side_of(posting)
    rows = db.session.execute(_others(own, posting, reader, day)).all()
    unit = _owner(posting)
    strange = [row for row in rows if _is_of_others(row, posting, unit)]
    found = Matcher(map(_side, strange), day, groups()).best(own, limit)
    by_id = {row.id: row for row in strange}
    return [_suggestion(by_id[match.id], match) for match in found]


def pairs(reader: User | None, day: date, limit: int = 50) -> list[Pair]:
    """The best offer for each need among the newest, the best pairs first."""
    needs = _newest(Direction.NEED, reader, day)
    offers = _newest(Direction.OFFER, reader, day)
    matcher = Matcher(map(_side, offers), day, groups())
    by_id = {row.id: row for row in offers}
    found = []
    for need in needs:
        fitting = (m for m in matcher.best(_side(need)) if not _same(by_id[m.id], need))
        if match := next(fitting, None):
            blank = replace(match, reasons=())
            pair = Pair(_suggestion(need, blank), _suggestion(by_id[match.id], match))
            found.append(pair)
    return sorted(found, key=lambda pair: (-pair.offer.points, pair.need.number))[:limit]


def is_open(posting: Posting, day: date) -> bool:
    """Published, not withdrawn, and not past its last day."""
    lasts = posting.valid_until is None or posting.valid_until >= day
    return lasts and is_out(posting) and posting.withdrawn_at is None


def still_valid(day: date) -> ColumnElement[bool]:
    return or_(Posting.valid_until.is_(None), Posting.valid_until >= day)


def _rows() -> Select[*tuple[Any, ...]]:
    """Columns, not objects: three hundred records with their relations would cost seconds."""
    owner = func.coalesce(Posting.member, Poster.member_slug, User.member)
    return (
        select(
            Posting.id,
            Posting.number,
            Posting.title,
            Posting.title_en,
            Posting.summary,
            Posting.city,
            Posting.direction,
            Posting.resource,
            Posting.field,
            Posting.body,
            Posting.valid_until,
            Posting.author_id,
            owner.label("owner"),
        )
        .outerjoin(Poster, Poster.posting_id == Posting.id)
        .outerjoin(User, User.id == Posting.author_id)
    )


def _others(
    own: Side, posting: Posting, reader: User | None, day: date
) -> Select[*tuple[Any, ...]]:
    other = Direction.NEED if posting.direction is Direction.OFFER else Direction.OFFER
    asked = telling_words(f"{own.field} {own.title}")[:ASKED_FOR]
    texts = (Record.title, Posting.field)
    named = [text.contains(word, autoescape=True) for word in asked for text in texts]
    same = Posting.resource == own.resource
    return (
        _rows()
        .where(Posting.direction == other, readable_by(reader), still_valid(day))
        .where(or_(same, *named))
        .order_by(case((same, 0), else_=1), Posting.published_at.desc(), Posting.id)
        .limit(LOOKED_AT)
    )


def _newest(direction: Direction, reader: User | None, day: date) -> Sequence[Row[Any]]:
    rows = _rows().where(Posting.direction == direction, readable_by(reader), still_valid(day))
    return db.session.execute(rows.order_by(Posting.published_at.desc()).limit(PAIRED)).all()


def _owner(posting: Posting) -> str | None:
    rows = _rows().where(Posting.id == posting.id)
    found: str | None = db.session.execute(rows).one().owner
    return found


def _is_of_others(row: Row[Any], posting: Posting, unit: str | None) -> bool:
    return row.author_id != posting.author_id and (unit is None or row.owner != unit)


def _same(one: Row[Any], other: Row[Any]) -> bool:
    """Whether both are of one unit or one person, who need no suggestion."""
    own = one.owner is not None and one.owner == other.owner
    return own or (one.author_id is not None and one.author_id == other.author_id)


def _side_of(posting: Posting) -> Side:
    text = f"{posting.summary}\n{posting.body}"[:LONGEST]
    facts = (posting.id, posting.resource, posting.field, posting.city, posting.title, text)
    return Side(*facts, posting.valid_until)


def _side(row: Row[Any]) -> Side:
    text = f"{row.summary}\n{row.body}"[:LONGEST]
    return Side(row.id, row.resource, row.field, row.city, row.title, text, row.valid_until)


def _suggestion(row: Row[Any], match: Match) -> Suggestion:
    return Suggestion(
        number=row.number,
        title=row.title,
        title_en=row.title_en,
        direction=row.direction,
        resource=row.resource,
        city=row.city,
        points=match.points,
        reasons=match.reasons,
    )
