"""The form of an article."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from kb.alliance.forms import RecordForm
from kb.bulletin.articles import Genre
from kb.web.fields import Choice, Text
from kb.web.texts import MarkdownText


class ArticleForm(RecordForm):
    genre = Choice(_l("Type of text"), Genre, default=Genre.NEWS)
    issuer = Text(_l("Issued by"), [Length(max=200)])
    document_number = Text(_l("Document number"), [Length(max=100)])
    body = MarkdownText(_l("Text"))
