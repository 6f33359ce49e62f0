"""Forms of draws: what is to be drawn, what the witness says, why one is annulled."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from kb.alliance import names
from kb.empowerment.consultations import Inquiry
from kb.empowerment.fixing import Wish, spoken
from kb.empowerment.pool import WHOLE_GROUP
from kb.errors import DomainError
from kb.libraries import expertise
from kb.web.fields import Form, LongText, Reference, Text, Themes
from kb.web.texts import Number

_UNITS = re.compile(r"[、;；\n]+")


def field_choices() -> list[tuple[str, str]]:
    """Each group as a whole, then its areas."""
    found = list[tuple[str, str]]()
    for group in expertise.tree():
        whole = _("%(group)s (all areas)", group=group.label)
        found += [(f"{group.name}{WHOLE_GROUP}", whole), *group.areas]
    return found


class DrawForm(Form):
    inquiry: Inquiry | None = None

    purpose = Text(
        _l("Purpose"),
        [DataRequired(), Length(max=120)],
        description=_l("Stands on the public record: name neither who asks nor what is asked."),
    )
    areas = Themes(_l("Fields"), choices=field_choices)
    wanted = Number(_l("How many experts"), [InputRequired(), NumberRange(1, 20)], default=3)
    most_of_city = Number(
        _l("At most so many of one city"),
        [Optional(), NumberRange(1, 20)],
        default=1,
        description=_l(
            "If the pool is too small for that it is raised by one, and the record says so."
        ),
    )
    member = Reference(
        _l("Member that asks"),
        [Optional()],
        choices=names.member_choices,
        description=_l("Its own people, and whoever has a tie to it, stand back. Not published."),
    )
    units = Text(
        _l("Other units whose people stand back"),
        [Length(max=300)],
        description=_l("By name, separated by 、. Not published."),
    )

    @property
    def wish(self) -> Wish:
        units = [each.strip() for each in _UNITS.split(self.units.data) if each.strip()]
        return Wish(
            self.purpose.data,
            int(self.wanted.data),
            self.most_of_city.data,
            tuple(self.areas.data),
            self.member.data,
            tuple(units),
            self.inquiry,
        )


class WitnessForm(Form):
    witness = Text(
        _l("Witness"),
        [DataRequired(), Length(max=60)],
        description=_l("Name and unit of somebody else than who makes the draw."),
    )
    words = Text(
        _l("Words of the witness"),
        [DataRequired()],
        description=_l(
            "Whatever the witness says now: a proverb, a number. It becomes part of "
            "the seed and is published."
        ),
    )

    def validate_words(self, field: Any) -> None:
        try:
            spoken(field.data)
        except DomainError as error:
            raise ValidationError(str(error)) from error


class ReasonForm(Form):
    reason = LongText(_l("Reason"), [DataRequired(), Length(max=300)])


class CheckForm(Form):
    """Read from the address: what somebody wants to reckon with."""

    secret = Text(_l("Key of the site"), [Length(max=100)])
    words = Text(_l("Words of the witness"), [Length(max=100)])
