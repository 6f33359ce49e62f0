"""Forms of signing in, setting up and one's own account."""

from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import BadRequest
from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo, Length, Regexp, ValidationError

from kb.accounts import credentials, passwords
from kb.accounts.passwords import profile
from kb.accounts.users import User
from kb.web.fields import Choice, Form, Text
from kb.web.languages import NAMES

RULES = LazyString(lambda: profile().rules)
WRONG_CODE = _l("This code is wrong or used. Wait for the next one.")
MAIL = r"[^@\s]+@[^@\s]+\.[^@\s.]+"


class Secret(PasswordField):  # type: ignore[misc]  # the library has no types
    """A password, exactly as typed. What no person types is refused before anything reads it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = valuelist[0] if valuelist else ""
        if len(self.data) >= passwords.TOO_LONG_TO_READ:
            raise BadRequest("password too long")

    def pre_validate(self, form: Form) -> None:
        if len(self.data or "") > passwords.LONGEST:
            raise ValidationError(_("At most %(count)s characters.", count=passwords.LONGEST))


class SignInForm(Form):
    email = Text(
        _l("E-mail"), [DataRequired(), Length(max=254)], render_kw={"autocomplete": "username"}
    )
    password = Secret(
        _l("Password"), [DataRequired()], render_kw={"autocomplete": "current-password"}
    )


class SetupForm(Form):
    name = Text(_l("Name"), [DataRequired(), Length(max=80)], render_kw={"autocomplete": "name"})
    email = Text(
        _l("E-mail"),
        [DataRequired(), Length(max=254), Regexp(MAIL, message=_l("Write a mail address."))],
        render_kw={"autocomplete": "username"},
    )
    password = Secret(
        _l("Password"),
        [DataRequired()],
        description=RULES,
        render_kw={"autocomplete": "new-password"},
    )
    again = Secret(
        _l("Password, once more"),
        [EqualTo("password", message=_l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_password(self, field: Secret) -> None:
        wrong = passwords.problems(field.data, (self.name.data, self.email.data))
        if wrong:
            raise ValidationError(" ".join(wrong))


class NewPasswordForm(Form):
    """A new password for this person, twice."""

    password = Secret(
        _l("New password"),
        [DataRequired()],
        description=RULES,
        render_kw={"autocomplete": "new-password"},
    )
    again = Secret(
        _l("New password, once more"),
        [EqualTo("password", message=_l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, owner: User) -> None:
        super().__init__()
        self.owner = owner

    def validate_password(self, field: Secret) -> None:
        wrong = credentials.problems(self.owner, field.data)
        if wrong:
            raise ValidationError(" ".join(wrong))


class PasswordForm(NewPasswordForm):
    old = Secret(
        _l("Present password"), [DataRequired()], render_kw={"autocomplete": "current-password"}
    )

    def validate_password(self, field: Secret) -> None:
        if field.data == self.old.data:
            raise ValidationError(_("The new password must differ from the present one."))
        super().validate_password(field)


class ForgottenForm(Form):
    email = Text(
        _l("E-mail"), [DataRequired(), Length(max=254)], render_kw={"autocomplete": "username"}
    )


class CodeForm(Form):
    code = Text(
        _l("Code"),
        [DataRequired(), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True},
    )


class Language(StrEnum):
    CHINESE = "zh"
    ENGLISH = "en"

    @property
    def label(self) -> str:
        return NAMES[self.value]


class ProfileForm(Form):
    """What people may change about themselves."""

    name = Text(_l("Name"), [DataRequired(), Length(max=80)], render_kw={"autocomplete": "name"})
    language = Choice(_l("Language of letters and notices"), Language)
