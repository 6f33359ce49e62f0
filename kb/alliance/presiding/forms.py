"""Forms of changes of turns."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length, Optional

from kb.alliance import agreeing, names
from kb.alliance.agreeing import Draft
from kb.alliance.turns import ChangeKind
from kb.web.fields import Choice, DateField, Form, LongText, Reference, Text


class ChangeForm(Form):
    """One change; what speaks against it stands beside the field."""

    kind = Choice(_l("Kind of change"), ChangeKind)
    city = Reference(_l("City"), [DataRequired(_l("Choose a city."))], choices=names.city_choices)
    other = Reference(
        _l("Other city"),
        [Optional()],
        choices=names.city_choices,
        description=_l("With whom it swaps, or which city acts in a vacancy."),
    )
    starts_on = DateField(
        _l("From this day on"),
        [DataRequired(_l("Write the day as 2026-11-12."))],
        description=_l(
            "Swap and skip are of the next turns that begin on this day or later; of a vacancy, "
            "of joining and of leaving it is the first day."
        ),
    )
    ends_on = DateField(
        _l("Until"),
        [Optional()],
        description=_l("Last day of a vacancy; empty: until the term ends."),
    )
    reason = LongText(_l("Reason"), [DataRequired(), Length(max=500)])
    resolution = Text(
        _l("By which decision"),
        [DataRequired(), Length(max=300)],
        description=_l("Number of the resolution, or who decided it and when."),
    )

    @property
    def draft(self) -> Draft:
        return Draft(**self.content)

    def validate(self, extra_validators: Any = None) -> bool:
        """What each field says for itself comes first."""
        if not super().validate(extra_validators):
            return False
        for name, sentence in agreeing.faults(self.draft):
            self[name].errors = [*self[name].errors, sentence]
        return not self.errors


class DeclineForm(Form):
    reason = LongText(_l("Why not"), [DataRequired(), Length(max=500)])
