"""The forms of a campaign, of a report that is brought in, and of what a report tells of."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError
from wtforms.validators import DataRequired, Length, Optional, Regexp

from kb.bulletin.articles import campaign_choices
from kb.bulletin.forms import LINK
from kb.web.fields import DateField, Form, LongText, Reference, Text


class CampaignForm(Form):
    name = Text(_l("Name of the campaign"), [DataRequired(), Length(max=100)])
    name_en = Text(_l("Name in English"), [Length(max=200)])
    aim = LongText(_l("What it is for"), [Length(max=500)], description=_l("Everybody reads this."))
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day"), [Optional()])
    version = HiddenField()

    def validate_ends_on(self, field: DateField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("It ends before it begins. Correct the days."))

    @property
    def opened_version(self) -> int:
        given = str(self.version.data or "")
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


class ReportForm(Form):
    title = Text(_l("Headline"), [DataRequired(), Length(max=200)])
    issuer = Text(
        _l("Outlet"),
        [DataRequired(), Length(max=200)],
        description=_l("The newspaper, site, station or account that published it."),
        render_kw={"list": "outlets"},
    )
    published_on = DateField(_l("Published on"), [DataRequired()])
    web_address = Text(
        _l("Address on the web"),
        [Optional(), Length(max=500), Regexp(LINK, message=_l("Begin with https:// or http://."))],
    )
    campaign = Reference(_l("Campaign"), [Optional()], choices=campaign_choices)
    summary = LongText(_l("What it says, in your own words"), [Length(max=500)])
    form_key = HiddenField()

    @property
    def report(self) -> dict[str, object]:
        """As content of an article."""
        names = ("title", "issuer", "published_on", "web_address", "campaign", "summary")
        year = self.published_on.data.year if self.published_on.data else None
        return {name: self[name].data for name in names} | {"year": year}
