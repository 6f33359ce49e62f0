"""Forgery: a page elsewhere must not act in a reader's name.

Three bars: SameSite cookies, the browser's own word about where a request comes from, and a
token in every form that writes.
"""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest

from kb.db import SAFE_METHODS

OWN = frozenset({"same-origin", "none"})


def install(app: Flask) -> None:
    """Check every writing request of the whole application; nothing is exempt."""
    # The token lives as long as the session. The Origin check below replaces the Referer check,
    # which would shut out browsers that are told to send none.
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    app.config.setdefault("WTF_CSRF_SSL_STRICT", False)
    app.before_request(refuse_foreign)
    CSRFProtect().init_app(app)


def refuse_foreign() -> None:
    """Raise BadRequest when the browser says that another site sends this writing request."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in OWN:
        raise BadRequest("sent by another site")
    origin = request.headers.get("Origin")
    if origin is None:
        return
    base = urlsplit(str(current_app.config.get("KB_BASE_URL") or ""))
    if urlsplit(origin).netloc not in {request.host, base.netloc} - {""}:
        raise BadRequest("sent by another origin")
