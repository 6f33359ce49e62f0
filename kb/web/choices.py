"""Choices: one or several of what an enum or the database offers, by value or by label."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import Choice as Option
from wtforms.validators import ValidationError

Label = Any
"""A text or a lazy one."""
Options = Callable[[], Iterable[tuple[str, Label]]]
"""Gives value and label of each choice, asked only when they are needed."""


class Choice(SelectField):  # type: ignore[misc]  # no types there
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

    def pre_validate(self, form: object) -> None:
        if self.data is None:
            raise ValidationError(_("Choose one."))

    def iter_choices(self) -> Iterator[Option]:
        for member in self.members:
            yield Option(member.value, name_of(member), member is self.data, {})

    def has_groups(self) -> bool:
        return False


class OptionalChoice(Choice):
    """One member of an enum, or None."""

    def pre_validate(self, form: object) -> None:
        pass

    def iter_choices(self) -> Iterator[Option]:
        yield Option("", _l("Not stated"), self.data is None, {})
        yield from super().iter_choices()


class Reference(SelectField):  # type: ignore[misc]  # no types there
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

    def pre_validate(self, form: object) -> None:
        pass

    def iter_choices(self) -> Iterator[Option]:
        yield Option("", _l("Not stated"), self.data is None, {})
        for value, label in self.options():
            yield Option(str(value), label, str(value) == str(self.data), {})

    def has_groups(self) -> bool:
        return False


class Themes(SelectMultipleField):  # type: ignore[misc]  # no types there
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

    def pre_validate(self, form: object) -> None:
        pass

    def iter_choices(self) -> Iterator[Option]:
        for value, label in self.options():
            yield Option(value, label, value in self.data, {})

    def has_groups(self) -> bool:
        return False


def name_of(member: StrEnum) -> Label:
    """An enum member's label, where it has one."""
    return getattr(member, "label", member.value)
