"""The kind of the research topics."""

from flask_babel import lazy_gettext as _l

from kb.catalog.kind import RecordKind
from kb.research.forms import TopicForm
from kb.research.topics import Topic

TOPICS = RecordKind(
    slug="topics",
    label=_l("Research topics"),
    noun=_l("Research topic"),
    model=Topic,
    form=TopicForm,
    columns=("topic_stage", "lead_unit", "researchers", "begun_on", "due_on"),
    facets=("topic_stage", "city", "member", "year", "theme", "tag"),
)
