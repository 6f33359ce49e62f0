"""Redirects that stay on this site, whatever an address claims."""

from urllib.parse import urlsplit

from werkzeug.urls import iri_to_uri


def safe_next(target: str | None, otherwise: str) -> str:
    """The path to go on to, if it is one of this site; `otherwise` if it is not.

    Browsers drop control characters and read a backslash as a slash, so neither may occur.
    """
    if not target or len(target) > 2000 or not target.isprintable() or "\\" in target:
        return otherwise
    try:
        parts = urlsplit(iri_to_uri(target))
    except ValueError:
        return otherwise
    inside = target.startswith("/") and not target.startswith("//")
    if not inside or parts.scheme or parts.netloc or parts.path.startswith("//"):
        return otherwise
    return target
