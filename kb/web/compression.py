"""Compression: gzip for texts, when the browser takes it and it pays.

Flask-Compress brings brotli and zstd and with them compiled code; these lines do what is needed.
A secret and a reader's words stand on one page only behind SameSite cookies, so that another
site cannot measure the length of what it asks for in a reader's name.
"""

import zlib
from functools import lru_cache

from flask import Flask, Response, request

from kb.web.headers import vary

WORTH_IT = 1024
TEXTS = ("text/", "application/json", "application/problem+json", "application/javascript")
LEVEL = 6
_GZIP = 31
"""zlib's word for the gzip format with the largest window."""


def install(app: Flask) -> None:
    app.after_request(compress)


def accepts_gzip(header: str) -> bool:
    """Whether `Accept-Encoding` names gzip and does not refuse it."""
    return any(
        part.strip().partition(";")[0] == "gzip" and not part.replace(" ", "").endswith(";q=0")
        for part in header.lower().split(",")
    )


def compress(response: Response) -> Response:
    """The same answer, shorter. Static files are compressed once and kept."""
    if response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    kind = response.mimetype or ""
    if not kind.startswith(TEXTS) and not kind.endswith("xml"):
        return response
    vary(response, "Accept-Encoding")
    if not accepts_gzip(request.headers.get("Accept-Encoding", "")):
        return response
    is_file = response.direct_passthrough
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= WORTH_IT:
        response.set_data(_kept(body) if is_file else _packed(body))
        response.headers["Content-Encoding"] = "gzip"
        etag, _weak = response.get_etag()
        if etag:
            # Another form of the same thing: equal for `If-None-Match`, not byte for byte.
            response.set_etag(etag, weak=True)
    return response


def _packed(body: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(body) + packer.flush()


@lru_cache(maxsize=64)
def _kept(body: bytes) -> bytes:
    return _packed(body)
