"""Names: the list of people as the host has it, as a page and as Excel."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kb.activities.sign_ups import Place, SignUp, SignUpSheet
from kb.activities.signing_up import sheets
from kb.activities.signing_up.joining import spelled
from kb.clock import local
from kb.db import db
from kb.office.spreadsheets import Column, Sheet, workbook
from kb.office.workbooks import Cell

ORDER = (Place.COMING, Place.WAITING, Place.CALLED_OFF)
GONE = _l("(deleted)")


def people(sheet: SignUpSheet) -> Sequence[SignUp]:
    """Who comes, who waits, who has called off; each in the order of signing up."""
    rows = db.session.scalars(sheets.line_of(sheet)).all()
    return sorted(rows, key=lambda each: ORDER.index(each.place))


def table(sheet: SignUpSheet) -> bytes:
    """The names as an .xlsx, to be kept no longer than the list itself."""
    headings = (
        (_("No."), 6),
        (_("Name"), 16),
        (_("Unit"), 36),
        (_("Phone"), 18),
        (_("State"), 16),
        (_("Signed up at"), 18),
        (_("Checked in at"), 18),
        (_("Check-in code"), 14),
    )
    columns = [Column(str(heading), width) for heading, width in headings]
    rows: list[list[Cell]] = [
        [
            number,
            each.name or str(GONE),
            each.unit,
            each.phone,
            str(each.place.label),
            f"{local(each.made_at):%Y-%m-%d %H:%M}",
            f"{local(each.checked_in_at):%Y-%m-%d %H:%M}" if each.checked_in_at else "",
            spelled(each.code),
        ]
        for number, each in enumerate(people(sheet), start=1)
    ]
    return workbook([Sheet(str(_("Sign-ups")), columns, rows)])
