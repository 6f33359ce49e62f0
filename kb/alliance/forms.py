"""Forms: what every record's form begins with, the form of a page, and that of a member."""

from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import ValidationError
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from kb.alliance import names
from kb.alliance.members import MemberKind
from kb.publishing.records import Visibility
from kb.web.fields import (
    Choice,
    DateField,
    Form,
    LongText,
    Reference,
    Tags,
    Text,
    Themes,
    YearField,
)
from kb.web.texts import MarkdownText, Number


class RecordForm(Form):
    """What all kinds have in common; the field names are the content fields of the model."""

    title = Text(_l("Title"), [DataRequired(), Length(max=200)])
    title_en = Text(_l("Title in English"), [Length(max=300)])
    summary = LongText(
        _l("Summary"), [Length(max=500)], description=_l("Shown in lists and search results.")
    )
    summary_en = LongText(_l("Summary in English"), [Length(max=1000)])
    city = Reference(_l("City"), [Optional()], choices=names.city_choices)
    member = Reference(_l("Member"), [Optional()], choices=names.member_choices)
    year = YearField(_l("Year"), [Optional()])
    published_on = DateField(_l("Date of the work"), [Optional()])
    visibility = Choice(_l("Who may read it"), Visibility, default=Visibility.PUBLIC)
    source = LongText(_l("Source"), [Length(max=500)], description=_l("Where the facts come from."))
    themes = Themes(_l("Themes"), choices=names.theme_choices)
    tags = Tags(_l("Tags"), description=_l("Separate them with commas."))


class PageForm(RecordForm):
    body = MarkdownText(_l("Text"), [DataRequired()])
    body_en = MarkdownText(_l("Text in English"))
    position = Number(_l("Place in the list"), [NumberRange(0, 10_000)], default=100)


class YesNo(StrEnum):
    """A box to tick, as people write it in a table."""

    YES = "yes"
    NO = "no"

    @property
    def label(self) -> LazyString:
        return _l("yes") if self is YesNo.YES else _l("no")


class MemberForm(Form):
    """One member of the alliance; its table has these columns."""

    name = Text(_l("Name of the organisation"), [DataRequired(), Length(max=200)])
    name_en = Text(_l("Name in English"), [Length(max=300)])
    kind = Choice(_l("Kind of organisation"), MemberKind)
    city = Reference(_l("City"), [Optional()], choices=names.city_choices)
    is_founder = Choice(_l("Founder"), YesNo, default=YesNo.NO)
    joined_on = DateField(_l("Joined on"), [Optional()])
    left_on = DateField(
        _l("Left on"), [Optional()], description=_l("Only for members that have left.")
    )
    source = LongText(_l("Source"), [Length(max=500)], description=_l("Where the facts come from."))
    aliases = Tags(_l("Other names"), description=_l("Searched for too."))

    def validate_left_on(self, field: DateField) -> None:
        if field.data and self.joined_on.data and field.data < self.joined_on.data:
            raise ValidationError(_("Nobody leaves before joining."))
