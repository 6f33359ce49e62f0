"""Fields: form controls whose text is clean and never None. The same form reads pages and rows."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from jinja2 import Template
from wtforms import DateField as PlainDate
from wtforms import Field, IntegerField, StringField
from wtforms.csrf.core import CSRFTokenField
from wtforms.widgets import NumberInput, TextArea, TextInput

from kb.text.folding import clean
from kb.web.choices import Choice, Label, OptionalChoice, Reference, Themes
from kb.web.languages import form_translations, language

__all__ = [
    "Choice",
    "DateField",
    "Form",
    "LongText",
    "OptionalChoice",
    "Reference",
    "Tags",
    "Text",
    "Themes",
    "YearField",
    "render_form",
]

FIRST_YEAR, LAST_YEAR = 1900, 2100
_SEPARATORS = re.compile(r"[,，、;；\s]+")


class Form(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form of this site, with CSRF token.

    A row from a file needs none: `Form(formdata=MultiDict(row), meta={"csrf": False})`.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # no types there
        def get_translations(self, form: Any) -> Any:
            return form_translations(language())

    @property
    def content(self) -> dict[str, Any]:
        """What was filled in, by field name, without the token."""
        return {f.name: f.data for f in self if not isinstance(f, CSRFTokenField)}


def render_form(
    template: str | list[str | Template], form: Form, **context: Any
) -> tuple[str, int]:
    """The page with the form on it, of several the first there is; 422 when it has errors."""
    return render_template(template, form=form, **context), 422 if form.errors else 200


class Text(StringField):  # type: ignore[misc]  # no types there
    """One line."""

    def process_data(self, value: str | None) -> None:
        self.data = value or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = " ".join(clean(str(valuelist[0])).split())


class LongText(Text):
    """Several lines; line ends are newlines."""

    widget = TextArea()

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = clean(str(valuelist[0])).strip()


class DateField(PlainDate):  # type: ignore[misc]  # no types there
    """A day as 2026-11-12, also with full-width digits, dots, slashes or 年月日."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = str(valuelist[0]).strip() if valuelist else ""
        if not given:
            if valuelist:
                self.data = None
            return
        parts = re.findall(r"\d+", unicodedata.normalize("NFKC", given))
        try:
            year, month, day = (int(part) for part in parts)
            self.data = date(year, month, day)
        except (ValueError, OverflowError) as error:
            self.data = None
            raise ValueError(_("Write the day as 2026-11-12.")) from error


class YearField(IntegerField):  # type: ignore[misc]  # no types there
    """A year of four digits, full-width ones too, from 1900 to 2100; None when empty."""

    widget = NumberInput(step=1, min=FIRST_YEAR, max=LAST_YEAR)

    def __init__(self, label: Label, validators: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, validators, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        given = unicodedata.normalize("NFKC", str(valuelist[0])).strip().removesuffix("年")
        self.data = None
        if not given:
            return
        if not (re.fullmatch("[0-9]{4}", given) and FIRST_YEAR <= int(given) <= LAST_YEAR):
            raise ValueError(_("Write the year with four digits, as 2026."))
        self.data = int(given)


class Tags(Field):  # type: ignore[misc]  # no types there
    """Free words in one line, as a list: separated by commas of any kind, 、, ; or blanks."""

    widget = TextInput()

    def process_data(self, value: Iterable[str] | None) -> None:
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            words = _SEPARATORS.split(clean(" ".join(map(str, valuelist))))
            self.data = list(dict.fromkeys(word for word in words if word))

    def _value(self) -> str:
        return "，".join(self.data)
