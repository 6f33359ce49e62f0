"""Forms of signing up: the visitor's short one, the host's list, and the code at the door."""

import unicodedata
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, IntegerField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from kb.activities.sign_ups import SignUpSheet
from kb.activities.signing_up.joining import LENGTH, Person, plain_phone
from kb.activities.signing_up.sheets import Terms
from kb.clock import SHANGHAI, local
from kb.web.fields import Form, LongText, Text

SHORTEST, LONGEST = 7, 15
"""Digits of a phone number anywhere (ITU-T E.164 allows fifteen)."""


class SignUpForm(Form):
    name = Text(_l("Name"), [DataRequired(), Length(max=60)], render_kw={"autocomplete": "name"})
    unit = Text(
        _l("Unit"), [DataRequired(), Length(max=120)], render_kw={"autocomplete": "organization"}
    )
    phone = Text(
        _l("Phone"),
        [DataRequired(), Length(max=30)],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    agreed = BooleanField(
        _l("I agree that the host uses these details for this activity"),
        [InputRequired(message=_l("Without your consent nothing can be kept."))],
    )
    homepage = Text(_l("Leave this empty"), render_kw={"autocomplete": "off", "tabindex": "-1"})
    """People do not see it; programs fill it in."""

    def validate_phone(self, field: Text) -> None:
        if not SHORTEST <= len(plain_phone(field.data)) <= LONGEST:
            raise ValidationError(_("Write a phone number."))

    @property
    def person(self) -> Person:
        return Person(self.name.data, self.unit.data, self.phone.data)


class Moment(DateTimeLocalField):  # type: ignore[misc]  # the library has no types
    """Day and time in Shanghai as 2026-11-12 14:30; kept as an instant."""

    FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S")

    def __init__(self, label: Any, validators: Any = (), **given: Any) -> None:
        super().__init__(label, validators, format=list(self.FORMATS), **given)

    def process_data(self, value: datetime | None) -> None:
        self.data = local(value) if value is not None else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = [unicodedata.normalize("NFKC", str(one)).strip() for one in valuelist]
        try:
            super().process_formdata(given)
        except ValueError as error:
            raise ValueError(_("Write day and time as 2026-11-12 14:30.")) from error
        if self.data is not None:
            self.data = self.data.replace(tzinfo=SHANGHAI)


class SheetForm(Form):
    capacity = IntegerField(
        _l("Places"),
        [Optional(), NumberRange(1, 100_000)],
        description=_l("Empty: as many as come. Beyond it people wait and move up by themselves."),
    )
    closes_at = Moment(
        _l("Closes at"),
        [Optional()],
        description=_l("Time in Beijing. Empty: open until the last day of the activity."),
    )
    note = LongText(
        _l("What people should know first"),
        [Length(max=500)],
        description=_l("Who it is for, what to bring. Everybody can read it."),
    )
    is_open = BooleanField(_l("People can sign up"), default=True)

    @property
    def terms(self) -> Terms:
        return Terms(self.capacity.data, self.closes_at.data, self.note.data, self.is_open.data)


def terms_of(sheet: SignUpSheet | None) -> dict[str, Any]:
    """What the form shows at first."""
    if sheet is None:
        return {}
    return {name: getattr(sheet, name) for name in Terms.__dataclass_fields__}


class CodeForm(Form):
    code = Text(
        _l("Check-in code"),
        [DataRequired(), Length(max=LENGTH + 6)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
