"""Adoptions as a table for the secretariat."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from kb.clock import local
from kb.libraries.adoptions import Adoption
from kb.office.spreadsheets import Column, Sheet
from kb.office.workbooks import Cell


def table(adoptions: Iterable[Adoption], members: Mapping[str, str]) -> Sheet:
    """A row for each; `members` are names by slug."""
    columns = (
        Column(_("Case study"), 40),
        Column(_("Number"), 16),
        Column(_("Member whose case it is"), 30),
        Column(_("Park that uses it"), 30),
        Column(_("In use since"), 14, is_day=True),
        Column(_("What of the case is used"), 40),
        Column(_("Effort"), 30),
        Column(_("Result"), 40),
        Column(_("State"), 18),
        Column(_("Reason"), 30),
        Column(_("Declared on"), 14, is_day=True),
        Column(_("Confirmed on"), 14, is_day=True),
    )
    return Sheet(_("Adoptions"), columns, [_row(each, members) for each in adoptions])


def _row(one: Adoption, members: Mapping[str, str]) -> tuple[Cell, ...]:
    confirmed = local(one.confirmed_at).date() if one.confirmed_at else None
    owner = members.get(one.case.member or "", "")
    who = (one.case.title, one.case.number, owner, one.member.name, one.began_on)
    said = (one.scope, one.effort, one.result, str(one.state.label), one.reason)
    return (*who, *said, local(one.made_at).date(), confirmed)
