"""Sanity: requests that cannot be read are answered 400 before any view sees them."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

from flask import Flask, current_app, request
from werkzeug.exceptions import BadRequest

LARGEST = 4 * 1024 * 1024
"""Bytes of a request: a text may have 200,000 characters, and a form sends nine bytes for each."""
FORM = "application/x-www-form-urlencoded"
UPLOAD_FORM = 1024 * 1024
"""Bytes of an upload beside its files."""

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(view: View) -> View:
    """Mark a view whose requests may bring two files of the largest size. Below `@bp.route`."""
    view.takes_files = True  # type: ignore[attr-defined]  # the mark on the function itself
    return view


def install(app: Flask) -> None:
    """Limit bodies, and refuse what is not UTF-8 in path, query or form."""
    if app.config.get("MAX_CONTENT_LENGTH") is None:
        app.config["MAX_CONTENT_LENGTH"] = LARGEST
    # A form is one long text and some lines; files have views and limits of their own.
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST
    app.config["MAX_FORM_PARTS"] = 1000
    app.before_request(refuse_unreadable)


def refuse_unreadable() -> None:
    """Raise BadRequest for broken UTF-8 and for NUL, which no database takes."""
    _make_room()
    _check(request.environ.get("PATH_INFO", "").encode("latin-1"))
    query = request.query_string
    if b"%" in query or not query.isascii():
        _check(unquote_to_bytes(query))
    if request.method in ("GET", "HEAD"):
        return
    if request.mimetype == FORM:
        # Werkzeug would replace what is broken; the bytes themselves tell.
        _check(unquote_to_bytes(request.get_data(cache=True)))
    elif any("\ufffd" in value or "\0" in value for value in request.form.values()):
        raise BadRequest("form is not UTF-8")


def _make_room() -> None:
    """More for files, from those who have signed in; of whom that is true is found out later."""
    view = current_app.view_functions.get(request.endpoint or "")
    signed_in = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if signed_in and getattr(view, "takes_files", False):
        request.max_content_length = 2 * int(current_app.config["KB_FILE_MIB"]) << 20
        request.max_content_length += UPLOAD_FORM


def _check(raw: bytes) -> None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("not UTF-8") from error
    if "\0" in text:
        raise BadRequest("NUL")
