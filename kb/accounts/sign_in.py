"""Sign-in: the session of the present request, and the refusal of everybody without one.

Flask's signed cookie holds no more than the token of a row of `user_session`, the token of the
forms, and messages for the next page. Flask-Login reads it; the row decides.
"""

from datetime import timedelta

import flask_login
from flask import Flask, current_app, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin
from werkzeug import Response
from werkzeug.exceptions import Forbidden, Unauthorized

from kb.accounts import credentials, second_factor, sessions, throttling
from kb.accounts.sessions import UserSession
from kb.accounts.users import STAFF, User
from kb.db import SAFE_METHODS, db
from kb.web.access import is_public
from kb.web.access import public as public
from kb.web.request_ids import USER_ID
from kb.web.settings import setting

PROGRAMS = "/api/"
PASSWORD_PAGES = frozenset({"own.password"})
FACTOR_PAGES = frozenset({"own.factor", "own.begin_factor"})
ALWAYS = frozenset({"accounts.sign_out", "languages.switch", "static"})
"""What stays open to who has to do something first."""


class SignedIn(UserMixin):  # type: ignore[misc]  # the library has no types
    """What Flask-Login holds: the person, and the token that it puts into the cookie."""

    def __init__(self, user: User, token: str) -> None:
        self.user = user
        self.token = token

    def get_id(self) -> str:
        return self.token


def install(app: Flask) -> None:
    """Read the session of every request; refuse visitors unless the view is `@public`."""
    # Templates know who is signed in from the frame of every page.
    manager = LoginManager(app, add_context_processor=False)
    # Its protection compares addresses, which change under way on mobile networks, and writes
    # into the cookie of visitors.
    manager.session_protection = None
    manager.user_loader(_load)
    app.before_request(refuse_visitors)
    app.before_request(lead_to_duty)


def idle_time(user: User) -> timedelta:
    """How long this person's session lasts without a sign of life."""
    name = "KB_STAFF_IDLE_MINUTES" if user.role in STAFF else "KB_IDLE_MINUTES"
    return timedelta(minutes=setting(name))


def lifetime() -> timedelta:
    return timedelta(hours=setting("KB_SESSION_HOURS"))


def current_user() -> User | None:
    """Who is signed in; None for a visitor."""
    if "_user_id" not in session:
        return None
    found = flask_login.current_user
    return found.user if found.is_authenticated else None


def current_token() -> str | None:
    """The token of the present session."""
    return session.get("_user_id")


def require_user() -> User:
    """Who is signed in; 401 for a visitor."""
    user = current_user()
    if user is None:
        raise Unauthorized
    return user


def sign_in(user: User) -> None:
    """Begin a session for this person in this browser; nothing of an earlier one stays."""
    token = current_token()
    if token is not None:
        sessions.end(token)
    session.clear()
    agent = request.headers.get("User-Agent", "")
    client = request.remote_addr or ""
    throttling.record(user.email, client, True)
    token = sessions.begin(user, lifetime(), client, agent)
    flask_login.login_user(SignedIn(user, token))
    request.environ[USER_ID] = user.id


def sign_out() -> None:
    """End the present session, here and in the database."""
    token = current_token()
    if token is not None:
        sessions.end(token)
    flask_login.logout_user()
    session.clear()


def refuse_visitors() -> Response | None:
    """Before every view: 401 for programs, the sign-in page for people."""
    if is_public(current_app, request.endpoint) or current_user() is not None:
        return None
    if request.path.startswith(PROGRAMS):
        raise Unauthorized
    rule = request.url_rule
    comes_back = rule is not None and "GET" in (rule.methods or ())
    here = request.full_path.rstrip("?") if request.method == "GET" else request.path
    target = url_for("accounts.sign_in", next=here if comes_back else None)
    if "HX-Request" in request.headers:
        # htmx would draw the sign-in page into the middle of this one.
        return Response(status=401, headers={"HX-Redirect": target})
    return redirect(target, 303)


def lead_to_duty() -> Response | None:
    """Before every view: who has a duty to the site does that first."""
    user = current_user()
    if user is None or request.endpoint is None or request.endpoint in ALWAYS:
        return None
    pages, address = _duty(user)
    if not pages or request.endpoint in pages:
        return None
    if request.path.startswith(PROGRAMS):
        raise Forbidden
    return redirect(address, 303)


def _duty(user: User) -> tuple[frozenset[str], str]:
    """The pages that this person has to pass, and the first of them; none for most people."""
    left = credentials.days_left(user)
    if left is not None and left < 0:
        return PASSWORD_PAGES, "/account/password"
    if user.role in STAFF and setting("KB_REQUIRE_TOTP") and not second_factor.has(user):
        return FACTOR_PAGES, "/account/second-factor"
    return frozenset(), ""


def _load(token: str) -> SignedIn | None:
    row = sessions.find(token, idle_time)
    if row is None:
        return None
    request.environ[USER_ID] = row.user_id
    if sessions.is_stale(row):
        _note_life(row)
    return SignedIn(row.user, token)


def _note_life(row: UserSession) -> None:
    if request.method in SAFE_METHODS:
        sessions.seen_while_reading(row, db.engine)
    else:
        sessions.seen(row)
