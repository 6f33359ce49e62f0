"""Forms of inviting people and of giving them a role."""

from collections.abc import Iterator
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import Choice as Option
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from kb.accounts.forms import MAIL
from kb.accounts.sign_in import current_user
from kb.accounts.users import Role, by_email
from kb.alliance import names
from kb.errors import DomainError
from kb.people.accounts import Scope, fitting
from kb.publishing.permissions import may_look_after
from kb.web.fields import Choice, Form, Reference, Text


class AppointableRole(Choice):
    """The roles that the person at the desk may give."""

    def iter_choices(self) -> Iterator[Option]:
        giver = current_user()
        return (each for each in super().iter_choices() if may_look_after(giver, Role(each.value)))


class ScopeForm(Form):
    """Role and unit."""

    role = AppointableRole(_l("Role"), Role, [DataRequired()], default=Role.PARK_EDITOR)
    member = Reference(
        _l("Member"),
        [Optional()],
        choices=names.member_choices,
        description=_l("For park editors: whose records they write."),
    )
    city = Reference(
        _l("City"),
        [Optional()],
        choices=names.city_choices,
        description=_l("For liaisons and council members; an editor's city is the member's."),
    )

    @property
    def scope(self) -> Scope:
        return Scope(cast(Role, self.role.data), self.member.data, self.city.data)

    def validate_role(self, field: Choice) -> None:
        """What the role lacks is said here; the rule itself says what it is."""
        if field.data is None:
            return  # Said already.
        try:
            fitting(self.scope)
        except DomainError as error:
            raise ValidationError(str(error)) from error


class InvitationForm(ScopeForm):
    name = Text(_l("Name"), [DataRequired(), Length(max=80)], render_kw={"autocomplete": "off"})
    email = Text(
        _l("E-mail"),
        [DataRequired(), Length(max=254), Regexp(MAIL, message=_l("Write a mail address."))],
        render_kw={"autocomplete": "off"},
    )

    def validate_email(self, field: Text) -> None:
        if by_email(field.data):
            raise ValidationError(_("Somebody has this mail address already."))
