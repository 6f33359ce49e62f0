"""The form of a tie."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length, Optional

from kb.alliance import names
from kb.libraries.ties import Bond
from kb.web.fields import DateField, Form, Reference, Text


class TieForm(Form):
    member = Reference(_l("Member"), [Optional()], choices=names.member_choices)
    unit = Text(
        _l("Another unit"),
        [Length(max=120)],
        description=_l("By its full name, if it is no member."),
    )
    nature = Text(
        _l("Nature of the tie"),
        [DataRequired(), Length(max=200)],
        description=_l("Employed there, advises it, family, shares, a common project ..."),
    )
    since = DateField(_l("First day"), [Optional()])
    until = DateField(_l("Last day"), [Optional()], description=_l("Empty: until further notice."))

    @property
    def bond(self) -> Bond:
        return Bond(
            self.nature.data, self.member.data, self.unit.data, self.since.data, self.until.data
        )
