"""Page cache: finished pages of visitors, kept by each process and never stale.

A page is served again only while three things are as they were when it was drawn: the number in
`site_version`, which every transaction that changes something for visitors replaces; whatever
else the pages depend on (the search index); and the day in Shanghai. Asking costs one SELECT by
primary key. Nobody has to say which page depends on what, except where an hour of the day changes
what is said (`changes_at`).
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import Flask, has_request_context, request
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.sansio.http import parse_cookie

from kb.clock import today, utcnow
from kb.web.compression import accepts_gzip
from kb.web.headers import SHARED
from kb.web.languages import choose, cookie_name
from kb.web.site_version import NUMBER, read

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CAPACITY = 12 * 1024 * 1024
"""Bytes of pages that one process keeps."""
LARGEST = 512 * 1024
STATE = "kb.site_state"
"""Where a visitor's request finds the state of the site that its page will be kept for."""
_UNTIL = "kb.page_until"
TYPES = ("text/html", "application/json", "application/xml", "application/atom+xml", "text/xml")
_NOT_FOR_304 = {"content-length", "content-type", "content-encoding"}

Key = tuple[str, ...]
State = tuple[object, ...]
Headers = list[tuple[str, str]]


def present_state() -> State | None:
    """The state of the site for which this request's page will be kept; None where none is."""
    return request.environ.get(STATE) if has_request_context() else None


def changes_at(instant: datetime | None) -> None:
    """From then on this request's page says something else, though nothing was changed."""
    if instant is not None and has_request_context():
        environ = request.environ
        environ[_UNTIL] = min(instant, environ.get(_UNTIL, instant))


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished answer, and the state of the site in which it was drawn."""

    state: State
    headers: Headers
    body: bytes
    etag: str
    until: datetime | None = None
    """When it says something else."""

    def is_good(self, state: State) -> bool:
        return self.state == state and (self.until is None or utcnow() < self.until)


class Shelf:
    """Pages by key, the least recently read thrown away first. Bounded in bytes."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._pages: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Kept | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Kept) -> None:
        with self._lock:
            before = self._pages.pop(key, None)
            self.size += _weight(key, page) - (_weight(key, before) if before else 0)
            self._pages[key] = page
            while self.size > self.capacity:
                dropped_key, dropped = self._pages.popitem(last=False)
                self.size -= _weight(dropped_key, dropped)


def _weight(key: Key, page: Kept) -> int:
    # About what the objects around the bytes take.
    return len(page.body) + sum(map(len, key)) + 2000


class PageCache:
    """The layer before Flask: a hit costs neither routing nor contexts nor a template."""

    def __init__(
        self,
        app: Flask,
        inner: "WSGIApplication",
        engine: Engine,
        depends_on: Sequence[Callable[[], object]] = (),
    ) -> None:
        self.inner = inner
        self.engine = engine
        self.depends_on = depends_on
        self.shelf = Shelf(CAPACITY)
        self.session_cookie = str(app.config["SESSION_COOKIE_NAME"])
        self.language_cookie = cookie_name(bool(app.config.get("KB_HTTPS")))
        self.static = f"{app.static_url_path}/"

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self.inner(environ, start_response)
        try:
            number = read(self.engine)
            state = (today(), number, *(ask() for ask in self.depends_on))
        except SQLAlchemyError:
            # Let the page itself find out: it has words for the reader.
            return self.inner(environ, start_response)
        environ[STATE], environ[NUMBER] = state, number
        page = self.shelf.get(key)
        if page is not None and page.is_good(state):
            return _serve(page, environ, start_response)
        return self._draw(key, state, environ, start_response)

    def _key(self, environ: "WSGIEnvironment") -> Key | None:
        """What the answer depends on besides the site; None for what is never kept."""
        cookies = environ.get("HTTP_COOKIE", "")
        path = environ.get("PATH_INFO", "")
        if (
            environ["REQUEST_METHOD"] != "GET"
            or self.session_cookie in cookies
            or path.startswith(self.static)
            or "HTTP_AUTHORIZATION" in environ
        ):
            return None
        # Read as the page itself reads them: else what one visitor sends, as `lang="en"`, would
        # have a page kept for readers of the other language.
        named = self.language_cookie in cookies
        chosen = parse_cookie(cookies).get(self.language_cookie, "") if named else ""
        return (
            environ.get("wsgi.url_scheme", ""),
            environ.get("HTTP_HOST", ""),
            environ.get("SCRIPT_NAME", ""),
            path,
            environ.get("QUERY_STRING", ""),
            choose(chosen, environ.get("HTTP_ACCEPT_LANGUAGE", "")),
            "gzip" if accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else "",
            "hx" if "HTTP_HX_REQUEST" in environ else "",
        )

    def _draw(
        self,
        key: Key,
        state: State,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        answer: tuple[str, Headers] = ("", [])

        def start(status: str, headers: Headers, *_error: Any) -> Callable[[bytes], object]:
            nonlocal answer
            answer = (status, headers)
            return _no_writing

        chunks = self.inner(environ, start)
        status, headers = answer
        if not _may_keep(status, headers, environ):
            start_response(status, headers)
            return chunks
        try:
            body = b"".join(chunks)
        finally:
            getattr(chunks, "close", lambda: None)()
        etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        page = Kept(state, [*headers, ("ETag", etag)], body, etag, environ.get(_UNTIL))
        if len(body) <= LARGEST:
            self.shelf.put(key, page)
        return _serve(page, environ, start_response)


def install(
    app: Flask, engine: Engine, depends_on: Sequence[Callable[[], object]] = ()
) -> PageCache | None:
    """Put the cache before the application, unless KB_PAGE_CACHE=0."""
    if not app.config.get("KB_PAGE_CACHE", True):
        return None
    cache = PageCache(app, app.wsgi_app, engine, depends_on)
    app.wsgi_app = cache  # type: ignore[method-assign]  # how Flask wants it
    return cache


def _may_keep(status: str, headers: Headers, environ: "WSGIEnvironment") -> bool:
    if status != "200 OK" or SHARED not in environ:
        return False
    found = {name.lower(): value for name, value in headers}
    own = "set-cookie" in found or "etag" in found
    return not own and found.get("content-type", "").startswith(TYPES)


def _serve(
    page: Kept, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    if known and page.etag in known:
        kept = [pair for pair in page.headers if pair[0].lower() not in _NOT_FOR_304]
        start_response("304 NOT MODIFIED", kept)
        return [b""]
    start_response("200 OK", page.headers)
    return [page.body]


def _no_writing(_data: bytes) -> object:
    raise NotImplementedError("write() of old WSGI")
