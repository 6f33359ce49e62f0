"""The pages of the board: governance at a glance, and what each city has carried."""

from flask import Blueprint, render_template
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from kb.accounts.sign_in import current_user, public
from kb.alliance import reasons
from kb.alliance.chair import chair
from kb.board import hub
from kb.board.fairness import ledger
from kb.clock import today

bp = Blueprint("board", __name__)


@bp.get("/governance")
@public
def governance() -> str:
    """Who presides, what comes next, what waits."""
    reader, day = current_user(), today()
    return render_template(
        "board/governance.html",
        chair=chair(day),
        why=reasons.next_one(day),
        meetings=hub.meetings(reader),
        resolutions=hub.resolutions(reader),
        health=hub.health(day),
        places=hub.places(_is_there),
        is_known=reader is not None,
    )


@bp.get("/governance/fairness")
@public
def fairness() -> str:
    """What each city has carried."""
    day = today()
    return render_template("board/fairness.html", shares=ledger(day, current_user()), day=day)


def _is_there(address: str) -> bool:
    """Whether this site has a page at the address."""
    try:
        request_ctx.url_adapter.match(address, "GET")  # type: ignore[union-attr]  # within a request
    except HTTPException:
        return False
    return True
