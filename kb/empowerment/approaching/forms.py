"""Forms: what somebody writes who wants to talk about an offer or a need."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from kb.web.fields import Form, LongText


class InterestForm(Form):
    message = LongText(
        _l("What do you want to talk about?"),
        [DataRequired(), Length(max=2000)],
        description=_l("Your unit is named to the poster, who reads this before answering."),
    )
