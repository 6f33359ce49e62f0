"""The form of a park's own target."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange, Optional

from kb.web.fields import Form
from kb.web.texts import Number

MOST = 999


class TargetForm(Form):
    activities = Number(
        _l("Themed activities in the year"),
        [Optional(), NumberRange(0, MOST)],
        description=_l("Leave it empty for no target."),
    )
