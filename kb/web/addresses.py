"""Addresses: the site's own as others see it, and static files with their content's mark."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import current_app, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException
from werkzeug.urls import uri_to_iri

from kb.web.access import is_public


def base_url() -> str:
    """Where the site lives, without a slash at the end: as set, else as this request came."""
    configured = str(current_app.config.get("KB_BASE_URL") or "")
    return configured.rstrip("/") or _spelled(request.scheme, request.host)


@lru_cache(maxsize=64)
def _spelled(scheme: str, host: str) -> str:
    """As people read it, which takes longer to find out than to find a record."""
    return uri_to_iri(f"{scheme}://{host}")


def certain_base_url() -> str:
    """The same for letters that strangers cause: empty where a request could name any host."""
    config = current_app.config
    return base_url() if config.get("KB_BASE_URL") or config.get("TRUSTED_HOSTS") else ""


def present() -> str:
    """Path and query of the present request."""
    return request.full_path.rstrip("?")


def static(name: str) -> str:
    """A static file's address, which changes with its content, so that browsers may keep it."""
    mark = _mark(current_app.static_folder or "", name)
    return f"{current_app.static_url_path}/{name}?v={mark}"


@lru_cache(maxsize=256)
def _mark(folder: str, name: str) -> str:
    path = Path(folder) / name
    return sha256(path.read_bytes()).hexdigest()[:10] if path.exists() else "0"


def has_page(address: str, for_visitors: bool) -> bool:
    """Whether this site has a page at the address, and one that visitors may open."""
    adapter = request_ctx.url_adapter
    try:
        endpoint, _parts = adapter.match(address, "GET") if adapter else ("", {})
    except HTTPException:
        return False
    return bool(endpoint) and (not for_visitors or is_public(current_app, endpoint))
