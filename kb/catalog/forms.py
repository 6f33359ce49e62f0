"""Forms of the workbench: approve, return, ask, advise."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired, Length, Optional

from kb.publishing.subscriptions import Telling
from kb.web.choices import Choice
from kb.web.fields import DateField, Form, LongText, Text

MOST = 2000


class ApprovalForm(Form):
    note = LongText(
        _l("Note"),
        [Length(max=MOST)],
        description=_l("Stands in the list of versions; those who may edit the record read it."),
        render_kw={"rows": 2},
    )
    publish_on = DateField(
        _l("Readers see it from"),
        [Optional()],
        description=_l("Leave it empty to publish at once. A day begins at midnight in Shandong."),
    )


class EmbargoForm(Form):
    publish_on = DateField(_l("Another day"), [Optional()])


class SavedSearchForm(Form):
    name = Text(_l("Its name in your notices"), [DataRequired(), Length(max=120)])
    telling = Choice(_l("What comes to your notices"), Telling)
    version = HiddenField()


class ReturnForm(Form):
    reason = LongText(
        _l("Reason"),
        [
            DataRequired(_l("Say why it goes back, so that the author can correct it.")),
            Length(max=MOST),
        ],
        description=_l("The author reads this."),
        render_kw={"rows": 4},
    )


class AskForm(Form):
    adviser = SelectField(_l("Whom"), coerce=int, render_kw={"required": True})
    question = LongText(_l("Question"), [Length(max=MOST)], render_kw={"rows": 2})


class AdviceForm(Form):
    comment = LongText(
        _l("Your comment"),
        [DataRequired(_l("Write your comment.")), Length(max=MOST)],
        description=_l("Only the secretariat reads it."),
        render_kw={"rows": 5},
    )
