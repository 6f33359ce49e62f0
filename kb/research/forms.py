"""The form of a topic."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, Optional

from kb.alliance.forms import RecordForm
from kb.research.topics import TopicStage
from kb.web.fields import Choice, DateField, Text
from kb.web.texts import MarkdownText


class TopicForm(RecordForm):
    topic_stage = Choice(_l("Stage of the topic"), TopicStage, default=TopicStage.PROPOSED)
    lead_unit = Text(_l("Lead unit"), [Length(max=200)])
    researchers = Text(_l("Researchers"), [Length(max=300)])
    begun_on = DateField(_l("Begun on"), [Optional()])
    due_on = DateField(_l("Due on"), [Optional()])
    body = MarkdownText(_l("Problem and plan"))
