"""The forms of minutes: a section, the last day of circulation, corrections and their answers."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from kb.meetings.correcting import Decision
from kb.web.fields import Choice, DateField, Form, LongText, Text
from kb.web.texts import MarkdownText


class SectionForm(Form):
    heading = Text(_l("Heading"), [Length(max=300)])
    text = MarkdownText(_l("Text"))
    version = HiddenField()


class CirculationForm(Form):
    until = DateField(
        _l("Last day for corrections"),
        [DataRequired()],
        description=_l("This day still counts, until midnight in Shanghai."),
    )


class CorrectionForm(Form):
    place = LongText(
        _l("The passage meant"),
        [Length(max=2000)],
        description=_l("Copy it from the text, word for word; leave it empty for an addition."),
    )
    text = LongText(_l("What should stand there"), [DataRequired(), Length(max=5000)])


class DecisionForm(Form):
    decision = Choice(_l("Decision"), Decision, default=Decision.TAKE)
    answer = LongText(_l("Answer to its author"), [Length(max=1000)])
    version = HiddenField()
