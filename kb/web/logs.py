"""Logs: one JSON object a line on standard error; no queries, no cookies, no secrets."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from flask import Flask, has_request_context, request

ROOT = "kb"
_requests = logging.getLogger("kb.request")
_SECRET = re.compile(r"^(/(?:setup|invitation|reset|register|sign-ups)/).+")
"""Parts of a path that open something: whoever reads the log must not be able to use them."""
_JSON = json.JSONEncoder(ensure_ascii=False, default=str)
_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x7F, 0x85, 0x2028, 0x2029)}


class JsonLines(logging.Formatter):
    """`time level event ...` as JSON, so that nothing a reader sends can begin a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "event": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if "request" not in line and has_request_context():
            line["request"] = request.environ.get("kb.request_id", "")
        if record.name != ROOT:
            line["logger"] = record.name
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return _JSON.encode(line).translate(_LINE_ENDS)


class StandardError(logging.Handler):
    """Writes to whatever is standard error now: tests and servers replace it."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")


def install(app: Flask) -> None:
    """Send the `kb` loggers and Flask's own to standard error at KB_LOG_LEVEL."""
    logger = logging.getLogger(ROOT)
    logger.setLevel(str(app.config.get("KB_LOG_LEVEL", "INFO")).upper())
    if not any(isinstance(handler, StandardError) for handler in logger.handlers):
        handler = StandardError()
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)


def log_request(
    identity: str,
    method: str,
    path: str,
    status: int,
    seconds: float,
    address: str,
    user_id: int | None,
) -> None:
    """The line of one finished request. The path comes as WSGI has it: bytes as Latin-1."""
    if not _requests.isEnabledFor(logging.INFO):
        return
    readable = path.encode("latin-1", "replace").decode("utf-8", "replace")
    facts: dict[str, Any] = {
        "request": identity,
        "method": method,
        "path": _SECRET.sub(r"\1...", readable),
        "status": status,
        "ms": round(seconds * 1000, 2),
        "address": address,
    }
    if user_id is not None:
        facts["user"] = user_id
    _requests.info("request", extra={"facts": facts})
