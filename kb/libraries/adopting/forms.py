"""The forms of an adoption."""

from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from kb.accounts.sign_in import current_user
from kb.clock import today
from kb.libraries.adopting.declaring import Declaration
from kb.libraries.adopting.rights import writes_for
from kb.web.fields import DateField, Form, LongText, Reference


def _own_members() -> list[tuple[str, str]]:
    """The members in whose name this person declares."""
    return [(member.slug, member.name) for member in writes_for(current_user())]


class DeclarationForm(Form):
    """What of the case the park uses, since when and with what effort."""

    owner: str | None = None
    """Whose case it is: nobody adopts their own."""

    member = Reference(_l("Park that uses it"), [DataRequired()], choices=_own_members)
    began_on = DateField(_l("In use since"), [InputRequired()])
    scope = LongText(
        _l("What of the case is used"),
        [DataRequired(), Length(max=1000)],
        description=_l("The practice taken over, and what was changed for your park."),
    )
    effort = LongText(
        _l("Effort"), [Length(max=500)], description=_l("Money, people and time, as you know them.")
    )
    result = LongText(
        _l("Result"), [Length(max=1000)], description=_l("Can be added later, when there is one.")
    )

    def validate_member(self, field: Reference) -> None:
        if field.data and field.data == self.owner:
            raise ValidationError(_("This is the park's own case; others adopt it."))

    def validate_began_on(self, field: DateField) -> None:
        if field.data and field.data > today():
            raise ValidationError(_("Declare it once it has begun: the day lies ahead."))

    @property
    def declaration(self) -> Declaration:
        texts = (self.scope.data, self.effort.data, self.result.data)
        began_on = self.began_on.data
        assert began_on is not None
        return Declaration(cast(str, self.member.data), began_on, *texts)


class ResultForm(Form):
    version = HiddenField()
    result = LongText(_l("Result"), [DataRequired(), Length(max=1000)])
    effort = LongText(_l("Effort"), [Length(max=500)])
