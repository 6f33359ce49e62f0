"""The kind of the bulletin."""

from flask_babel import lazy_gettext as _l

from kb.bulletin.articles import Article
from kb.bulletin.forms import ArticleForm
from kb.catalog.kind import RecordKind

ARTICLES = RecordKind(
    slug="bulletin",
    label=_l("Bulletin"),
    noun=_l("Article"),
    model=Article,
    form=ArticleForm,
    columns=("genre", "issuer", "document_number"),
    facets=("genre", "city", "member", "year", "theme", "tag"),
)
