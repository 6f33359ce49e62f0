"""Citation: a record as GB/T 7714—2015 wants it quoted."""

import re
from datetime import date

from kb.office.references import Genre, Reference
from kb.publishing.records import Record

TYPE_CODES = {
    "outcome_type=thesis": "D/OL",
    "outcome_type=paper": "J/OL",
    "outcome_type=report": "R/OL",
    "outcome_type=standard": "S/OL",
    "genre=news": "N/OL",
}
"""Document type and carrier, GB/T 7714—2015 annex B; everything else is EB/OL."""


def gb7714(record: Record, responsible: str, address: str, cited_on: date) -> str:
    """One line: responsible. title: number[type]. (published)[cited]. address."""
    trait = next((f"{name}={value}" for name, value in record.traits().items()), "")
    code = TYPE_CODES.get(trait, "EB/OL")
    day = record.published_on or (record.published_at.date() if record.published_at else None)
    title = f"{record.title}: {record.number}" if record.number_prefix else record.title
    published = f"({day.isoformat()})" if day else ""
    return f"{responsible}. {title}[{code}]. {published}[{cited_on.isoformat()}]. {address}."


GENRES = {
    "outcome_type=thesis": Genre.THESIS,
    "outcome_type=paper": Genre.ARTICLE,
    "outcome_type=report": Genre.REPORT,
    "outcome_type=standard": Genre.STANDARD,
    "genre=news": Genre.NEWS,
}
"""What a reference manager files a record under; everything else is a page."""
_BETWEEN_NAMES = re.compile("[,，、;；]")


def reference(record: Record, responsible: str, address: str, cited_on: date) -> Reference:
    """The same facts for a reference manager. `responsible` are names, or an organisation."""
    trait = next((f"{name}={value}" for name, value in record.traits().items()), "")
    names = (name.strip() for name in _BETWEEN_NAMES.split(responsible))
    return Reference(
        number=record.number or "",
        genre=GENRES.get(trait, Genre.PAGE),
        title=record.title,
        address=address,
        authors=tuple(name for name in names if name),
        publisher=getattr(record, "publisher", "") or getattr(record, "issuer", ""),
        day=record.published_on or (record.published_at.date() if record.published_at else None),
        summary=record.summary,
        keywords=(*record.themes, *record.tags),
        accessed=cited_on,
    )
