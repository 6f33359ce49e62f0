"""The form of what is taken down of an item."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from kb.web.fields import Form, LongText
from kb.web.texts import MarkdownText


class NotesForm(Form):
    notes = MarkdownText(_l("Notes"), [Length(max=50_000)])
    outcome = LongText(
        _l("What came of it"),
        [Length(max=1000)],
        description=_l("What came of it, in a sentence or two."),
    )
