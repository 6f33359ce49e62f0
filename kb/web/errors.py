"""Errors: every failure as a page, or as JSON for programs, with a request id and no details."""

import errno

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.globals import request_ctx
from flask_babel import gettext as _
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from kb.db import db
from kb.errors import DomainError
from kb.web.languages import html_lang
from kb.web.request_ids import request_id

RETRY_SECONDS = 5
PROGRAMS = ("/api/", "/health/", "/suggest")
"""Addresses whose readers are programs."""


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DomainError, domain_error)
    for lost in (StaleDataError, IntegrityError):
        app.register_error_handler(lost, conflict)
    app.register_error_handler(DataError, unfit)
    for away in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(away, unavailable)
    app.register_error_handler(OSError, no_room)


def http_error(error: HTTPException) -> Response:
    """404, 405, 413 and all others that Werkzeug knows; 500 too."""
    if error.response is not None:
        return make_response(error.response)
    response = answer(error.code or 500)
    for name, value in error.get_headers(request.environ):
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def domain_error(error: DomainError) -> Response:
    """A rule says no; the sentence was written for this reader."""
    return answer(error.status, str(error))


def conflict(error: StaleDataError | IntegrityError) -> Response:
    """Two people at once: the second is told, nothing is overwritten."""
    db.session.rollback()
    current_app.logger.warning("conflict", exc_info=error)
    return answer(409)


def unfit(error: DataError) -> Response:
    """A value that no column can hold."""
    db.session.rollback()
    current_app.logger.warning("unfit value", exc_info=error)
    return answer(400)


def unavailable(error: OperationalError | InterfaceError | PoolTimeout) -> Response:
    """The database is away, locked or full. Reading may work again in a moment."""
    current_app.logger.error("database unavailable", exc_info=error)
    response = answer(503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def no_room(error: OSError) -> Response:
    """The disk is full: nothing is kept, and what is there can still be read."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    current_app.logger.error("no room on the disk", exc_info=error)
    return answer(503)


def answer(status: int, message: str = "") -> Response:
    """The page or the JSON object of this failure."""
    title, advice = _words(status)
    if request.path.startswith(PROGRAMS):
        response = jsonify(
            type="about:blank",
            title=title,
            status=status,
            detail=message or advice,
            request_id=request_id(),
        )
        response.mimetype = "application/problem+json"
    else:
        response = make_response(_page(status, title, message or advice))
    response.status_code = status
    return response


def _page(status: int, title: str, message: str) -> str:
    words = {"status": status, "title": title, "message": message, "request_id": request_id()}
    # The frame of a page asks the database who reads, and builds addresses of a known host.
    if status in (500, 503) or request_ctx.url_adapter is None:
        bare = current_app.jinja_env.get_template("error_bare.html")
        return bare.render(html_lang=html_lang(), **words)
    return render_template("error.html", offers_search=status in (404, 410), **words)


def _words(status: int) -> tuple[str, str]:
    """What it is called, and what the reader can do."""
    words = {
        400: (_("This request cannot be read"), _("Check the address, or reload the form.")),
        401: (_("Please sign in"), _("This is only for people with an account.")),
        403: (_("Not allowed"), _("Ask the secretariat if you need this.")),
        404: (_("Not found"), _("The page does not exist, or not for you. Try the search.")),
        405: (_("Not possible here"), _("Go back and use the buttons of the page.")),
        409: (
            _("Somebody else was faster"),
            _("Meanwhile this was changed. Go back, reload, and compare before you save again."),
        ),
        413: (_("Too large"), _("Shorten the text or choose a smaller file.")),
        415: (_("Unknown format"), _("Send it in a format that the page names.")),
        422: (_("This does not fit"), _("Correct what is marked and send it again.")),
        429: (_("Too many attempts"), _("Wait a little and try again.")),
        503: (
            _("Not available at the moment"),
            _("Try again in a moment. What you have typed is still in your browser: go back."),
        ),
    }
    failure = (
        _("Something went wrong"),
        _("It is written down. If it happens again, tell the secretariat the number below."),
    )
    return words.get(status, failure if status >= 500 else words[400])
