"""Works: a list of titles with year, kind and link, as lines of one field or as rows of a form."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field
from wtforms.validators import Length, Optional, Regexp, ValidationError
from wtforms.widgets import TextArea

from kb.libraries.experts import MOST_WORKS, WorkKind
from kb.text.folding import clean
from kb.web.choices import name_of
from kb.web.fields import FIRST_YEAR, LAST_YEAR, Choice, Form, Text, YearField

WORKS_HINT = _l(
    "One a line, at most ten: title | year | kind | link. The first is the featured one."
)
LINK = r"https?://[^\s]+"
Work = dict[str, Any]


class WorkForm(Form):
    """One row."""

    class Meta(Form.Meta):
        csrf = False

    title = Text(_l("Title of the work"), [Length(max=200)])
    year = YearField(_l("Year"), [Optional()])
    kind = Choice(_l("Kind of work"), WorkKind, default=WorkKind.PAPER)
    link = Text(
        _l("Link"),
        [Optional(), Length(max=500), Regexp(LINK, message=_l("Begin with https:// or http://."))],
    )
    featured = BooleanField(_l("Show first"))


def in_order(rows: Iterable[Mapping[str, Any]]) -> list[Work]:
    """The rows that have a title, the featured ones first."""
    works = [_work(row) for row in rows if row.get("title")]
    return sorted(works, key=lambda work: not work.get("featured"))


def _work(row: Mapping[str, Any]) -> Work:
    """As it is stored: nothing but what was filled in."""
    values = {name: row.get(name) for name in ("title", "year", "kind", "link", "featured")}
    return {name: value for name, value in values.items() if value}


class Works(Field):  # type: ignore[misc]  # the library has no types
    """All works in one text, a line each, for the plain form and for spreadsheets."""

    widget = TextArea()

    def process_data(self, value: Iterable[Work] | None) -> None:
        self.data = [dict(work) for work in value or ()]

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        lines = [line for line in clean(str(valuelist[0])).splitlines() if line.strip()]
        self.data = []
        if len(lines) > MOST_WORKS:
            raise ValueError(_("At most %(count)s works.", count=MOST_WORKS))
        self.data = [self._read(line) for line in lines]

    def _read(self, line: str) -> Work:
        title, year, kind, link = (*(part.strip() for part in re.split(r"[|｜]", line)), *[""] * 4)[
            :4
        ]
        if len(title) > 200:
            raise ValidationError(_("At most 200 characters for a title."))
        if year and not (year.isdecimal() and FIRST_YEAR <= int(year[:9]) <= LAST_YEAR):
            raise ValidationError(_("Write the year with four digits, as 2026."))
        if link and not re.fullmatch(LINK, link):
            raise ValidationError(_("Begin with https:// or http://."))
        known = [k for k in WorkKind if kind in (k.value, str(k.label))]
        row = {"title": title, "year": int(year) if year else None, "link": link}
        return _work(row | {"kind": known[0].value if known else WorkKind.OTHER.value})

    def _value(self) -> str:
        return "\n".join(_line(work) for work in self.data or ())


def _line(work: Work) -> str:
    kind = str(name_of(WorkKind(work["kind"]))) if work.get("kind") else ""
    parts = (work["title"], str(work.get("year") or ""), kind, work.get("link", ""))
    return " | ".join(parts).rstrip(" |")
