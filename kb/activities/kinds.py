"""The kind of the activities."""

from flask_babel import lazy_gettext as _l

from kb.activities.activities import Activity
from kb.activities.forms import ActivityForm
from kb.catalog.kind import RecordKind

ACTIVITIES = RecordKind(
    slug="activities",
    label=_l("Activities"),
    noun=_l("Activity"),
    model=Activity,
    form=ActivityForm,
    columns=("activity_kind", "programme", "mode"),
    facets=(
        *("programme", "progress", "activity_kind"),
        *("city", "member", "year", "theme", "tag"),
    ),
)
