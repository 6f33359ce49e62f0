"""Forms that experts fill in about themselves, and the one that visitors write to them with."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, IntegerField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from kb.accounts.forms import MAIL, Secret, SetupForm
from kb.alliance import names
from kb.libraries import expertise
from kb.libraries.experts import CONTACT, MOST_WORKS, PART_LABELS, Audience, Availability, Part
from kb.libraries.sealing import is_identity
from kb.libraries.works.forms import WorkForm, in_order
from kb.web.fields import Choice, Form, LongText, Reference, Text, Themes
from kb.web.texts import MarkdownText


class ConsentForm(Form):
    agreed = BooleanField(
        _l("I have read the text above and agree"),
        [InputRequired(message=_l("Without your consent nothing can be kept."))],
    )


class RegisterForm(SetupForm, ConsentForm):
    """Name, mail and password, with the consent."""


class ConfirmForm(Form):
    password = Secret(
        _l("Password that you chose"),
        [DataRequired()],
        render_kw={"autocomplete": "current-password"},
    )


class ProfileForm(Form):
    """What the secretariat reviews."""

    title = Text(_l("Name"), [DataRequired(), Length(max=80)])
    title_en = Text(_l("Name in Latin letters"), [Length(max=120)])
    unit = Text(_l("Unit"), [DataRequired(), Length(max=200)])
    post = Text(_l("Post"), [Length(max=200)])
    city = Reference(_l("City"), [Optional()], choices=names.city_choices)
    areas = Themes(_l("Areas of expertise"), choices=expertise.area_choices)
    expertise = Text(
        _l("In your own words"),
        [Length(max=300)],
        description=_l("What the list of areas does not say."),
    )
    summary = LongText(
        _l("In one sentence"), [Length(max=200)], description=_l("Shown in lists and searches.")
    )
    body = MarkdownText(_l("Short biography"), [Length(max=5000)])
    works = FieldList(FormField(WorkForm), _l("Works"), max_entries=MOST_WORKS)

    def validate_areas(self, field: Themes) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one, so that you are found."))

    @property
    def content(self) -> dict[str, Any]:
        return super().content | {"works": in_order(self.works.data)}

    def draw_all_works(self) -> None:
        """Ten rows, filled or not: a page without scripts cannot add one."""
        while len(self.works) < MOST_WORKS:
            self.works.append_entry()


class ContactForm(Form):
    """An empty field keeps what is stored, which is shown masked."""

    phone = Text(
        _l("Phone"),
        [Optional(), Regexp(r"\+?[0-9][0-9 -]{5,18}[0-9]", message=_l("Write a phone number."))],
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )
    mail = Text(
        _l("Contact mail"),
        [Optional(), Length(max=254), Regexp(MAIL, message=_l("Write a mail address."))],
        render_kw={"autocomplete": "off"},
    )
    identity = Text(
        _l("Identity number"),
        [Optional()],
        description=_l("Only where fees are to be paid. Never public."),
        render_kw={"autocomplete": "off"},
    )
    forget_phone = BooleanField(_l("Delete the phone"))
    forget_mail = BooleanField(_l("Delete the contact mail"))
    forget_identity = BooleanField(_l("Delete the identity number"))

    def validate_phone(self, field: Text) -> None:
        field.data = re.sub(r"[ -]", "", field.data)

    def validate_identity(self, field: Text) -> None:
        field.data = field.data.replace(" ", "").upper()
        if field.data and not is_identity(field.data):
            raise ValidationError(_("The number does not add up. Please check it digit by digit."))


class ShowingForm(Form):
    """Who sees what, and how much the person takes on. It holds at once."""

    unit = Choice(PART_LABELS[Part.UNIT], Audience)
    post = Choice(PART_LABELS[Part.POST], Audience)
    areas = Choice(PART_LABELS[Part.AREAS], Audience)
    works = Choice(PART_LABELS[Part.WORKS], Audience)
    biography = Choice(PART_LABELS[Part.BIOGRAPHY], Audience)
    phone = Choice(PART_LABELS[Part.PHONE], Audience)
    mail = Choice(PART_LABELS[Part.MAIL], Audience)
    availability = Choice(_l("Availability"), Availability)
    max_load = IntegerField(_l("Consultations at once"), [InputRequired(), NumberRange(0, 20)])

    @property
    def choices(self) -> dict[Part, Audience]:
        return {part: self[part.value].data for part in Part}

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        for part in CONTACT:
            if self[part.value].data is Audience.PUBLIC:
                self[part.value].errors = [_("Visitors write to you through the site instead.")]
                fine = False
        return fine


class SuggestionForm(Form):
    name = Text(_l("The area you miss"), [DataRequired(), Length(max=40)])
    reason = LongText(_l("Why it is needed"), [DataRequired(), Length(max=500)])


class LeaveForm(Form):
    sure = BooleanField(
        _l("I want everything about me deleted. I know that this cannot be undone."),
        [InputRequired(message=_l("Tick the box if you are sure."))],
    )


class LetterForm(Form):
    name = Text(_l("Your name"), [DataRequired(), Length(max=80)])
    mail = Text(
        _l("Your mail address, for the answer"),
        [DataRequired(), Length(max=254), Regexp(MAIL, message=_l("Write a mail address."))],
        render_kw={"autocomplete": "email"},
    )
    text = LongText(_l("Your message"), [DataRequired(), Length(max=2000)])
    homepage = Text(_l("Leave this empty"), render_kw={"autocomplete": "off", "tabindex": "-1"})
    """People do not see it; programs fill it in."""
