"""Request ids: one for each request, in the answer, on error pages and in the log."""

import re
import secrets
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request

from kb.web.logs import log_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HARMLESS = re.compile(r"[A-Za-z0-9._-]{8,64}")
REQUEST_ID = "kb.request_id"
USER_ID = "kb.user_id"
"""Where the sign-in leaves the person's id for the log."""


def request_id() -> str:
    """The id of the present request; empty outside of one."""
    return str(request.environ.get(REQUEST_ID, "")) if has_request_context() else ""


class RequestTrail:
    """The outermost layer: gives each request its id and writes its log line.

    It is plain WSGI, so that an answer from the page cache has both at the cost of neither
    routing nor contexts.
    """

    def __init__(self, inner: "WSGIApplication") -> None:
        self.inner = inner

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        identity = given if HARMLESS.fullmatch(given) else secrets.token_hex(8)
        environ[REQUEST_ID] = identity
        began = time.perf_counter()
        status = "500"

        def start(line: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            nonlocal status
            status = line[:3]
            return start_response(line, [*headers, ("X-Request-ID", identity)], *error)

        try:
            return self.inner(environ, start)
        finally:
            log_request(
                identity,
                environ["REQUEST_METHOD"],
                environ.get("PATH_INFO", ""),
                int(status),
                time.perf_counter() - began,
                environ.get("REMOTE_ADDR", ""),
                environ.get(USER_ID),
            )
