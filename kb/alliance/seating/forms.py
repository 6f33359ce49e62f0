"""The forms of bodies, seats, and who sits there; and the question who sat on a day."""

from collections.abc import Iterator
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, HiddenField
from wtforms.fields.choices import Choice as Option
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from kb.accounts.users import User
from kb.alliance import bodies, names
from kb.alliance.bodies import Body, BodyKind, Holding, Seat
from kb.alliance.seating import lines
from kb.alliance.tenure import (
    Appointment,
    Charge,
    Misplaced,
    Place,
    check_appointment,
    check_body,
    check_seat,
)
from kb.db import db
from kb.web.fields import Choice, DateField, Form, LongText, Reference, Text
from kb.web.languages import in_english
from kb.web.texts import Number

_SOURCE = _l("Resolution, document or report that says so.")


class GovernanceForm(Form):
    """A form whose thing has rules of its own, and a version that may have become stale."""

    version = HiddenField()

    @property
    def said(self) -> dict[str, Any]:
        """What was filled in, without the version."""
        return {name: value for name, value in self.content.items() if name != "version"}

    def differences(self, row: Body | Seat | Holding) -> list[dict[str, Any]]:
        """What stands there now where it is not what was typed: label and value in words."""
        changed = [
            (self[name], getattr(row, name))
            for name, typed in self.said.items()
            if (getattr(row, name) or "") != (typed or "")
        ]
        return [
            {"label": field.label.text, "value": lines.in_words(value, _labels(field))}
            for field, value in changed
        ]

    def check(self) -> None:
        """Raise Misplaced for what cannot be, though each field by itself is right."""

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        try:
            self.check()
        except Misplaced as error:
            self[error.field].errors = [str(error)]
            return False
        return True


def _labels(field: Any) -> dict[str, Any]:
    """The words of a field's choices, by value."""
    options = getattr(field, "options", None)
    return dict(options()) if options else {}


class BodyForm(GovernanceForm):
    body: Body | None = None

    name = Text(_l("Name"), [DataRequired(), Length(max=120)])
    name_en = Text(_l("Name in English"), [Length(max=200)])
    kind = Choice(_l("Kind of body"), BodyKind, default=BodyKind.OTHER)
    purpose = LongText(_l("Purpose"), [Length(max=1000)])
    purpose_en = LongText(_l("Purpose in English"), [Length(max=2000)])
    founded_on = DateField(_l("Founded on"), [Optional()])
    closed_on = DateField(
        _l("Last day"),
        [Optional()],
        description=_l("Only for a body that closes. Its seats, and who sits there, end with it."),
    )
    position = Number(_l("Place in the list"), [NumberRange(0, 10_000)], default=100)
    source = LongText(_l("Source"), [Length(max=500)], description=_SOURCE)

    @property
    def charge(self) -> Charge:
        return Charge(**self.said)

    def check(self) -> None:
        check_body(self.charge, self.body)


class SeatForm(GovernanceForm):
    body: Body
    seat: Seat | None = None

    post = Text(
        _l("Post"),
        [Length(max=60)],
        description=_l("What its holder is called, as council member or secretary-general."),
    )
    post_en = Text(_l("Post in English"), [Length(max=100)])
    city_slug = Reference(_l("City"), [Optional()], choices=names.city_choices)
    member_slug = Reference(_l("Member"), [Optional()], choices=names.member_choices)
    has_vote = BooleanField(_l("This seat has a vote"), default=True)
    since = DateField(_l("First day"), [Optional()])
    until = DateField(
        _l("Last day"),
        [Optional()],
        description=_l("Only for a seat that ends. Who sits there leaves with it."),
    )
    position = Number(_l("Place in the list"), [NumberRange(0, 10_000)], default=100)
    source = LongText(_l("Source"), [Length(max=500)], description=_SOURCE)

    @property
    def place(self) -> Place:
        return Place(**self.said)

    def check(self) -> None:
        check_seat(self.body, self.place, self.seat)


def _account_choices() -> list[tuple[str, str]]:
    """Every account by name, role and unit; no mail addresses."""
    units = {**names.member_names(), **names.city_names()}
    people = db.session.scalars(select(User).order_by(User.name, User.id))
    return [(str(person.id), _account(person, units)) for person in people]


def _account(person: User, units: dict[str, str]) -> str:
    unit = units.get(person.member or person.city or "", "")
    return " · ".join(filter(None, (person.display_name, str(person.role.label), unit)))


class HoldingForm(GovernanceForm):
    seat: Seat
    holding: Holding | None = None

    name = Text(_l("Name of the person"), [DataRequired(), Length(max=80)])
    duty = Text(
        _l("Unit and post"),
        [Length(max=120)],
        description=_l("In the person's own organisation, as minutes name them."),
    )
    is_substitute = BooleanField(
        _l("Named substitute"),
        description=_l("Stands in when the holder cannot come. One seat has one at a time."),
    )
    starts_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(
        _l("Last day"), [Optional()], description=_l("Empty: until further notice.")
    )
    user_id = Reference(
        _l("Account"),
        [Optional()],
        choices=_account_choices,
        key=int,
        description=_l("Gives this person the rights of the seat, from the first to the last day."),
    )
    source = LongText(_l("Source"), [Length(max=500)], description=_SOURCE)

    @property
    def appointment(self) -> Appointment:
        return Appointment(**self.said)

    def check(self) -> None:
        check_appointment(self.seat, self.appointment, self.holding)


def _body_choices() -> list[tuple[str, str]]:
    english = in_english()
    return [(b.slug, (b.name_en if english else "") or b.name) for b in bodies.all_bodies()]


class Narrowing(Reference):
    """One of the choices, or all of them."""

    def iter_choices(self) -> Iterator[Option]:
        yield Option("", _l("All"), self.data is None, {})
        yield from (option for option in super().iter_choices() if option.value)


class QuestionForm(Form):
    """Who sat, on which day, for which city, in which body; read from the address."""

    on = DateField(_l("On the day"), [Optional()])
    city = Narrowing(_l("For the city"), [Optional()], choices=names.city_choices)
    body = Narrowing(_l("In the body"), [Optional()], choices=_body_choices)

    @property
    def asked_body(self) -> Body | None:
        return bodies.by_slug(cast(str, self.body.data)) if self.body.data else None
