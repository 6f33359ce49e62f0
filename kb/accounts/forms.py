"""Forms of signing in, setting up and one's own account."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest
from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo, Length, Regexp, ValidationError

from kb.accounts import passwords
from kb.accounts.sign_in import require_user
from kb.web.fields import Form, Text

RULES = _l(
    "At least 10 characters with three of: small letters, capitals, digits, signs; "
    "or at least 16 characters of any kind."
)
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


class PasswordForm(Form):
    old = Secret(
        _l("Present password"), [DataRequired()], render_kw={"autocomplete": "current-password"}
    )
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

    def validate_password(self, field: Secret) -> None:
        user = require_user()
        wrong = passwords.problems(field.data, (user.name, user.email))
        if field.data == self.old.data:
            wrong = [_("The new password must differ from the present one.")]
        if wrong:
            raise ValidationError(" ".join(wrong))
