"""The kind of the charter pages."""

from flask_babel import lazy_gettext as _l

from kb.alliance.forms import PageForm
from kb.alliance.pages import Page
from kb.catalog.kind import RecordKind

PAGES = RecordKind(
    slug="about",
    label=_l("About the alliance"),
    noun=_l("Page"),
    model=Page,
    form=PageForm,
)
