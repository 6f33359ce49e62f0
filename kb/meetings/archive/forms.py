"""The form on which somebody confirms what was read from old minutes."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, FieldList, FormField, StringField
from wtforms import Form as Rows
from wtforms.validators import Length, Optional, ValidationError

from kb.alliance.bodies import all_bodies
from kb.db import db
from kb.meetings.reading_lines import lines
from kb.meetings.reading_people import people
from kb.meetings.resolutions import Resolution
from kb.web.fields import DateField, Form, LongText, Reference, Text
from kb.web.languages import in_english

MOST_ROWS = 60
NEEDED = ("title", "body_id", "day")
"""Only for the meeting: a page that is kept for later may lack them."""


def body_choices() -> Iterable[tuple[str, str]]:
    english = in_english()
    return [
        (str(one.id), one.name_en if english and one.name_en else one.name) for one in all_bodies()
    ]


class TimeField(StringField):  # type: ignore[misc]  # the library has no types
    """A time of day as 9:30 or 14:30; None when empty."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = unicodedata.normalize("NFKC", str(valuelist[0])).strip() if valuelist else ""
        self.data = None
        if not given:
            return
        found = re.fullmatch(r"(\d{1,2})[:.时](\d{2})分?", given)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValueError(_("Write the time as 14:30."))
        self.data = time(int(found[1]), int(found[2]))


class ItemRow(Rows):  # type: ignore[misc]  # no types there
    title = Text(_l("Item"), [Length(max=300)])
    outcome = LongText(_l("What came of it"), [Length(max=20_000)])
    is_closed = BooleanField(_l("Closed"))


class DecisionRow(Rows):  # type: ignore[misc]  # no types there
    number = Text(_l("Number, where it has one"), [Length(max=60)])
    text = LongText(_l("What was resolved"), [Length(max=5_000)])
    is_closed = BooleanField(_l("Closed"))

    def validate_number(self, field: Text) -> None:
        """A resolution is known by its number."""
        query = select(Resolution.id).where(Resolution.number == field.data)
        if field.data and db.session.scalar(query) is not None:
            raise ValidationError(_("Another resolution has this number already."))


class ActionRow(Rows):  # type: ignore[misc]  # no types there
    task = Text(_l("What is to be done"), [Length(max=500)])
    owner = Text(_l("By whom"), [Length(max=100)])
    due = DateField(_l("Until"), [Optional()])
    is_open = BooleanField(_l("Still open"))


class ConfirmForm(Form):
    title = Text(_l("Title"), [Length(max=200)])
    number = Text(_l("Number of the minutes"), [Length(max=60)])
    body_id = Reference(_l("Whose meeting"), [Optional()], choices=body_choices, key=int)
    day = DateField(_l("Day"), [Optional()])
    begins = TimeField(_l("Begins"))
    ends = TimeField(_l("Ends"))
    place = Text(_l("Place"), [Length(max=200)])
    chair = Text(_l("Chaired by"), [Length(max=60)])
    attendance = LongText(
        _l("Who was there"),
        [Length(max=20_000)],
        description=_l(
            "A line each for 出席, 列席, 请假, 缺席 and 记录, as: 出席：王海（青岛市人社局）、李强"
        ),
    )
    items = FieldList(FormField(ItemRow), max_entries=MOST_ROWS)
    decisions = FieldList(FormField(DecisionRow), max_entries=MOST_ROWS)
    actions = FieldList(FormField(ActionRow), max_entries=MOST_ROWS)

    def validate_attendance(self, field: LongText) -> None:
        """Every line must give names; else a typing error would make somebody vanish."""
        for number, line in enumerate(field.data.splitlines(), start=1):
            if line.strip() and not people(lines(line)):
                told = _(
                    "Line %(number)s names nobody. Write 出席：, then the names.", number=number
                )
                raise ValidationError(told)

    def validate_ends(self, field: TimeField) -> None:
        begins = self.begins.data
        if field.data and begins and field.data <= begins:
            raise ValidationError(_("It ends before it begins."))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in NEEDED:
            self[name].flags.required = True

    def is_complete(self) -> bool:
        """What a meeting cannot be without; says it beside the fields."""
        for name in NEEDED:
            field = self[name]
            if not field.data and not field.errors:
                field.errors = [_("A meeting needs this.")]
        return not self.errors
