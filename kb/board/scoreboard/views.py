"""The scoreboard: both mechanisms by year, over the years, and the seven cities side by side."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from kb.accounts.sign_in import current_user, public
from kb.activities import counting
from kb.alliance import names
from kb.board.programme.gathering import year_of
from kb.board.scoreboard import parts, silence
from kb.board.scoreboard.counts import Tally, tally
from kb.board.scoreboard.parts import Part
from kb.clock import today

bp = Blueprint("scoreboard", __name__)

SPAN = 5
"""Years of the trend."""
FIRST = 2018
"""Before this no park of the sources was open."""


@bp.get("/scoreboard")
@public
def scoreboard() -> ResponseReturnValue:
    """One page for 1+3+X and 1+7+N."""
    reader, year = current_user(), _year()
    found = tally(_years(year), reader)
    board = year_of(year, reader)
    return render_template(
        "board/scoreboard/page.html",
        year=year,
        years=sorted({*counting.years(reader), *_years(today().year), year}, reverse=True),
        mechanisms=(parts.empowerment(found, year, reader), parts.programme(board)),
        trends=_trends(found),
        tally=found,
        cities=names.city_names(),
        measures=parts.measures(),
        hints=silence.hints(reader, today()),
    )


@bp.get("/api/v1/scoreboard")
@public
def data() -> ResponseReturnValue:
    """The same for programs."""
    reader, year = current_user(), _year()
    found = tally(_years(year), reader)
    cities = {
        city: {what: found.of(what, year, city) for what, _label in parts.measures()}
        for city in names.city_names()
    }
    return jsonify(
        year=year,
        empowerment=[_plain(part) for part in parts.empowerment(found, year, reader)],
        programme=[_plain(part) for part in parts.programme(year_of(year, reader))],
        years=list(found.years),
        trends={what: found.trend(what) for what, _label in parts.measures()},
        cities=cities,
    )


def _year() -> int:
    """The year asked for, else the present one; rubbish is the present one too."""
    given, present = request.args.get("year", "")[:9], today().year
    if not (given.isascii() and given.isdigit()):
        return present
    return min(max(int(given), FIRST), present + 1)


def _years(year: int) -> list[int]:
    return list(range(year - SPAN + 1, year + 1))


def _trends(found: Tally) -> list[dict[str, Any]]:
    """What changed at all in these years."""
    lines = [(label, found.trend(what)) for what, label in parts.measures()]
    return [{"label": label, "counts": counts, "most": max(counts)} for label, counts in lines]


def _plain(part: Part) -> dict[str, Any]:
    return {
        "sign": part.sign,
        "name": part.name,
        "figures": [
            {"label": one.label, "count": one.count, "target": one.target, "proof": one.proof}
            for one in part.figures
        ],
    }
