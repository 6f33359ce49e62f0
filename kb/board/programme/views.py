"""The programme board: 1+7+N of a year, with proof and what closes each gap."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.sign_in import current_user, public, require_user
from kb.accounts.users import User
from kb.activities import counting, targets
from kb.alliance.members import Member, MemberKind
from kb.board.programme import gaps
from kb.board.programme.forms import TargetForm
from kb.board.programme.gathering import parks_of, year_of
from kb.board.programme.wording import plain
from kb.board.programme.year import STEPS, Unit, Year
from kb.clock import today
from kb.db import db
from kb.web.fields import FIRST_YEAR, LAST_YEAR, render_form
from kb.web.filters import titled

bp = Blueprint("programme", __name__)


@bp.get("/programme")
@public
def this_year() -> ResponseReturnValue:
    return redirect(f"/programme/{today().year}")


@bp.get("/programme/<int:year>")
@public
def board(year: int) -> ResponseReturnValue:
    """1, 7 and N of a year."""
    _check(year)
    reader, day = current_user(), today()
    found = year_of(year, reader)
    settable = _settable(reader)
    return render_template(
        "board/programme/year.html",
        board=found,
        steps=[(step, str(step.label)) for step in STEPS],
        others=_others(found),
        years=_years(year, reader),
        plenary_gap=gaps.of_plenary(found, reader, day),
        cities=[_line(unit, gaps.of_city(unit, found, reader, day)) for unit in found.cities],
        parks=[
            _line(unit, gaps.of_park(unit, found, reader, day)) | {"may_set": unit.slug in settable}
            for unit in found.parks
        ],
    )


@bp.get("/api/v1/programme/<int:year>")
@public
def data(year: int) -> ResponseReturnValue:
    """The same for programs."""
    _check(year)
    return jsonify(plain(year_of(year, current_user())))


@bp.route("/programme/<int:year>/targets/<slug>", methods=["GET", "POST"])
def target(year: int, slug: str) -> ResponseReturnValue:
    """A park's own number."""
    user, park = require_user(), _park_of(slug)
    _check(year)
    if not targets.may_set(user, park):
        abort(404)
    form = TargetForm(data={"activities": targets.of_year(year).get(slug)})
    if form.validate_on_submit():
        targets.set_target(park, year, form.activities.data, user)
        flash(_("Saved."))
        return redirect(f"/programme/{year}#parks")
    return render_form("board/programme/target.html", form, park=parks_of(year)[slug], year=year)


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)


def _park_of(slug: str) -> Member:
    known = select(Member).where(Member.slug == slug, Member.kind == MemberKind.PARK)
    return db.session.scalar(known.where(Member.left_on.is_(None))) or abort(404)


def _years(year: int, reader: User | None) -> list[int]:
    """Those to go to: with activities, the present and the next one."""
    near = {today().year, today().year + 1, year}
    return sorted({*counting.years(reader), *near}, reverse=True)


def _others(found: Year) -> list[tuple[str, list[tuple[str, str]]]]:
    """What counts to no part, with address and title, by how far it has come."""
    groups = [(step, [each for each in found.others if each.progress is step]) for step in STEPS]
    return [
        (str(step.label), [(each.address, titled(each)) for each in alike])
        for step, alike in groups
    ]


def _line(unit: Unit, gap: gaps.Gap | None) -> dict[str, Any]:
    return {"unit": unit, "gap": gap}


def _settable(reader: User | None) -> set[str]:
    """Parks whose target this reader may set."""
    if reader is None:
        return set()
    parks = db.session.scalars(select(Member).where(Member.kind == MemberKind.PARK))
    return {park.slug for park in parks if targets.may_set(reader, park)}
