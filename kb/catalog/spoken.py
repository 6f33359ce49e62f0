"""Spoken: what was typed, read back part by part, each with the way without it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kb.catalog.asked import Asked
from kb.catalog.naming import Naming
from kb.search.reading_back import Part, read_back

FIELD_LABELS = {
    "title": _l("Title"),
    "number": _l("Number"),
    "tag": _l("Tag"),
    "author": _l("People and units"),
    "city": _l("City"),
    "year": _l("Year"),
    "kind": _l("Kind"),
}
"""What people read for the names before a colon."""
LONGEST = 40
"""Characters of a part that a chip has room for."""


def spoken(asked: Asked, naming: Naming) -> list[dict[str, str]]:
    """The parts of the question as chips; none of a single word, which the box shows as well."""
    # Letters alone are one word.
    parts = [] if not asked.text or asked.text.isalnum() else read_back(asked.text)
    if len(parts) == 1 and not _is_special(parts[0]):
        return []
    return [_chip(part, asked, naming) for part in parts]


def _is_special(part: Part) -> bool:
    return bool(part.field or part.is_phrase or part.is_excluded)


def _chip(part: Part, asked: Asked, naming: Naming) -> dict[str, str]:
    label = FIELD_LABELS.get(part.field)
    value = naming.value("noun" if part.field == "kind" else part.field, part.value)
    shown = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    if part.is_phrase:
        shown = _("“%(words)s”", words=shown)
    said = [_("without") if part.is_excluded else "", f"{label}:" if label else ""]
    return {
        "said": " ".join(word for word in said if word),
        "label": shown,
        "href": asked.with_text(part.without).address(),
    }
