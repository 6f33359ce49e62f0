"""Documents: a record as the search engines see it."""

from collections.abc import Mapping, Sequence

from kb.publishing.permissions import audience
from kb.publishing.records import Record
from kb.search.engine import Document
from kb.text.pinyin import sort_key

MOST_ATTACHED = 600_000
"""Characters of all the files of one record."""


def document(record: Record, files: Sequence[tuple[str, str]] = ()) -> Document:
    """What the index knows of a published record; `files` are names and texts."""
    day = record.published_on or (record.published_at.date() if record.published_at else None)
    return Document(
        id=record.id,
        audience=audience(record),
        number=record.number or "",
        title=record.title,
        title_en=record.title_en,
        names=record.names,
        summary=f"{record.summary}\n{record.summary_en}".strip(),
        body=record.text.plain if record.text else "",
        attached="\n".join(f"{name}\n{text}" for name, text in files)[:MOST_ATTACHED],
        facets=_facets(record),
        day=day.toordinal() if day else 0,
        sort_title=sort_key(record.title),
    )


def _facets(record: Record) -> Mapping[str, list[str]]:
    return {
        "kind": [record.kind],
        "city": [record.city] if record.city else [],
        "member": [record.member] if record.member else [],
        "year": [str(record.year)] if record.year else [],
        "theme": record.themes,
        "tag": record.tags,
        "trait": record.trait_values(),
    }
