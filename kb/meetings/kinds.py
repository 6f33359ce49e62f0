"""The kind of the meetings: their minutes."""

from flask_babel import lazy_gettext as _l

from kb.catalog.kind import RecordKind
from kb.meetings.forms import MinutesForm
from kb.meetings.minutes import Minutes

MINUTES = RecordKind(
    slug="minutes",
    label=_l("Minutes"),
    noun=_l("Minutes"),
    model=Minutes,
    form=MinutesForm,
    columns=("document_number", "place"),
    facets=("body_slug", "city", "year", "theme", "tag"),
)
