"""The pages of bodies and seats: who sits where, on any day."""

from datetime import date
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from kb.accounts.sign_in import current_user, public, require_user
from kb.accounts.users import User
from kb.alliance import bodies, mandates, roster, terms
from kb.alliance.bodies import Body, Holding, Seat
from kb.alliance.seating import lines
from kb.alliance.seating.forms import (
    BodyForm,
    GovernanceForm,
    HoldingForm,
    QuestionForm,
    SeatForm,
)
from kb.alliance.tenure import Unclear
from kb.clock import today
from kb.db import db
from kb.publishing.permissions import is_staff, require
from kb.web.addresses import base_url

bp = Blueprint("seating", __name__)
Row = TypeVar("Row", Body, Seat, Holding)


@bp.get("/governance/bodies")
@public
def body_list() -> ResponseReturnValue:
    """Every body, those that are closed last."""
    day = today()
    there = [lines.body_line(body) | {"is_over": _is_over(body)} for body in bodies.all_bodies()]
    seats = roster.on(day)
    for line in there:
        own = [sitting for sitting in seats if sitting.seat.body.slug == line["slug"]]
        line["seats"] = len(own)
        line["vacant"] = sum(not sitting.holders(day) for sitting in own)
    return render_template(
        "alliance/seating/bodies.html",
        bodies=sorted(there, key=lambda line: line["is_over"]),
        may_edit=is_staff(current_user()),
    )


@bp.get("/governance/bodies/<slug>")
@public
def body(slug: str) -> ResponseReturnValue:
    """One body: its seats, who sits there, who sat there."""
    found, day = _body(slug), today()
    there = roster.of(found)
    shown = [(each.seat, lines.sitting_line(each, day)) for each in there]
    over = [line for seat, line in shown if (seat.until or date.max) < day]
    return render_template(
        "alliance/seating/body.html",
        body=lines.body_line(found),
        is_over=_is_over(found),
        seats=[line for seat, line in shown if line not in over],
        over=over,
        may_edit=is_staff(current_user()),
    )


@bp.get("/governance/seats")
@public
def seats() -> ResponseReturnValue:
    """Who sat for a city, or at all, on a day: across all bodies."""
    form = QuestionForm(formdata=request.args, meta={"csrf": False})
    is_clear = form.validate()
    day = form.on.data = form.on.data or today()
    found = roster.on(day, form.city.data, form.asked_body) if is_clear else []
    term = terms.presiding(day) if is_clear else None
    page = render_template(
        "alliance/seating/seats.html",
        form=form,
        day=day,
        bodies=lines.by_body(found, day),
        count=len(found),
        city=lines.in_words(form.city.data, dict(form.city.options())) if form.city.data else "",
        chair=lines.in_words(term.city_slug, dict(form.city.options())) if term else "",
        is_clear=is_clear,
    )
    return page, 200 if is_clear else 400


@bp.get("/api/v1/governance/seats")
@public
def seats_told() -> ResponseReturnValue:
    """The same as JSON: on=2025-03-01 (today without it), city=weihai, body=..."""
    form = QuestionForm(formdata=request.args, meta={"csrf": False})
    if not form.validate():
        wrong = (f"{name}: {' '.join(errors)}" for name, errors in form.errors.items())
        raise Unclear(" ".join(wrong))
    day = form.on.data or today()
    found = roster.on(day, form.city.data, form.asked_body)
    term = terms.presiding(day)
    return {
        "on": day.isoformat(),
        "city": form.city.data,
        "body": form.body.data,
        "chair": term.city_slug if term else None,
        "seats": [lines.told(sitting, day, base_url()) for sitting in found],
    }


@bp.route("/governance/bodies/new", methods=["GET", "POST"])
def found() -> ResponseReturnValue:
    staff, form = _staff(), BodyForm()
    if form.validate_on_submit():
        made = mandates.found(form.charge, staff)
        return _done(made, _("The body is there. Give it seats."))
    return _form(form, _("Found a body"), None)


@bp.route("/governance/bodies/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """Correct a body, or close it."""
    staff, row = _staff(), _body(slug)
    form = BodyForm(obj=row)
    form.body = row
    if not _is_stale(form, row) and form.validate_on_submit():
        mandates.revise(row, form.charge, staff)
        return _done(row, _("Saved."))
    return _form(form, _("Edit the body"), row, row)


@bp.route("/governance/bodies/<slug>/seats/new", methods=["GET", "POST"])
def add_seat(slug: str) -> ResponseReturnValue:
    staff, found = _staff(), _body(slug)
    form = SeatForm()
    form.body = found
    if form.validate_on_submit():
        mandates.add_seat(found, form.place, staff)
        return _done(found, _("The seat is there. Say who sits on it."))
    return _form(form, _("Add a seat"), found)


@bp.route("/governance/seats/<int:id>/edit", methods=["GET", "POST"])
def edit_seat(id: int) -> ResponseReturnValue:
    """Correct a seat, or end it."""
    staff, seat = _staff(), _find(Seat, id)
    form = SeatForm(obj=seat)
    form.body, form.seat = seat.body, seat
    if not _is_stale(form, seat) and form.validate_on_submit():
        mandates.revise_seat(seat, form.place, staff)
        return _done(seat.body, _("Saved."))
    return _form(form, _("Edit or end the seat"), seat.body, seat)


@bp.route("/governance/seats/<int:id>/holders/new", methods=["GET", "POST"])
def appoint(id: int) -> ResponseReturnValue:
    """Say who sits there."""
    staff, seat = _staff(), _find(Seat, id)
    form = HoldingForm()
    form.seat = seat
    if form.validate_on_submit():
        mandates.appoint(seat, form.appointment, staff)
        return _done(seat.body, _("Entered."))
    title = _("Who sits there: %(seat)s", seat=lines.seat_line(seat)["title"])
    return _form(form, title, seat.body)


@bp.route("/governance/holdings/<int:id>/edit", methods=["GET", "POST"])
def edit_holding(id: int) -> ResponseReturnValue:
    """Correct what is written about who sits there, or end it."""
    staff, holding = _staff(), _find(Holding, id)
    form = HoldingForm(obj=holding)
    form.seat, form.holding = holding.seat, holding
    if not _is_stale(form, holding) and form.validate_on_submit():
        mandates.revise_holding(holding, form.appointment, staff)
        return _done(holding.seat.body, _("Saved."))
    title = _("Edit or end: %(seat)s", seat=lines.seat_line(holding.seat)["title"])
    return _form(form, title, holding.seat.body, holding)


@bp.post("/governance/holdings/<int:id>/strike")
def strike(id: int) -> ResponseReturnValue:
    """It was entered by mistake."""
    staff, holding = _staff(), _find(Holding, id)
    mandates.strike(holding, staff)
    return _done(holding.seat.body, _("Taken out. The audit trail keeps what it said."))


def _form(
    form: GovernanceForm, title: str, body: Body | None, row: Body | Seat | Holding | None = None
) -> ResponseReturnValue:
    """The page with the form; of a stale one with what stands there now: 409."""
    is_stale, meanwhile = False, []
    if row is not None:
        is_stale = _is_stale(form, row)
        meanwhile = form.differences(row) if is_stale else []
        form.version.data = str(row.version)
    page = render_template(
        "alliance/seating/form.html",
        form=form,
        title=title,
        body=lines.body_line(body) if body else None,
        fields=[field for field in form if not isinstance(field, HiddenField)],
        is_stale=is_stale,
        meanwhile=meanwhile,
        strike=f"/governance/holdings/{row.id}/strike" if isinstance(row, Holding) else "",
    )
    return page, 409 if is_stale else 422 if form.errors else 200


def _is_stale(form: GovernanceForm, row: Body | Seat | Holding) -> bool:
    """Somebody has saved since this form was opened."""
    return bool(form.is_submitted()) and form.version.data != str(row.version)


def _is_over(body: Body) -> bool:
    return body.closed_on is not None and body.closed_on < today()


def _body(slug: str) -> Body:
    return bodies.by_slug(slug) or abort(404)


def _find(model: type[Row], id: int) -> Row:
    return db.session.get(model, id) or abort(404)


def _done(body: Body, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(f"/governance/bodies/{body.slug}", 303)


def _staff() -> User:
    user = require_user()
    require(is_staff(user))
    return user
