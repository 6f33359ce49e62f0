"""The form of an activity, for the page and for tables, and the short forms of its steps."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, Optional

from kb.activities.activities import ActivityKind, Mode, Precision, Programme, Progress
from kb.activities.figures import OFFERED, row_of
from kb.activities.speakers import require_known
from kb.activities.steps import lacking
from kb.alliance.forms import RecordForm
from kb.clock import today
from kb.web.fields import Choice, DateField, Form, LongText, Text
from kb.web.lines import Lines, Row
from kb.web.texts import MarkdownText


class Speakers(Lines):
    parts = ("name", "unit", "topic", "number")

    def read(self, row: Row) -> Row:
        if "number" in row:
            row["number"] = require_known(row["number"], row["name"])
        return row


class Figures(Lines):
    parts = ("label", "text")

    def read(self, row: Row) -> Row:
        return row_of(row)


class ActivityForm(RecordForm):
    activity_kind = Choice(_l("Kind of activity"), ActivityKind, default=ActivityKind.OTHER)
    programme = Choice(_l("Part of 1+7+N"), Programme, default=Programme.PARK)
    progress = Choice(
        _l("Step"),
        Progress,
        default=Progress.PLANNED,
        description=_l("Planned never counts as done: held and reported do."),
    )
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day"), [Optional()])
    precision = Choice(
        _l("How well the days are known"),
        Precision,
        default=Precision.DAY,
        description=_l("Where the month alone is known, give its first day."),
    )
    hours = Text(_l("Hours"), [Length(max=60)], description=_l("As 09:00-11:30."))
    mode = Choice(_l("On site or online"), Mode, default=Mode.ON_SITE)
    place = Text(_l("Place"), [Length(max=200)])
    online_address = Text(_l("Address online"), [Length(max=300)])
    host = Text(_l("Hosts"), [Length(max=300)])
    series = Text(
        _l("Series of activities"),
        [Length(max=100)],
        description=_l("The same words for each of them, as 园区创新发展论坛."),
    )
    speakers = Speakers(
        _l("Speakers"),
        description=_l("One a line: name | unit | topic | number in the expert library."),
    )
    contact = Text(
        _l("Contact"),
        [Length(max=200)],
        description=_l("Readers see it: an office and its phone, no private number."),
    )
    body = MarkdownText(_l("Announcement"))
    figures = Figures(
        _l("Figures"),
        description=_l(
            "One a line, as people write them: 参会企业 | 112家. Often used: %(labels)s.",
            labels=OFFERED,
        ),
    )
    report = MarkdownText(_l("Report of the activity"))
    cancelled_because = LongText(_l("Why it is cancelled"), [Length(max=300)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Beside the single fields: what the step needs."""
        return super().validate(extra_validators) and accepts(self, self.content)


def accepts(form: Form, facts: Mapping[str, Any]) -> bool:
    """Whether an activity with these facts lacks nothing for its step; else it is said beside the
    fields, or on the form where the field is not on it.
    """
    lacks = lacking(facts, today())
    for name, sentence in lacks.items():
        if name in form:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors.append(sentence)
    return not lacks


class AnnounceForm(Form):
    """What people need to know before they come."""

    starts_on = ActivityForm.starts_on
    ends_on = ActivityForm.ends_on
    hours = ActivityForm.hours
    mode = ActivityForm.mode
    place = ActivityForm.place
    online_address = ActivityForm.online_address
    contact = ActivityForm.contact
    body = ActivityForm.body


class HeldForm(Form):
    """When and where it really was."""

    starts_on = ActivityForm.starts_on
    ends_on = ActivityForm.ends_on
    precision = ActivityForm.precision
    place = ActivityForm.place


class ReportForm(Form):
    """What came of it."""

    figures = ActivityForm.figures
    report = ActivityForm.report
    speakers = ActivityForm.speakers


class CancelForm(Form):
    cancelled_because = ActivityForm.cancelled_because


STEP_FORMS: Mapping[Progress, type[Form]] = {
    Progress.ANNOUNCED: AnnounceForm,
    Progress.HELD: HeldForm,
    Progress.REPORTED: ReportForm,
    Progress.CANCELLED: CancelForm,
}
