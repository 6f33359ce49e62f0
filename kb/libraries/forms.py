"""Forms of the three libraries."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length, Optional

from kb.alliance import names
from kb.alliance.forms import RecordForm
from kb.libraries import expertise
from kb.libraries.outcomes import OutcomeType
from kb.libraries.projects import Stage
from kb.libraries.staging.forms import Milestones, Participants, standing_faults
from kb.libraries.works.forms import WORKS_HINT, Works
from kb.web.fields import Choice, DateField, LongText, Reference, Text, Themes
from kb.web.texts import MarkdownText


class ProjectForm(RecordForm):
    stage = Choice(_l("Stage"), Stage, default=Stage.RESERVE)
    lead_unit = Text(_l("Lead unit"), [Length(max=200)])
    landed_on = DateField(_l("Landed on"), [Optional()])
    landing_city = Reference(_l("City where it lands"), [Optional()], choices=names.city_choices)
    support_sought = LongText(_l("Support sought"), [Length(max=500)])
    participants = Participants(
        _l("Taking part"),
        description=_l(
            "One a line: city | unit | work | share in percent. For a city outside the alliance"
            " write: elsewhere."
        ),
    )
    milestones = Milestones(
        _l("Stages reached"),
        description=_l("One a line: stage | day | what proves it. The earliest first."),
    )
    body = MarkdownText(_l("Description"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Stage, milestones and landing city must tell one story."""
        is_right = bool(super().validate(extra_validators))
        for name, sentence in standing_faults(self.content).items():
            self[name].errors = [*self[name].errors, sentence]
            is_right = False
        return is_right


class ExpertForm(RecordForm):
    member = None  # type: ignore[assignment]  # so WTForms is told to leave a field out
    title = Text(_l("Name"), [DataRequired(), Length(max=200)])
    unit = Text(_l("Unit"), [Length(max=200)])
    post = Text(_l("Post"), [Length(max=200)])
    areas = Themes(_l("Areas of expertise"), choices=expertise.area_choices)
    expertise = Text(_l("Fields of expertise"), [Length(max=300)])
    works = Works(_l("Works"), description=WORKS_HINT)
    body = MarkdownText(_l("Profile"))


class OutcomeForm(RecordForm):
    outcome_type = Choice(_l("Type of outcome"), OutcomeType, default=OutcomeType.REPORT)
    authors = Text(_l("Authors"), [Length(max=300)])
    publisher = Text(_l("Publisher"), [Length(max=200)])
    achieved_on = DateField(_l("Achieved on"), [Optional()])
    body = MarkdownText(_l("Description"))


class CaseStudyForm(RecordForm):
    background = MarkdownText(_l("Background"), [DataRequired()])
    practice = MarkdownText(_l("Practice"), [DataRequired()])
    results = MarkdownText(_l("Results"))
    replicability = MarkdownText(_l("What can be copied"))
    contact = MarkdownText(_l("Contact"))
