"""Citation: a record as GB/T 7714—2015 wants it quoted."""

from datetime import date

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
