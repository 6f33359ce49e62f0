"""The first page, and suggestions while typing."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public
from kb.catalog.site import site
from kb.clock import today
from kb.portal import home as board
from kb.portal.suggestions import suggest

bp = Blueprint("portal", __name__)

HINTS = ("智慧园区", "蓝领人才", "招聘会", "rizhao")
"""Searches that find something in the shipped content; a test proves it."""


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """The alliance as it works."""
    reader = current_user()
    return render_template(
        "portal/home.html",
        mechanism=board.mechanism(reader),
        cities=board.city_board(reader),
        chair=board.chair(today()),
        newest=board.newest(site(), reader),
        programme={
            "year": today().year,
            "plenary": None,
            "summits": None,
            "themed": None,
            "empty": _("No activity of this year is on record yet."),
        },
        hints=[{"label": word, "href": f"/search?q={word}"} for word in HINTS],
    )


@bp.get("/suggest")
@public
def suggestions() -> ResponseReturnValue:
    """Titles, people and members that fit what has been typed so far."""
    typed = request.args.get("q", "").strip()[:100]
    found = suggest(site(), typed, current_user()) if typed else []
    if request.args.get("format") == "opensearch":
        return jsonify([typed, [one["text"] for one in found]])
    return jsonify({"suggestions": found})
