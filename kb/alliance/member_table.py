"""Member table: all members as a spreadsheet, in the reader's language."""

from flask_babel import gettext as _

from kb.alliance import members, names
from kb.alliance.members import Member
from kb.office.spreadsheets import Column, Sheet
from kb.office.workbooks import Cell


def sheet() -> Sheet:
    columns = [
        Column(_("Name"), 40),
        Column(_("Name in English"), 40),
        Column(_("Kind of organisation"), 18),
        Column(_("City"), 12),
        Column(_("Founder"), 10),
        Column(_("Joined on"), 13, is_day=True),
        Column(_("Left on"), 13, is_day=True),
        Column(_("Source"), 40),
    ]
    cities = names.city_names()
    rows = [_row(member, cities.get(member.city_slug or "", "")) for member in members.in_order()]
    return Sheet(_("Members"), columns, rows)


def _row(member: Member, city: str) -> list[Cell]:
    return [
        member.name,
        member.name_en,
        str(member.kind.label),
        city,
        _("yes") if member.is_founder else _("no"),
        member.joined_on,
        member.left_on,
        member.source,
    ]
