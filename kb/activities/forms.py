"""The form of an activity, for the page and for tables."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError
from wtforms.validators import Length, Optional

from kb.activities.activities import ActivityKind, Mode, Precision, Programme, Progress
from kb.alliance.forms import RecordForm
from kb.web.fields import Choice, DateField, LongText, Text
from kb.web.lines import Lines
from kb.web.texts import MarkdownText


class Speakers(Lines):
    parts = ("name", "unit", "topic", "number")


class Figures(Lines):
    parts = ("label", "text")


class ActivityForm(RecordForm):
    activity_kind = Choice(_l("Kind of activity"), ActivityKind, default=ActivityKind.OTHER)
    programme = Choice(_l("Part of 1+7+N"), Programme, default=Programme.PARK)
    progress = Choice(_l("Step"), Progress, default=Progress.PLANNED)
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day"), [Optional()])
    precision = Choice(_l("How well the days are known"), Precision, default=Precision.DAY)
    hours = Text(_l("Hours"), [Length(max=60)])
    mode = Choice(_l("On site or online"), Mode, default=Mode.ON_SITE)
    place = Text(_l("Place"), [Length(max=200)])
    online_address = Text(_l("Address online"), [Length(max=300)])
    host = Text(_l("Hosts"), [Length(max=300)])
    series = Text(_l("Series"), [Length(max=100)])
    speakers = Speakers(
        _l("Speakers"),
        description=_l("One a line: name | unit | topic | number in the expert library."),
    )
    contact = Text(_l("Contact"), [Length(max=200)])
    body = MarkdownText(_l("Announcement"))
    figures = Figures(
        _l("Figures"), description=_l("One a line, as people write them: firms | 112 家.")
    )
    report = MarkdownText(_l("Report"))
    cancelled_because = LongText(_l("Why it is cancelled"), [Length(max=300)])

    def validate_ends_on(self, field: DateField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day is before the first."))
