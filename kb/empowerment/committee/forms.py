"""Forms of letters of appointment."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length

from kb.web.fields import DateField, Form, LongText


class LetterForm(Form):
    issued_on = DateField(
        _l("Day of the letter"),
        [InputRequired()],
        description=_l("Stands below the signature. The number is of this day's year."),
    )


class VoidForm(Form):
    reason = LongText(_l("Reason"), [DataRequired(), Length(max=300)])
