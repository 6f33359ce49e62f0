"""Access: views for everybody carry `@public`; all others are refused to visitors."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])

STATIC = "static"


def public(view: View) -> View:
    """Mark a view that visitors may open. Put it below `@bp.route`."""
    view.is_public = True  # type: ignore[attr-defined]  # the mark on the function itself
    return view


def is_public(app: Flask, endpoint: str | None) -> bool:
    """True for marked views and static files; an address without a view is nobody's secret."""
    if endpoint is None or endpoint == STATIC:
        return True
    return bool(getattr(app.view_functions.get(endpoint), "is_public", False))
