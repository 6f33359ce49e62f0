"""The pages of signing up that everybody may open: the form, one's own page with its code."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public
from kb.activities.activities import Activity
from kb.activities.kinds import ACTIVITIES
from kb.activities.sign_ups import Place, SignUp
from kb.activities.signing_up import joining, sheets
from kb.activities.signing_up.drawn import qr
from kb.activities.signing_up.forms import SignUpForm
from kb.activities.signing_up.rights import (
    Standing,
    has_begun,
    is_past,
    may_host,
    standing,
)
from kb.alliance import rules
from kb.catalog import views as catalog
from kb.clock import today
from kb.errors import DomainError
from kb.publishing.permissions import is_staff, may_read
from kb.web.addresses import base_url
from kb.web.fields import render_form
from kb.web.page_cache import changes_at

bp = Blueprint("signing_up", __name__)


def find(address: str) -> Activity:
    """The activity, or 404 for what is not there, not for this reader, or withdrawn."""
    record = catalog.find(ACTIVITIES, address)
    if not isinstance(record, Activity) or (record.withdrawn_at and not is_staff(current_user())):
        abort(404)
    return record


@bp.route("/activities/<address>/sign-up", methods=["GET", "POST"])
@public
def sign_up(address: str) -> ResponseReturnValue:
    """One short form; its answer is the person's own page."""
    activity, user = find(address), current_user()
    form = SignUpForm(data={"name": user.name if user else ""})
    if request.method == "POST" and form.validate_on_submit():
        if form.homepage.data:  # What programs send is thanked for and forgotten.
            return redirect(f"/activities/{activity.address}", 303)
        try:
            own = joining.sign_up(activity, form.person, user, request.remote_addr or "")
            return redirect(f"/sign-ups/{own.code}", 303)
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            form.form_errors.append(str(refusal))
    return render_form("activities/signing_up/sign_up.html", form, **described(activity))


def described(activity: Activity) -> dict[str, Any]:
    """What the form, and the fragment on the activity's page, say of the list."""
    sheet = sheets.of(activity)
    return {
        "activity": activity,
        "sheet": sheet,
        "standing": standing(activity, sheet),
        "numbers": sheets.numbers(sheet) if sheet else None,
        "kept_days": rules.sign_up_kept_days(today()),
        "hosts": may_host(current_user(), activity),
    }


@bp.app_template_global()
def sign_up_of(activity: Activity) -> dict[str, Any]:
    """For `activities/_sign_up.html`. Counts are the host's alone: the pages of visitors are kept
    while people sign up, and a number on them would soon be wrong.
    """
    sheet = sheets.of(activity)
    now = standing(activity, sheet)
    if sheet and now is Standing.OPEN:
        changes_at(sheet.closes_at)
    hosts = may_host(current_user(), activity)
    return {
        "sheet": sheet,
        "standing": now,
        "is_open": now is Standing.OPEN,
        "hosts": hosts,
        "numbers": sheets.numbers(sheet) if sheet and hosts else None,
        "may_begin": hosts and sheet is None and now in (Standing.NONE, Standing.NOT_YET),
        "figures": sheets.figures(activity) if hosts else [],
    }


@bp.get("/sign-ups/<code>")
@public
def own(code: str) -> ResponseReturnValue:
    """What the person has, and the code for the door; the host finds the button there."""
    found = _own(code)
    return _private(_own_page(found))


def _own(code: str) -> SignUp:
    """By its code; 404 too when the names of the list are gone."""
    found = joining.by_code(code)
    if found is None or not found.name:
        abort(404)
    return found


def _own_page(found: SignUp) -> str:
    activity, reader = found.sheet.activity, current_user()
    may_know = may_read(reader, activity) and activity.withdrawn_at is None
    open_to_change = not is_past(activity) and found.checked_in_at is None
    return render_template(
        "activities/signing_up/own.html",
        own=found,
        activity=activity if may_know else None,
        standing=standing(activity, found.sheet),
        spelled=joining.spelled(found.code),
        qr=qr(f"{base_url()}/sign-ups/{found.code}"),
        number=joining.number_in_line(found) if found.place is Place.WAITING else None,
        may_call_off=open_to_change and found.place is not Place.CALLED_OFF,
        hosts=may_host(reader, activity),
        may_check_in=has_begun(activity),
        kept_days=rules.sign_up_kept_days(today()),
    )


def _private(page: str) -> Response:
    """Kept nowhere: it names a person."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/sign-ups/<code>/call-off")
@public
def call_off(code: str) -> ResponseReturnValue:
    """Whoever holds the code gives the place back."""
    found = _own(code)
    joining.call_off(found, current_user())
    flash(_("You are off the list. Thank you for making room."), "success")
    return redirect(f"/sign-ups/{found.code}", 303)
