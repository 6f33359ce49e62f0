"""Pages of signing in and out, the first administrator, and one's own account."""

from flask import Blueprint, abort, current_app, flash, g, redirect, request
from flask_babel import gettext as _
from werkzeug import Response

from kb.accounts import credentials, sessions, setup
from kb.accounts import sign_in as signing
from kb.accounts.forms import PasswordForm, SetupForm, SignInForm
from kb.accounts.sign_in import current_user, public, require_user
from kb.web.errors import answer
from kb.web.fields import render_form
from kb.web.redirects import safe_next

bp = Blueprint("accounts", __name__)

Page = Response | str | tuple[str, int]


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    target = safe_next(request.args.get("next"), "/")
    if current_user() is not None:
        return redirect(target, 303)
    form = SignInForm()
    if form.validate_on_submit():
        g.keep_changes = True  # A failed try is counted, although the answer is an error.
        user = credentials.check(form.email.data, form.password.data, request.remote_addr or "")
        if user is not None:
            signing.sign_in(user)
            return redirect(target, 303)
        current_app.logger.warning(
            "sign-in failed", extra={"facts": {"address": request.remote_addr}}
        )
        form.password.errors = [_("Mail address or password is wrong.")]
    return render_form("accounts/sign_in.html", form)


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    signing.sign_out()
    flash(_("You are signed out."))
    return redirect("/", 303)


@bp.route("/setup/<token>", methods=["GET", "POST"])
@public
def first_administrator(token: str) -> Page:
    if not setup.is_valid(token):
        return answer(404, setup.ended())
    form = SetupForm()
    if form.validate_on_submit():
        user = setup.redeem(token, form.name.data, form.email.data, form.password.data)
        signing.sign_in(user)
        flash(_("Welcome. You administer this site now."))
        return redirect("/", 303)
    return render_form("accounts/setup.html", form)


@bp.get("/account")
def account() -> Page:
    return _account(PasswordForm())


@bp.post("/account/password")
def change_password() -> Page:
    user, form = require_user(), PasswordForm()
    if not form.validate_on_submit():
        return _account(form)
    g.keep_changes = True  # This door to the password is throttled like the front door.
    if credentials.check(user.email, form.old.data, request.remote_addr or "") is None:
        form.old.errors = [_("The present password is wrong.")]
        return _account(form)
    credentials.change_password(user, form.password.data)
    signing.sign_in(user)
    flash(_("Your password is changed. All other sessions have ended."))
    return redirect("/account", 303)


@bp.post("/account/sessions/<int:id>/end")
def end_session(id: int) -> Response:
    if not sessions.end_one(require_user(), id):
        abort(404)
    flash(_("The session has ended."))
    return redirect("/account", 303)


@bp.post("/account/sessions/end-others")
def end_other_sessions() -> Response:
    sessions.end_all(require_user(), keep=signing.current_token())
    flash(_("All other sessions have ended."))
    return redirect("/account", 303)


def _account(form: PasswordForm) -> Page:
    user = require_user()
    return render_form(
        "accounts/account.html",
        form,
        user=user,
        sessions=sessions.of(user, signing.idle_time()),
        here=sessions.token_hash(signing.current_token() or ""),
    )
