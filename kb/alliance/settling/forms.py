"""The forms of the charter: one for each way in which a setting is written."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FieldList, HiddenField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from kb.alliance import names, notations
from kb.alliance.amendments import Amendment, check
from kb.alliance.notations import Majority, MajorityRule, ShareOf, Unreadable
from kb.alliance.rulebook import RULES, Notation, Rule
from kb.web.fields import Choice, DateField, Form, LongText, Reference, Text
from kb.web.texts import Number

MOST_CITIES = 40


class AmendmentForm(Form):
    """From when a value holds, and by which decision; the value itself is each form's own."""

    value_names: tuple[str, ...] = ("value",)
    rule: Rule

    seen = HiddenField()
    """The newest row that was there when the form was opened."""
    since = DateField(
        _l("Holds from"),
        [InputRequired()],
        description=_l("A day to come is shown as coming, and can be taken back until then."),
    )
    source = LongText(
        _l("Decided by"),
        [DataRequired(), Length(max=500)],
        description=_l("The resolution with its number, or the document and its clause."),
    )
    note = LongText(_l("Note"), [Optional(), Length(max=1000)])

    @property
    def values(self) -> list[Field]:
        return [self[name] for name in self.value_names]

    @property
    def notation(self) -> str:
        """The value as it is stored."""
        return str(self.value.data or "")

    @property
    def amendment(self) -> Amendment:
        english = self.value_en.data if "value_en" in self.value_names else ""
        since = cast(date, self.since.data)
        return Amendment(self.notation, since, self.source.data, self.note.data, english)

    def validate(self, extra_validators: Any = None) -> bool:
        """The setting's own rule speaks when each field by itself is right."""
        if not super().validate(extra_validators):
            return False
        try:
            check(self.rule, self.notation)
        except Unreadable as error:
            self.values[0].errors = [str(error)]
            return False
        return True


class NumberForm(AmendmentForm):
    value = Number(_l("Value"), [InputRequired(), NumberRange(min=0)])

    @property
    def notation(self) -> str:
        return str(self.value.data)


class TextForm(AmendmentForm):
    value_names = ("value", "value_en")
    value = LongText(_l("What holds"), [DataRequired(), Length(max=2000)])
    value_en = LongText(_l("The same in English"), [Length(max=3000)])


def _own_choices() -> list[tuple[str, Any]]:
    """Those of the setting that the address names."""
    asked = (request.view_args or {}).get("key", "")
    return list(RULES[asked].choices.items())


class ChoiceForm(AmendmentForm):
    value = Reference(_l("Value"), [DataRequired()], choices=_own_choices)


class OrderForm(AmendmentForm):
    value_names = ("places",)
    places = FieldList(
        Reference(_l("City"), [Optional()], choices=names.city_choices),
        label=_l("Order of the cities"),
        max_entries=MOST_CITIES,
    )

    @property
    def notation(self) -> str:
        return " ".join(place.data for place in self.places if place.data)

    def validate_places(self, field: FieldList) -> None:
        try:
            notations.order(self.notation)
        except Unreadable as error:
            raise ValidationError(str(error)) from error


class FirstTermForm(AmendmentForm):
    value_names = ("city", "starts_on")
    city = Reference(_l("First chair"), [DataRequired()], choices=names.city_choices)
    starts_on = DateField(_l("First day of its term"), [InputRequired()])

    @property
    def notation(self) -> str:
        first = notations.FirstTerm(str(self.city.data), cast(date, self.starts_on.data))
        return first.notation


class QuorumForm(AmendmentForm):
    value = Text(
        _l("Quorum"),
        [DataRequired(), Length(max=20)],
        description=_l(
            "2/3 is at least two thirds of the seats with a vote, 1/2+ more than half, 5 at least"
            " five seats."
        ),
    )

    @property
    def notation(self) -> str:
        return notations.quorum(self.value.data).notation

    def validate_value(self, field: Text) -> None:
        try:
            notations.quorum(field.data)
        except Unreadable as error:
            raise ValidationError(str(error)) from error


class MajorityForm(AmendmentForm):
    value_names = ("majority", "of", "abstentions_count")
    majority = Choice(_l("Majority"), Majority)
    of = Choice(_l("Taken of"), ShareOf)
    abstentions_count = BooleanField(_l("Abstentions count among what the majority is taken of"))

    @property
    def notation(self) -> str:
        majority, of = cast(Majority, self.majority.data), cast(ShareOf, self.of.data)
        return MajorityRule(majority, of, bool(self.abstentions_count.data)).notation


class PatternForm(AmendmentForm):
    value = Text(
        _l("Pattern"),
        [DataRequired(), Length(max=60)],
        description=_l("{year} stands for the year, {number} for the place in it."),
    )


class DistancesForm(AmendmentForm):
    value = Text(
        _l("Days before"),
        [DataRequired(), Length(max=60)],
        description=_l("With commas between them, as 30, 7, 1."),
    )

    @property
    def notation(self) -> str:
        return notations.joined(notations.distances(self.value.data))

    def validate_value(self, field: Text) -> None:
        try:
            notations.distances(field.data)
        except Unreadable as error:
            raise ValidationError(str(error)) from error


class LadderForm(AmendmentForm):
    value = Text(
        _l("Days after the invitation"),
        [DataRequired(), Length(max=60)],
        description=_l(
            "Four numbers, as 7, 14, 21, 30: the expert is reminded, the secretariat calls, the"
            " unit is told, nobody waits any longer."
        ),
    )

    @property
    def notation(self) -> str:
        return notations.joined(notations.ladder(self.value.data))

    def validate_value(self, field: Text) -> None:
        try:
            notations.ladder(field.data)
        except Unreadable as error:
            raise ValidationError(str(error)) from error


_FORMS: Mapping[Notation, type[AmendmentForm]] = {
    Notation.NUMBER: NumberForm,
    Notation.TEXT: TextForm,
    Notation.CHOICE: ChoiceForm,
    Notation.ORDER: OrderForm,
    Notation.FIRST_TERM: FirstTermForm,
    Notation.QUORUM: QuorumForm,
    Notation.MAJORITY: MajorityForm,
    Notation.PATTERN: PatternForm,
    Notation.DISTANCES: DistancesForm,
    Notation.LADDER: LadderForm,
}


def form_for(rule: Rule, value: str) -> AmendmentForm:
    """The form of this setting, filled in with what was sent or else with this value."""
    form = _FORMS[rule.notation](data=_opened(rule, value))
    form.rule = rule
    if isinstance(form, OrderForm):
        while len(form.places) < len(names.city_names()):
            form.places.append_entry()
    return form


def _opened(rule: Rule, value: str) -> dict[str, Any]:
    """The value taken apart for its form; nothing of one that cannot be read."""
    if not value:
        return {}
    try:
        if rule.notation is Notation.ORDER:
            return {"places": notations.order(value)}
        if rule.notation is Notation.FIRST_TERM:
            return vars(notations.first_term(value))
        if rule.notation is Notation.MAJORITY:
            return vars(notations.majority(value))
        return {"value": int(value) if rule.notation is Notation.NUMBER else value}
    except (Unreadable, ValueError):
        return {}
