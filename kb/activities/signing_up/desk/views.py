"""The host's pages: the list's terms, the names, the printed sheet, and checking in."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.activities.activities import Activity
from kb.activities.sign_ups import Place, SignUp, SignUpSheet
from kb.activities.signing_up import joining, names, sheets
from kb.activities.signing_up.forms import CodeForm, SheetForm, terms_of
from kb.activities.signing_up.rights import has_begun, is_past, may_host, standing
from kb.activities.signing_up.views import find
from kb.alliance import rules
from kb.clock import today
from kb.db import db
from kb.errors import DomainError
from kb.publishing.permissions import require
from kb.web.downloads import attachment
from kb.web.fields import Form, render_form

bp = Blueprint("sign_up_desk", __name__)


def _hosted(address: str) -> tuple[Activity, User]:
    """404 for who does not see the activity, 403 for who does not hold it."""
    host, activity = require_user(), find(address)
    require(may_host(host, activity))
    return activity, host


def _with_list(address: str) -> tuple[Activity, SignUpSheet, User]:
    activity, host = _hosted(address)
    sheet = sheets.of(activity)
    return activity, sheet or abort(404), host


@bp.route("/activities/<address>/sign-ups/list", methods=["GET", "POST"])
def terms(address: str) -> ResponseReturnValue:
    """Open the list, or change its terms."""
    activity, host = _hosted(address)
    sheet = sheets.of(activity)
    form = SheetForm(data=terms_of(sheet))
    stale = sheet is not None and request.form.get("version", "") != str(sheet.version)
    if form.validate_on_submit() and not stale and _obeyed(form, activity, sheet, host):
        flash(_("Saved."), "success")
        return redirect(f"/activities/{activity.address}/sign-ups", 303)
    page, status = render_form(
        "activities/signing_up/terms.html",
        form,
        activity=activity,
        sheet=sheet,
        stale=stale and request.method == "POST",
    )
    return page, 409 if stale and request.method == "POST" else status


def _obeyed(form: SheetForm, activity: Activity, sheet: SignUpSheet | None, host: User) -> bool:
    """Give the order; a rule that refuses it is said on the form, which keeps what was typed."""
    try:
        if sheet is None:
            sheets.begin(activity, host, form.terms)
        else:
            sheets.change(sheet, host, form.terms)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.form_errors.append(str(refusal))
        return False
    return True


@bp.get("/activities/<address>/sign-ups")
def index(address: str) -> ResponseReturnValue:
    """Who comes, who waits, who is here; the place to check people in."""
    activity, _host = _hosted(address)
    return _page(activity, CodeForm())


def _page(activity: Activity, form: Form) -> tuple[str, int]:
    sheet = sheets.of(activity)
    return render_form(
        "activities/signing_up/names.html",
        form,
        activity=activity,
        sheet=sheet,
        standing=standing(activity, sheet),
        people=names.people(sheet) if sheet else [],
        numbers=sheets.numbers(sheet) if sheet else None,
        may_check_in=has_begun(activity),
        is_past=is_past(activity),
        figures=sheets.figures(activity),
        kept_days=rules.sign_up_kept_days(today()),
    )


@bp.get("/activities/<address>/sign-ups.xlsx")
def workbook(address: str) -> Response:
    """The names as a file."""
    activity, sheet, _host = _with_list(address)
    return attachment(names.table(sheet), f"{activity.title} {_('Sign-ups')}")


@bp.get("/activities/<address>/sign-ups/print")
def paper(address: str) -> ResponseReturnValue:
    """The sheet that people sign at the door."""
    activity, sheet, _host = _with_list(address)
    coming = [each for each in names.people(sheet) if each.place is Place.COMING and each.name]
    return render_template(
        "activities/signing_up/paper.html", activity=activity, people=coming, spare=range(8)
    )


@bp.post("/activities/<address>/sign-ups/check-in")
def check_in(address: str) -> ResponseReturnValue:
    """By the code that the person shows."""
    activity, sheet, host = _with_list(address)
    form = CodeForm()
    if form.validate_on_submit():
        found = joining.by_code(form.code.data)
        if found is not None and found.sheet_id == sheet.id and found.name:
            _welcome(found, host)
            return redirect(f"/activities/{activity.address}/sign-ups", 303)
        form.code.errors = [_("No such code on this list. Compare it letter by letter.")]
    return _page(activity, form)


def _welcome(found: SignUp, host: User) -> None:
    waited = found.place is Place.WAITING
    if not joining.check_in(found, host):
        flash(_("%(name)s was checked in already.", name=found.name), "info")
    elif waited:
        flash(_("%(name)s is here, let in from the waiting list.", name=found.name), "success")
    else:
        flash(_("%(name)s is here.", name=found.name), "success")


@bp.post("/sign-ups/<code>/check-in")
def check_in_here(code: str) -> ResponseReturnValue:
    """On the page that the QR code leads to."""
    host, found = require_user(), joining.by_code(code)
    if found is None or not found.name:
        abort(404)
    _welcome(found, host)
    return redirect(f"/sign-ups/{found.code}", 303)


@bp.post("/activities/<address>/sign-ups/<int:id>/<order>")
def correct(address: str, id: int, order: str) -> ResponseReturnValue:
    """Check in without a code, take that back, or take somebody off who has phoned."""
    activity, sheet, host = _with_list(address)
    found = db.session.get(SignUp, id)
    if found is None or found.sheet_id != sheet.id:
        abort(404)
    if order == "here":
        _welcome(found, host)
    elif order == "not-here":
        joining.take_back(found, host)
    elif order == "off":
        joining.call_off(found, host)
    else:
        abort(404)
    return redirect(f"/activities/{activity.address}/sign-ups", 303)
