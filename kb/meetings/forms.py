"""The form of minutes: what a table, the API and the facts beside the text call each field."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, Optional

from kb.alliance.forms import RecordForm
from kb.meetings import bodies
from kb.web.fields import Reference, Text
from kb.web.texts import MarkdownText


class MinutesForm(RecordForm):
    body_slug = Reference(_l("Body"), [Optional()], choices=bodies.body_choices)
    document_number = Text(_l("Document number"), [Length(max=100)])
    place = Text(_l("Place"), [Length(max=200)])
    body = MarkdownText(_l("Text"))
