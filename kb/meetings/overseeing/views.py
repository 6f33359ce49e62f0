"""The pages of all follow-ups: the list, as a workbook, as a sheet to print, and of a meeting."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.alliance.bodies import body_choices
from kb.catalog.page import entry
from kb.catalog.site import site
from kb.clock import today
from kb.db import db
from kb.meetings import carrying, owners
from kb.meetings.follow_up_rights import may_decide
from kb.meetings.meetings import BEFORE, Manner, Meeting
from kb.meetings.overseeing import listing, opening
from kb.meetings.overseeing.listing import Asked, Due, Standing
from kb.meetings.rights import may_run, may_see
from kb.publishing.permissions import OUTSIDE, require
from kb.web.downloads import attachment
from kb.web.paging import Page

bp = Blueprint("overseeing", __name__)

ON_A_PAGE = 50


@bp.get("/follow-ups")
def index() -> ResponseReturnValue:
    """What is to be done, by whom, until when."""
    reader, asked, day = require_user(), Asked.of(request.args), today()
    counts = listing.counts(asked, reader, day)
    page = Page.of(request.args, counts[asked.state], ON_A_PAGE)
    found = listing.rows(asked, reader, day).limit(page.size).offset(page.offset)
    return render_template(
        "meetings/follow_ups.html",
        lines=listing.loaded(found),
        asked=asked,
        tabs=_tabs(asked, counts),
        total=page.total,
        page=_paged(asked, page),
        choices=_choices(),
        may_decide=may_decide(reader),
    )


def _tabs(asked: Asked, counts: dict[str, int]) -> list[dict[str, object]]:
    return [
        {
            "label": state.label,
            "href": asked.address(state=state.value),
            "count": counts[state.value],
            "current": asked.state == state.value,
        }
        for state in Standing
    ]


def _paged(asked: Asked, page: Page) -> dict[str, object]:
    """The page as `components/paging.html` draws it."""
    numbers = [number for number in page.numbers if number is not None]
    addresses = {number: asked.address(page=str(number)) for number in numbers}
    return {"number": page.number, "addresses": addresses}


def _choices() -> dict[str, dict[str, object]]:
    """What the filters offer: value and label."""
    return {
        "unit": dict(owners.choices()),
        "body": dict(body_choices()),
        "due": {due.value: due.label for due in Due},
    }


@bp.get("/follow-ups.xlsx")
def workbook() -> Response:
    """The same as a file."""
    reader, asked, day = require_user(), Asked.of(request.args), today()
    found = listing.loaded(listing.rows(asked, reader, day))
    return attachment(listing.table(found, day), _("Follow-ups"))


@bp.get("/follow-ups/sheet")
def sheet() -> ResponseReturnValue:
    """The same to print before a meeting, by owner, with room for notes."""
    reader, asked, day = require_user(), Asked.of(request.args), today()
    require(may_decide(reader))
    found = listing.loaded(listing.rows(asked, reader, day))
    groups = listing.by_unit(found, day)
    return render_template(
        "meetings/follow_up_sheet.html",
        groups=groups,
        asked=asked,
        day=day,
        total=len(found),
        late=sum(each.is_overdue(day) for each in found),
        person=listing.person,
    )


@bp.get("/meetings/<int:id>/follow-ups")
def of_meeting(id: int) -> ResponseReturnValue:
    """The page that opens a meeting: what became of the last resolutions, what is to be done."""
    reader = require_user()
    meeting, here = find(id, reader), site()
    progress = opening.progress(meeting, reader)
    proofs = [record for one in progress for record in one.proofs]
    return render_template(
        "meetings/opening.html",
        meeting=meeting,
        progress=progress,
        proofs={record.id: entry(here, record) for record in proofs},
        groups=opening.still_open(meeting, reader, today()),
        own=opening.of_this(meeting, reader),
        person=listing.person,
        day=today(),
        may_run=may_run(reader, meeting),
        is_before=meeting.state in BEFORE and meeting.manner is not Manner.WRITTEN,
    )


@bp.post("/meetings/<int:id>/follow-ups/carry")
def carry(id: int) -> ResponseReturnValue:
    """Put the standing item on the agenda now; it also comes by itself."""
    secretary = require_user()
    meeting = find(id, secretary)
    made = carrying.carry_over(meeting, secretary)
    if made:
        flash(_("The open follow-ups stand first on the agenda."), "success")
    else:
        flash(_("Nothing of earlier meetings is open."))
    return redirect(f"{meeting.address}/follow-ups", 303)


def find(id: int, reader: User) -> Meeting:
    """The meeting, or 404 for what does not exist and what this person may not see."""
    meeting = db.session.get(Meeting, id)
    if meeting is None or reader.role in OUTSIDE or not may_see(reader, meeting):
        abort(404)
    return meeting
