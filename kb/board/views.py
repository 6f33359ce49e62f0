"""The pages of the board: governance at a glance, and what each city has carried."""

from flask import Blueprint, render_template

from kb.accounts.sign_in import current_user, public
from kb.alliance import examples, reasons
from kb.alliance.chair import chair
from kb.board import hub
from kb.board.fairness import ledger
from kb.clock import today
from kb.web.addresses import has_page

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
        places=hub.places(reader, has_page),
        is_known=reader is not None,
        examples=examples.are_there(),
    )


@bp.get("/governance/fairness")
@public
def fairness() -> str:
    """What each city has carried."""
    day = today()
    return render_template("board/fairness.html", shares=ledger(day, current_user()), day=day)
