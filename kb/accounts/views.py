"""Pages of signing in and out, and of the links that open an account."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, g, redirect, request
from flask import session as cookie
from flask_babel import gettext as _
from werkzeug import Response

from kb.accounts import credentials, forgotten, second_factor, setup, tokens
from kb.accounts import sign_in as signing
from kb.accounts.forms import (
    WRONG_CODE,
    CodeForm,
    ForgottenForm,
    NewPasswordForm,
    SetupForm,
    SignInForm,
)
from kb.accounts.sign_in import current_user, public
from kb.accounts.tokens import Purpose
from kb.accounts.users import User
from kb.web.addresses import certain_base_url
from kb.web.errors import answer
from kb.web.fields import render_form
from kb.web.redirects import safe_next
from kb.web.settings import setting

bp = Blueprint("accounts", __name__)

Page = Response | str | tuple[str, int]
HALF_IN = "half_in"
"""Where the cookie keeps the token between password and code."""
PATIENCE = timedelta(minutes=5)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    target = safe_next(request.args.get("next"), "/")
    if current_user() is not None:
        return redirect(target, 303)
    form = SignInForm()
    if form.validate_on_submit():
        g.keep_changes = True  # A failed try is counted, although the answer is an error.
        user = credentials.check(form.email.data, form.password.data, _client())
        if user is not None:
            return _enter(user, target)
        current_app.logger.warning("sign-in failed", extra={"facts": {"address": _client()}})
        form.password.errors = [_("Mail address or password is wrong.")]
    return render_form("accounts/sign_in.html", form)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
def code() -> Page:
    """The second step, for who has a second factor."""
    token, target = cookie.get(HALF_IN, ""), safe_next(request.args.get("next"), "/")
    user, form = tokens.find(token, Purpose.SECOND_FACTOR), CodeForm()
    if user is None:
        return redirect("/sign-in", 303)
    if form.validate_on_submit():
        g.keep_changes = True
        if second_factor.check(user, form.code.data, _client()):
            return _sign_in(tokens.redeem(token, Purpose.SECOND_FACTOR), target)
        form.code.errors = [WRONG_CODE]
    return render_form("accounts/code.html", form)


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
        flash(
            _("Welcome. You administer this site now. Invite the secretariat and the parks first.")
        )
        return redirect("/admin/accounts", 303)
    return render_form("accounts/setup.html", form)


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> Page:
    return _by_link(token, Purpose.INVITATION)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> Page:
    return _by_link(token, Purpose.RESET)


@bp.route("/forgotten", methods=["GET", "POST"])
@public
def ask_for_link() -> Page:
    form, home = ForgottenForm(), certain_base_url() if setting("KB_MAIL_SERVER") else ""
    if form.validate_on_submit():
        forgotten.ask(form.email.data, _client(), home)
        return redirect("/forgotten?asked=1", 303)
    asked = "asked" in request.args
    return render_form("accounts/forgotten.html", form, asked=asked, mails=bool(home))


def _client() -> str:
    return request.remote_addr or ""


def _enter(user: User, target: str) -> Response:
    """Who has proved the password comes in, or is asked for the code first."""
    if not second_factor.has(user):
        return _sign_in(user, target)
    cookie[HALF_IN] = tokens.issue(user, Purpose.SECOND_FACTOR, PATIENCE)
    return redirect(f"/sign-in/code?{urlencode({'next': target})}", 303)


def _sign_in(user: User, target: str) -> Response:
    signing.sign_in(user)
    left = credentials.days_left(user)
    if left is not None and 0 <= left < credentials.WARNING:
        flash(_("Your password ends in %(days)s days. Change it now.", days=left + 1), "warning")
    return redirect(target, 303)


def _by_link(token: str, purpose: Purpose) -> Page:
    """A new password for whoever holds the link."""
    user = tokens.find(token, purpose)
    if user is None or not user.active:
        return answer(404, _("This link has been used or has expired. Ask for a new one."))
    form = NewPasswordForm(user)
    if form.validate_on_submit():
        credentials.change_password(tokens.redeem(token, purpose), form.password.data)
        response = _enter(user, "/my" if purpose is Purpose.INVITATION else "/account")
        flash(_("Your password is set."), "success")
        return response
    return render_form("accounts/new_password.html", form, user=user, purpose=purpose)
