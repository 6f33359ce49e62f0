"""Headers: what every answer tells the browser, and who may keep it."""

from flask import Flask, Request, Response, current_app, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

from kb.web.access import STATIC, is_public

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "manifest-src 'self'",
    )
)
"""Nothing is inline, so there is no nonce; nothing comes from another host."""
SECURITY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SECURITY = [(name.lower(), name, value) for name, value in SECURITY.items()]
HSTS = "max-age=63072000; includeSubDomains"
SHARED = "kb.shared"
"""Set in the environment when an answer is the same for every visitor."""


def install(app: Flask) -> None:
    """Cookies, and security headers on every answer."""
    https = bool(app.config.get("KB_HTTPS"))
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if https else "session",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
    app.session_interface = Sessions()
    app.after_request(secure)
    app.after_request(say_who_may_keep_it)


class Sessions(SecureCookieSessionInterface):
    """Flask's own; for who brings no cookie, what reads one is not even put together."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if app.secret_key and not request.cookies.get(self.get_cookie_name(app)):
            return self.session_class()
        return super().open_session(app, request)


def believe_proxies(app: Flask) -> None:
    """Take address, scheme and host from as many proxies as KB_PROXY_COUNT says; else from none."""
    count = int(app.config.get("KB_PROXY_COUNT") or 0)
    if count:
        trusted = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = trusted  # type: ignore[method-assign]  # how Flask wants it


def secure(response: Response) -> Response:
    """The same security headers everywhere; a view's own value stays."""
    named = {name.lower() for name, _value in response.headers}
    for key, name, value in _SECURITY:
        if key not in named:
            response.headers.add(name, value)
    if current_app.config.get("KB_HTTPS"):
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    return response


def say_who_may_keep_it(response: Response) -> Response:
    """Answers for one person are never stored; public ones are asked for again every time."""
    if request.endpoint == STATIC:
        if "v" in request.args and response.status_code in (200, 304):
            # The address changes with the content: there is nothing to ask again.
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
    named = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    shared = is_public(current_app, request.endpoint) and not named and not session.modified
    if not shared:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers.setdefault("Cache-Control", "no-cache")
    vary(response, "Accept-Language", "Cookie", "HX-Request")
    if "no-store" not in response.headers["Cache-Control"]:
        request.environ[SHARED] = True
    return response


def vary(response: Response, *names: str) -> None:
    """The answer depends on these headers of the request as well."""
    before = response.headers.get("Vary", "")
    known = before.lower().replace(" ", "").split(",")
    added = [name for name in names if name.lower() not in known]
    if added:
        response.headers["Vary"] = ", ".join([before, *added] if before else added)
