"""Coverage: reports in the media counted by outlet, member, city and year, and what none tells of.

Outlets and activities belong to areas beside this one: they are read as the records that they are,
an outlet by its name, an activity by the facts that every record keeps beside its row.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Select, and_, exists, extract, func, or_, select

from kb.accounts.users import User
from kb.bulletin.articles import Article, Genre
from kb.clock import add_months, midnight, utcnow
from kb.db import db
from kb.publishing.links import RecordLink, Relation
from kb.publishing.permissions import is_known, is_staff, may_edit, readable_by
from kb.publishing.records import Record, RecordText
from kb.text.folding import fold

TOLD = ("outcome", "case_study")
"""Kinds of which the world should hear; of activities those that were held."""
HELD = "progress=held"
MEDIA_OUTLET = "partner_kind=media"
SPANS = (3, 6, 12, 24)
"""Months that a reader may choose for the list of gaps."""
USUAL = 12
LISTED = 100
"""Gaps on one page."""
LIKELY = 45.0
"""How alike (0 to 100) titles are at least before a record is offered for a report."""
OFFERED = 3


@dataclass(frozen=True)
class Counts:
    """How many reports altogether, and by each thing that they name."""

    total: int
    outlets: Mapping[str, int]
    members: Mapping[str, int]
    cities: Mapping[str, int]
    years: Mapping[int, int]


@dataclass(frozen=True)
class Gaps:
    """Records that no report tells of, the newest first; `total` also those not listed."""

    total: int
    records: Sequence[Record]


def counted(reader: User | None) -> Counts:
    """Of all reports that this reader may see, in one statement."""
    year = func.coalesce(Article.year, extract("year", Article.published_on))
    groups = (Article.issuer, Article.member, Article.city, year)
    rows = select(*groups, func.count()).where(Article.genre == Genre.MEDIA, readable_by(reader))
    total, found = 0, [Counter[Any]() for _group in groups]
    for *values, count in db.session.execute(rows.group_by(*groups)):
        total += count
        for counter, value in zip(found, values, strict=True):
            if value:
                counter[value] += count
    outlets, members, cities, years = found
    by_year = {int(value): count for value, count in sorted(years.items(), reverse=True)}
    return Counts(total, dict(outlets.most_common()), members, cities, by_year)


def outlets(reader: User | None) -> dict[str, str]:
    """Partners that are media outlets: where each one's page is, by its name."""
    rows = select(Record.title, Record.number).join(RecordText)
    rows = rows.where(
        Record.kind == "partner", RecordText.trait.contains(MEDIA_OUTLET), readable_by(reader)
    )
    found = db.session.execute(rows.order_by(Record.title))
    return {title: f"/partners/{number}" for title, number in found}


def gaps(reader: User | None, day: date, months: int = USUAL) -> Gaps:
    """Outcomes, case studies and held activities of the last months that nobody has reported."""
    since = add_months(day, -months)
    missing = _unreported(reader).where(_done_since(since))
    total = db.session.scalar(select(func.count()).select_from(missing.subquery())) or 0
    newest = missing.order_by(Record.published_at.desc(), Record.id).limit(LISTED)
    return Gaps(total, db.session.scalars(newest).all())


def may_see_gaps(reader: User | None) -> bool:
    """Whoever is signed in and not from outside: gaps are for those who can close them."""
    if reader is None or not is_known(reader):
        return False
    return is_staff(reader) or bool(reader.member or reader.city)


def may_report(person: User | None, record: Record) -> bool:
    """Its editors and the staff bring in the report of a published record."""
    return record.published_at is not None and may_edit(person, record)


def is_worth_telling(record: Record) -> bool:
    """Of such records the world should hear."""
    return record.kind in TOLD or (record.kind == "activity" and HELD in record.trait_values())


def likely(article: Article, reader: User | None) -> list[Record]:
    """Records that a report may be about, by their titles; those it reports on already are not."""
    told = exists().where(
        RecordLink.from_id == article.id,
        RecordLink.to_id == Record.id,
        RecordLink.relation == Relation.REPORTS,
    )
    rows = select(Record).join(RecordText).where(readable_by(reader), _worth_telling(), ~told)
    rows = rows.order_by(Record.published_at.desc(), Record.id).limit(LISTED * 3)
    text = fold(f"{article.title} {article.summary}")
    scored = [(fuzz.partial_ratio(fold(one.title), text), one) for one in db.session.scalars(rows)]
    fitting = [(points, one) for points, one in scored if points >= LIKELY]
    return [one for _points, one in sorted(fitting, key=lambda pair: -pair[0])[:OFFERED]]


def _unreported(reader: User | None) -> Select[Record]:
    report = Article.__table__.alias("report")
    base = Record.__table__.alias("report_record")
    told = (
        select(RecordLink.id)
        .join(report, report.c.id == RecordLink.from_id)
        .join(base, base.c.id == RecordLink.from_id)
        .where(
            RecordLink.to_id == Record.id,
            RecordLink.relation == Relation.REPORTS,
            base.c.published_at <= utcnow(),
            base.c.withdrawn_at.is_(None),
        )
    )
    rows = select(Record).join(RecordText).where(readable_by(reader), _worth_telling())
    return rows.where(~told.correlate(Record).exists())


def _worth_telling() -> ColumnElement[bool]:
    held = and_(Record.kind == "activity", RecordText.trait.contains(HELD))
    return or_(Record.kind.in_(TOLD), held)


def _done_since(day: date) -> ColumnElement[bool]:
    """As far as the record says when it was done; else readers saw it first since then.

    Of one that says its year only, that year must not lie before.
    """
    not_older = or_(Record.year.is_(None), Record.year >= day.year)
    seen = Record.published_at >= midnight(day)
    undated = and_(Record.published_on.is_(None), seen, not_older)
    return or_(Record.published_on >= day, undated)
