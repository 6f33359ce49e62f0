"""Pages of the staff about accounts: the list, inviting, one account and the steps on it."""

from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug import Response

from kb.accounts import letters, second_factor, sessions
from kb.accounts.passwords import profile
from kb.accounts.sign_in import current_user, idle_time, require_user
from kb.accounts.users import Role, User
from kb.alliance import names
from kb.db import db
from kb.people import accounts, directory
from kb.people.accounts import Invitation
from kb.people.directory import AccountState, Asked
from kb.people.forms import InvitationForm, ScopeForm
from kb.publishing.permissions import is_staff, may_look_after, require
from kb.web.addresses import base_url
from kb.web.fields import render_form
from kb.web.paging import Page as ListPage

bp = Blueprint("people", __name__, url_prefix="/admin/accounts")

Page = Response | str | tuple[str, int]


@bp.before_request
def only_staff() -> None:
    require(is_staff(current_user()))


@bp.get("")
def index() -> str:
    """All accounts."""
    asked = _asked()
    page = ListPage.of(request.args, directory.count(asked))
    return render_template(
        "people/index.html",
        entries=directory.entries(asked, page.offset, page.size),
        asked=asked,
        page={"number": page.number, "addresses": _addresses(page)},
        total=page.total,
        roles=list(Role),
        states=list(AccountState),
        profile=profile(),
        **_names(),
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Invite somebody; the answer shows the link, once."""
    form = InvitationForm()
    if not form.validate_on_submit():
        return render_form("people/new.html", form)
    invitation = Invitation(form.name.data, form.email.data, form.scope)
    user, token = accounts.invite(invitation, require_user())
    return _invitation(user, token)


@bp.get("/<int:id>")
def detail(id: int) -> Page:
    """One account, and what can be done about it."""
    user = _find(id)
    return _detail(user, ScopeForm(data={n: getattr(user, n) for n in ("role", "member", "city")}))


@bp.post("/<int:id>/scope")
def appoint(id: int) -> Page:
    user, form = _find(id), ScopeForm()
    if not form.validate_on_submit():
        return _detail(user, form)
    accounts.appoint(user, require_user(), form.scope)
    return _done(user, _("Saved. The person signs in anew, with the new rights."))


@bp.post("/<int:id>/invitation")
def renew(id: int) -> Page:
    user = _find(id)
    return _invitation(user, accounts.renew(user, require_user()))


@bp.post("/<int:id>/reset")
def reset(id: int) -> str:
    user = _find(id)
    link = f"{base_url()}/reset/{accounts.hand_over_reset(user, require_user())}"
    letters.reset(user, link)
    return _link(user, link, _("A link for a new password"))


@bp.post("/<int:id>/lock")
def lock(id: int) -> Response:
    user = _find(id)
    accounts.lock(user, require_user())
    return _done(user, _("The account is locked. All its sessions have ended."))


@bp.post("/<int:id>/unlock")
def unlock(id: int) -> Response:
    user = _find(id)
    accounts.unlock(user, require_user())
    return _done(user, _("The account can be used again."))


@bp.post("/<int:id>/sessions/end")
def end_sessions(id: int) -> Response:
    user = _find(id)
    accounts.end_sessions(user, require_user())
    return _done(user, _("All sessions of this account have ended."))


@bp.post("/<int:id>/second-factor/end")
def end_second_factor(id: int) -> Response:
    user = _find(id)
    accounts.end_second_factor(user, require_user())
    return _done(user, _("Two-factor sign-in is off for this account."))


def _asked() -> Asked:
    """What the address asks for; what it cannot mean is passed over."""
    role, state = request.args.get("role", ""), request.args.get("state", "")
    return Asked(
        request.args.get("q", "")[:200].strip(),
        Role(role) if role in list(Role) else None,
        AccountState(state) if state in list(AccountState) else None,
    )


def _addresses(page: ListPage) -> dict[int, str]:
    kept = {name: value for name, value in request.args.items() if name != "page"}
    return {
        number: f"{request.path}?{urlencode(kept | {'page': number})}"
        for number in page.numbers
        if number is not None
    }


def _find(id: int) -> User:
    return db.session.get(User, id) or abort(404)


def _detail(user: User, form: ScopeForm) -> Page:
    (entry,) = directory.described([user])
    return render_form(
        "people/detail.html",
        form,
        entry=entry,
        user=user,
        changes=may_look_after(current_user(), user.role),
        is_self=user.id == require_user().id,
        sessions=sessions.of(user, idle_time(user)),
        has_second_factor=second_factor.has(user),
        **_names(),
    )


def _names() -> dict[str, object]:
    return {"members": names.member_names(), "cities": names.city_names()}


def _invitation(user: User, token: str) -> str:
    link = f"{base_url()}/invitation/{token}"
    letters.invitation(user, link)
    return _link(user, link, _("The invitation is ready"))


def _link(user: User, link: str, heading: str) -> str:
    """The page with the link on it: it is shown this one time, for handing over."""
    mails = bool(current_app.config.get("KB_MAIL_SERVER"))
    return render_template("people/link.html", user=user, link=link, heading=heading, mails=mails)


def _done(user: User, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(f"/admin/accounts/{user.id}", 303)
