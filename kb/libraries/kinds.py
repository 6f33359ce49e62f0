"""The kinds of the three libraries."""

from flask_babel import lazy_gettext as _l

from kb.catalog.kind import RecordKind
from kb.libraries.case_studies import CaseStudy
from kb.libraries.experts import Expert
from kb.libraries.forms import CaseStudyForm, ExpertForm, OutcomeForm, ProjectForm
from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project

PROJECTS = RecordKind(
    slug="libraries/projects",
    label=_l("Projects"),
    noun=_l("Project"),
    model=Project,
    form=ProjectForm,
    columns=("stage", "lead_unit", "landed_on", "support_sought"),
    facets=("stage", "city", "member", "year", "theme", "tag"),
)
EXPERTS = RecordKind(
    slug="libraries/experts",
    label=_l("Experts"),
    noun=_l("Expert"),
    model=Expert,
    form=ExpertForm,
    columns=("unit", "post", "expertise"),
    facets=("areas", "city", "theme", "tag"),
)
OUTCOMES = RecordKind(
    slug="libraries/outcomes",
    label=_l("Outcomes"),
    noun=_l("Outcome"),
    model=Outcome,
    form=OutcomeForm,
    columns=("outcome_type", "authors", "publisher", "achieved_on"),
    facets=("outcome_type", "city", "member", "year", "theme", "tag"),
)
CASE_STUDIES = RecordKind(
    slug="libraries/case-studies",
    label=_l("Case studies"),
    noun=_l("Case study"),
    model=CaseStudy,
    form=CaseStudyForm,
    facets=("city", "member", "year", "theme", "tag"),
    within="libraries/outcomes",
)
