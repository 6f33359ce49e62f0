"""The pages of the charter: what holds, since when, and the forms that change it."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.accounts.users import User
from kb.alliance import amendments, charter
from kb.alliance.charter import CharterSetting
from kb.alliance.rulebook import RULES, Group
from kb.alliance.settling.forms import form_for
from kb.alliance.wording import about_holidays, line
from kb.clock import today
from kb.publishing.permissions import is_staff, require

bp = Blueprint("charter", __name__, url_prefix="/governance/charter")


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """Every setting, chapter by chapter, with what holds today and what is coming."""
    day = today()
    there = {row.key: line(row) for row in charter.settings_on(day)}
    for row in charter.coming(day):
        there.setdefault(row.key, line(row) | {"words": ""}).setdefault("coming", line(row))
    own = [(rule.group, there[key]) for key, rule in RULES.items() if key in there]
    groups = [(each.label, [entry for group, entry in own if group is each]) for each in Group]
    return render_template(
        "alliance/settling/index.html",
        groups=[(label, lines) for label, lines in groups if lines],
        open_count=sum(not entry["words"] for _group, entry in own),
        count=len(own),
        may_amend=is_staff(current_user()),
    )


@bp.get("/<key>")
@public
def setting(key: str) -> ResponseReturnValue:
    """One setting with its history."""
    rows = _rows(key)
    now = _holding(rows)
    past = [line(row) | _place(row, now) for row in rows]
    return render_template(
        "alliance/settling/setting.html",
        setting=line(now or rows[-1]),
        has_words=now is not None,
        history=past,
        holidays=about_holidays(key),
        may_amend=is_staff(current_user()),
    )


@bp.route("/<key>/new", methods=["GET", "POST"])
def amend(key: str) -> ResponseReturnValue:
    """Enter a value; if somebody else has entered one meanwhile, compare first."""
    staff, rows = _staff(), _rows(key)
    now = _holding(rows)
    form = form_for(RULES[key], now.value if now else "")
    newest = max(rows, key=lambda row: row.id)
    is_stale = form.is_submitted() and form.seen.data != str(newest.id)
    if not is_stale and form.validate_on_submit():
        amendments.enter(key, form.amendment, staff)
        flash(_("Entered. The earlier values stay in the history."), "success")
        return redirect(f"/governance/charter/{key}", 303)
    form.seen.data = str(newest.id)
    shown = {"setting": line(now or newest), "meanwhile": line(newest) if is_stale else None}
    page = render_template("alliance/settling/amend.html", form=form, **shown)
    return page, 409 if is_stale else 422 if form.errors else 200


@bp.post("/<key>/<int:id>/take-back")
def take_back(key: str, id: int) -> ResponseReturnValue:
    """What does not hold yet was entered by mistake."""
    staff = _staff()
    row = next((row for row in _rows(key) if row.id == id), None) or abort(404)
    amendments.take_back(row, staff)
    flash(_("Taken back. What holds today stays as it is."), "success")
    return redirect(f"/governance/charter/{key}", 303)


def _rows(key: str) -> list[CharterSetting]:
    """All rows of a setting there is, those that come first."""
    return (charter.history(key) if key in RULES else []) or abort(404)


def _holding(rows: list[CharterSetting]) -> CharterSetting | None:
    """The row that holds today."""
    return next((row for row in rows if row.since is None or row.since <= today()), None)


def _place(row: CharterSetting, now: CharterSetting | None) -> dict[str, Any]:
    """Where a row of the history stands: coming, holding, or past."""
    return {"is_now": row is now, "may_take_back": amendments.may_take_back(row)}


def _staff() -> User:
    user = require_user()
    require(is_staff(user))
    return user
