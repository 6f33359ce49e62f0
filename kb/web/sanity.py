"""Sanity: requests that cannot be read are answered 400 before any view sees them."""

from urllib.parse import unquote_to_bytes

from flask import Flask, request
from werkzeug.exceptions import BadRequest

LARGEST = 4 * 1024 * 1024
"""Bytes of a request: a text may have 200,000 characters, and a form sends nine bytes for each."""
FORM = "application/x-www-form-urlencoded"


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


def _check(raw: bytes) -> None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("not UTF-8") from error
    if "\0" in text:
        raise BadRequest("NUL")
