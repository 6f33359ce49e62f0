"""Health: is the process alive, and is all that it needs there."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, jsonify

from kb.web.access import public

Check = Callable[[], tuple[bool, str]]
"""Asks one part how it is: fine or not, and a word about it."""


def blueprint(checks: Mapping[str, Check]) -> Blueprint:
    """`/health/live` and `/health/ready`; the latter answers 503 unless every check is fine."""
    bp = Blueprint("health", __name__, url_prefix="/health")

    @bp.get("/live")
    @public
    def live() -> Response:
        return _answer({"status": "ok"}, 200)

    @bp.get("/ready")
    @public
    def ready() -> Response:
        found = {name: check() for name, check in checks.items()}
        fine = all(ok for ok, _ in found.values())
        parts = {
            name: {"status": "ok" if ok else "failed", "detail": detail}
            for name, (ok, detail) in found.items()
        }
        status = "ok" if fine else "failed"
        return _answer({"status": status, "checks": parts}, 200 if fine else 503)

    return bp


def _answer(content: Mapping[str, object], status: int) -> Response:
    response = jsonify(content)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
