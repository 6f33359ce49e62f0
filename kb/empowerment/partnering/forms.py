"""Forms: whom to call at a partner."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from kb.empowerment.contacts import Person
from kb.web.fields import Form, LongText, Text

PHONE = r"[0-9+() -]{5,40}$"
MAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+$"


class ContactForm(Form):
    version = HiddenField()
    name = Text(_l("Name"), [DataRequired(), Length(max=80)])
    post = Text(_l("Post"), [Length(max=120)])
    phone = Text(
        _l("Phone"),
        [Optional(), Length(max=40), Regexp(PHONE, message=_l("Write digits, as 0633 1234567."))],
    )
    email = Text(
        _l("Mail address"),
        [Optional(), Length(max=200), Regexp(MAIL, message=_l("Write it as name@example.cn."))],
    )
    note = LongText(
        _l("Note"), [Length(max=1000)], description=_l("As when to call, and about what.")
    )

    def validate_name(self, _field: Text) -> None:
        if not self.phone.data and not self.email.data:
            raise ValidationError(_l("Write a phone number or a mail address too."))

    @property
    def person(self) -> Person:
        names = ("name", "post", "phone", "email", "note")
        return Person(**{name: self[name].data for name in names})
