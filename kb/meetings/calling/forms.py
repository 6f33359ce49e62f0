"""Forms of planning, inviting, answering and of items; and what a stale one shows."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TimeField
from wtforms.fields.choices import Choice as Option
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from kb.alliance import names
from kb.alliance.bodies import all_bodies
from kb.clock import SHANGHAI, local
from kb.errors import DomainError
from kb.meetings.itemising import Wording
from kb.meetings.meetings import Manner, Meeting, MeetingKind
from kb.meetings.planning import Plan
from kb.meetings.series import Template
from kb.web.choices import name_of
from kb.web.fields import Choice, DateField, Form, LongText, Reference, Text
from kb.web.languages import in_english
from kb.web.texts import MarkdownText, Number


class Clock(TimeField):  # type: ignore[misc]  # the library has no types
    """A time of the day in Shanghai as 14:30, also 14：30, 14.30 or 14时30分."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = unicodedata.normalize("NFKC", str(valuelist[0])).strip() if valuelist else ""
        self.data = None
        if not given:
            return
        found = re.fullmatch(r"(\d{1,2})\s*[:.时点]\s*(\d{1,2})?\s*分?(?::00)?", given)
        try:
            assert found is not None
            self.data = time(int(found[1]), int(found[2] or 0))
        except (AssertionError, ValueError) as error:
            raise ValueError(_("Write the time as 14:30.")) from error


class HeldManner(Choice):
    """How people meet; a written vote is no meeting."""

    def iter_choices(self) -> Iterator[Option]:
        return (each for each in super().iter_choices() if each.value != Manner.WRITTEN.value)


def body_choices() -> list[tuple[str, str]]:
    english = in_english()
    return [(str(b.id), (b.name_en if english else "") or b.name) for b in all_bodies()]


class MeetingForm(Form):
    """When, where and how; days and times are those of Shanghai."""

    title = Text(_l("Title"), [DataRequired(), Length(max=200)])
    title_en = Text(_l("Title in English"), [Length(max=300)])
    kind = Choice(_l("Kind of meeting"), MeetingKind, default=MeetingKind.COUNCIL)
    day = DateField(_l("Day"), [InputRequired()])
    begins = Clock(_l("Begins"), [InputRequired()])
    ends = Clock(_l("Ends"), [InputRequired()])
    last_day = DateField(
        _l("Last day"), [Optional()], description=_l("Only where it goes on for several days.")
    )
    manner = HeldManner(_l("Manner"), Manner, default=Manner.ON_SITE)
    city = Reference(_l("Host city"), [Optional()], choices=names.city_choices)
    place = Text(_l("Place"), [Length(max=200)])

    def validate_day(self, field: DateField) -> None:
        if field.data and not 2000 <= field.data.year <= 2100:
            raise ValidationError(_("Choose a day between 2000 and 2100."))

    def validate_last_day(self, field: DateField) -> None:
        if field.data and self.day.data and field.data < self.day.data:
            raise ValidationError(_("It ends before it begins. Correct the day."))
        if field.data and field.data.year > 2100:
            raise ValidationError(_("Choose a day between 2000 and 2100."))

    def validate_ends(self, field: Clock) -> None:
        if field.data is None or self.begins.data is None or self.day.data is None:
            return
        is_one_day = self.last_day.data in (None, self.day.data)
        if is_one_day and field.data <= self.begins.data:
            raise ValidationError(_("It ends before it begins. Correct the times."))

    def validate_manner(self, field: Choice) -> None:
        if field.data is Manner.WRITTEN:
            raise ValidationError(_("A written vote is begun among the resolutions, not here."))

    @property
    def plan(self) -> Plan:
        day, begins, ends = self.day.data, self.begins.data, self.ends.data
        assert day is not None, "required"
        assert begins is not None, "required"
        assert ends is not None, "required"
        return Plan(
            title=self.title.data,
            title_en=self.title_en.data,
            kind=MeetingKind(str(self.kind.data)),
            manner=Manner(str(self.manner.data)),
            starts_at=_instant(day, begins),
            ends_at=_instant(self.last_day.data or day, ends),
            place=self.place.data,
            city_slug=self.city.data,
        )


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


class NewMeetingForm(MeetingForm):
    body = Reference(_l("Body"), [InputRequired()], choices=body_choices, key=int)
    series = Number(_l("Series"), [Optional()])


def planned(meeting: Meeting) -> dict[str, Any]:
    """The meeting as its form shows it."""
    begins, ends = local(meeting.starts_at), local(meeting.ends_at)
    return {
        "title": meeting.title,
        "title_en": meeting.title_en,
        "kind": meeting.kind,
        "manner": meeting.manner,
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "last_day": ends.date() if ends.date() != begins.date() else None,
        "city": meeting.city_slug,
        "place": meeting.place,
    }


class CancelForm(Form):
    reason = LongText(_l("Reason"), [DataRequired(), Length(max=500)])


class SeriesForm(Form):
    """What every meeting of a series begins with."""

    name = Text(_l("Name of the series"), [DataRequired(), Length(max=200)])
    name_en = Text(_l("Name in English"), [Length(max=300)])
    kind = Choice(_l("Kind of meeting"), MeetingKind, default=MeetingKind.COUNCIL)
    manner = HeldManner(_l("Manner"), Manner, default=Manner.ON_SITE)
    per_year = Number(_l("Meetings a year"), [NumberRange(1, 52)], default=1)
    minutes = Number(_l("Length in minutes"), [NumberRange(10, 2880)], default=150)
    place = Text(_l("Place"), [Length(max=200)])
    agenda = LongText(
        _l("Items it begins with"), [Length(max=3000)], description=_l("One item a line.")
    )
    notice = MarkdownText(
        _l("Text of the notice"),
        [Length(max=5000)],
        description=_l("Beside title, time, place and agenda, which stand there by themselves."),
    )

    def validate_manner(self, field: Choice) -> None:
        if field.data is Manner.WRITTEN:
            raise ValidationError(_("A written vote is begun among the resolutions, not here."))

    @property
    def template(self) -> Template:
        given = {name: value for name, value in self.content.items() if name != "body"}
        return Template(**given)


class NewSeriesForm(SeriesForm):
    body = Reference(_l("Body"), [InputRequired()], choices=body_choices, key=int)


class ItemForm(Form):
    """An item as its proposer or the secretariat words it."""

    title = Text(_l("Title"), [DataRequired(), Length(max=200)])
    title_en = Text(_l("Title in English"), [Length(max=300)])
    text = MarkdownText(_l("What it is about"), [Length(max=10_000)])
    presenter = Text(_l("Presented by"), [Length(max=120)])
    duration = Number(_l("Minutes planned"), [NumberRange(0, 1440)], default=0)
    is_closed = BooleanField(
        _l("Closed item"),
        description=_l("Only those invited and the secretariat read it; public minutes omit it."),
    )

    @property
    def wording(self) -> Wording:
        given = {name: self[name].data for name in Wording.__dataclass_fields__}
        return Wording(**given | {"duration": self.duration.data or 0})


def opened_version() -> int:
    """The version that the form was opened with; 0 for none."""
    given = request.form.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def differing(form: Form, now: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Of a stale form, the fields in which the stored row differs: label, and what is stored."""
    return [
        (str(form[name].label.text), worded(form, name, value))
        for name, value in now.items()
        if name in form and _plain(form[name].data) != _plain(value)
    ]


def _plain(value: Any) -> str:
    return "" if value in (None, False) else str(value)


def worded(form: Form, name: str, value: Any) -> str:
    if isinstance(value, StrEnum):
        return str(name_of(value))
    if isinstance(form[name], Reference):
        return next((str(label) for key, label in form[name].options() if str(value) == key), "—")
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return _plain(value) or "—"


def obeyed(form: Form, order: Callable[[], object]) -> bool:
    """Give the order; a rule that refuses it is said on the form, which keeps what was typed."""
    try:
        order()
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.form_errors.append(str(refusal))
        return False
    return True
