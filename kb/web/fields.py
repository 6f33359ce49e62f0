"""Fields: form controls whose text is clean and never None. The same form reads pages and rows."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField as PlainDate
from wtforms import Field, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import NumberInput, TextArea, TextInput

from kb.text.folding import clean
from kb.web.languages import form_translations, language

Label = Any
"""A text or a lazy one."""
Options = Callable[[], Iterable[tuple[str, Label]]]
"""Gives value and label of each choice, asked only when they are needed."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
_SEPARATORS = re.compile(r"[,，、;；\s]+")


class Form(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form of this site, with CSRF token.

    A row from a file needs none: `Form(formdata=MultiDict(row), meta={"csrf": False})`.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> Any:
            return form_translations(language())

    @property
    def content(self) -> dict[str, Any]:
        """What was filled in, by field name, without the token."""
        return {field.name: field.data for field in self if field.name != self.meta.csrf_field_name}


def render_form(template: str, form: Form, **context: Any) -> tuple[str, int]:
    """The page with the form on it; 422 when something in it is wrong."""
    return render_template(template, form=form, **context), 422 if form.errors else 200


class Text(StringField):  # type: ignore[misc]
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


class DateField(PlainDate):  # type: ignore[misc]
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


class YearField(IntegerField):  # type: ignore[misc]
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


class Choice(SelectField):  # type: ignore[misc]
    """One member of an enum. A row may name it by value or by label."""

    def __init__(
        self, label: Label, members: type[StrEnum], validators: Sequence[Any] = (), **options: Any
    ) -> None:
        self.members = members
        super().__init__(label, validators, choices=[], validate_choice=False, **options)

    def process_data(self, value: Any) -> None:
        self.data = self.members(value) if value else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = str(valuelist[0]).strip() if valuelist else ""
        if not given:
            if valuelist and self.default is None:
                self.data = None
            return
        self.data = None
        for member in self.members:
            if given in (member.value, str(name_of(member))):
                self.data = member
                return
        raise ValueError(_("%(value)s is not among the choices.", value=given[:50]))

    def pre_validate(self, form: Form) -> None:
        if self.data is None:
            raise ValidationError(_("Choose one."))

    def iter_choices(self) -> Iterator[tuple[str, Label, bool, dict[str, Any]]]:
        for member in self.members:
            yield (member.value, name_of(member), member is self.data, {})

    def has_groups(self) -> bool:
        return False


class OptionalChoice(Choice):
    """One member of an enum, or None."""

    def pre_validate(self, form: Form) -> None:
        pass

    def iter_choices(self) -> Iterator[tuple[str, Label, bool, dict[str, Any]]]:
        yield ("", _l("Not stated"), self.data is None, {})
        yield from super().iter_choices()


class Reference(SelectField):  # type: ignore[misc]
    """Another thing by its key, or None. A row may name it by key or by label."""

    def __init__(
        self,
        label: Label,
        validators: Sequence[Any] = (),
        *,
        choices: Options,
        key: Callable[[str], Any] = str,
        **options: Any,
    ) -> None:
        self.options = choices
        self.key = key
        super().__init__(label, validators, choices=[], validate_choice=False, **options)

    def process_data(self, value: Any) -> None:
        self.data = value if value not in ("", None) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        given = str(valuelist[0]).strip()
        self.data = None
        if not given:
            return
        for value, label in self.options():
            if given in (str(value), str(label)):
                self.data = self.key(value)
                return
        raise ValueError(_("%(value)s is not among the choices.", value=given[:50]))

    def pre_validate(self, form: Form) -> None:
        pass

    def iter_choices(self) -> Iterator[tuple[str, Label, bool, dict[str, Any]]]:
        yield ("", _l("Not stated"), self.data is None, {})
        for value, label in self.options():
            yield (str(value), label, str(value) == str(self.data), {})

    def has_groups(self) -> bool:
        return False


class Tags(Field):  # type: ignore[misc]
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


class Themes(SelectMultipleField):  # type: ignore[misc]
    """Several of the alliance's own words, as a list of keys."""

    def __init__(
        self, label: Label, validators: Sequence[Any] = (), *, choices: Options, **options: Any
    ) -> None:
        self.options = choices
        super().__init__(label, validators, choices=[], validate_choice=False, **options)

    def process_data(self, value: Iterable[str] | None) -> None:
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = [part.strip() for value in valuelist for part in re.split("[,，、;；]", str(value))]
        wanted = [part for part in dict.fromkeys(given) if part]
        known = {name: value for value, label in self.options() for name in (value, str(label))}
        unknown = [part for part in wanted if part not in known]
        self.data = list(dict.fromkeys(known[part] for part in wanted if part in known))
        if unknown:
            raise ValueError(_("%(value)s is not among the choices.", value=unknown[0][:50]))

    def pre_validate(self, form: Form) -> None:
        pass

    def iter_choices(self) -> Iterator[tuple[str, Label, bool, dict[str, Any]]]:
        for value, label in self.options():
            yield (value, label, value in self.data, {})

    def has_groups(self) -> bool:
        return False


def name_of(member: StrEnum) -> Label:
    """An enum member's label, where it has one."""
    return getattr(member, "label", member.value)
