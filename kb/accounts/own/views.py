"""Pages of one's own account: profile, password, sessions, two-factor sign-in."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug import Response

from kb.accounts import credentials, devices, second_factor, sessions
from kb.accounts import sign_in as signing
from kb.accounts.forms import WRONG_CODE, CodeForm, PasswordForm, ProfileForm
from kb.accounts.sign_in import require_user
from kb.accounts.users import STAFF, User
from kb.web.fields import render_form
from kb.web.settings import setting

bp = Blueprint("own", __name__, url_prefix="/account")

Page = Response | str | tuple[str, int]


@bp.route("", methods=["GET", "POST"])
def account() -> Page:
    """Who I am here, how I sign in, where I am signed in."""
    user = require_user()
    form = ProfileForm(data={"name": user.name, "language": user.language})
    if not form.validate_on_submit():
        return _account(user, form)
    user.name, user.language = form.name.data, str(form.language.data)
    flash(_("Saved."), "success")
    return redirect(f"/language/{user.language}?next=/account", 303)


@bp.route("/password", methods=["GET", "POST"])
def password() -> Page:
    """A new password; also where everybody is led whose password has come to its end."""
    user = require_user()
    form, left = PasswordForm(user), credentials.days_left(user)
    if form.validate_on_submit():
        g.keep_changes = True  # This door to the password is throttled like the front door.
        if credentials.check(user.email, form.old.data, _client()) is not None:
            credentials.change_password(user, form.password.data)
            signing.sign_in(user)
            flash(_("Your password is changed. All other sessions have ended."), "success")
            return redirect("/account", 303)
        form.old.errors = [_("The present password is wrong.")]
    return render_form("accounts/password.html", form, left=left)


@bp.post("/sessions/<int:id>/end")
def end_session(id: int) -> Response:
    if not sessions.end_one(require_user(), id):
        abort(404)
    flash(_("The session has ended."))
    return redirect("/account", 303)


@bp.post("/sessions/end-others")
def end_other_sessions() -> Response:
    sessions.end_all(require_user(), keep=signing.current_token())
    flash(_("All other sessions have ended."))
    return redirect("/account", 303)


@bp.route("/second-factor", methods=["GET", "POST"])
def factor() -> Page:
    """Set up two-factor sign-in; the answer to the first code shows the recovery codes, once."""
    user, form = require_user(), CodeForm()
    if form.validate_on_submit():
        g.keep_changes = True
        codes = second_factor.confirm(user, form.code.data, _client())
        if codes is not None:
            sessions.end_all(user, keep=signing.current_token())
            return render_template("accounts/codes.html", codes=codes)
        form.code.errors = [WRONG_CODE]
    return _factor(form)


@bp.post("/second-factor/begin")
def begin_factor() -> Response:
    second_factor.begin(require_user())
    return redirect("/account/second-factor", 303)


@bp.post("/second-factor/codes")
def show_codes() -> Page:
    """New recovery codes; the old ones end."""
    form = CodeForm()
    if _proved(form):
        codes = second_factor.new_codes(require_user())
        return render_template("accounts/codes.html", codes=codes)
    return _factor(form)


@bp.post("/second-factor/end")
def end_factor() -> Page:
    form = CodeForm()
    if not _proved(form):
        return _factor(form)
    second_factor.end(require_user())
    flash(_("Two-factor sign-in is off."), "success")
    return redirect("/account/second-factor", 303)


def _client() -> str:
    return request.remote_addr or ""


def _proved(form: CodeForm) -> bool:
    """True when the person has just given a good code."""
    if not form.validate_on_submit():
        return False
    g.keep_changes = True
    right = second_factor.check(require_user(), form.code.data, _client())
    if not right:
        form.code.errors = [WRONG_CODE]
    return right


def _factor(form: CodeForm) -> Page:
    user = require_user()
    waiting = second_factor.pending(user)
    return render_form(
        "accounts/second_factor.html",
        form,
        is_on=second_factor.has(user),
        required=user.role in STAFF and setting("KB_REQUIRE_TOTP"),
        picture=second_factor.picture(waiting, _("Seven-city alliance library")) if waiting else "",
        secret=second_factor.spelled(waiting) if waiting else "",
    )


def _account(user: User, form: ProfileForm) -> Page:
    return render_form(
        "accounts/account.html",
        form,
        user=user,
        sessions=sessions.of(user, signing.idle_time(user)),
        here=sessions.token_hash(signing.current_token() or ""),
        device=devices.named,
        has_factor=second_factor.has(user),
        left=credentials.days_left(user),
    )
