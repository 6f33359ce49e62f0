"""The form of an article."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, Optional, Regexp

from kb.alliance.forms import RecordForm
from kb.bulletin.articles import Genre, campaign_choices
from kb.web.fields import Choice, Reference, Text
from kb.web.texts import MarkdownText

LINK = r"https?://[^\s]+"


class ArticleForm(RecordForm):
    genre = Choice(_l("Type of text"), Genre, default=Genre.NEWS)
    issuer = Text(_l("Issued by"), [Length(max=200)])
    document_number = Text(_l("Document number"), [Length(max=100)])
    web_address = Text(
        _l("Address on the web"),
        [Optional(), Length(max=500), Regexp(LINK, message=_l("Begin with https:// or http://."))],
    )
    campaign = Reference(_l("Campaign"), [Optional()], choices=campaign_choices)
    body = MarkdownText(_l("Text"))
