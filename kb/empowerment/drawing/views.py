"""Draws by lot: fixing the pool, drawing with a witness, and everything to repeat it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.accounts.users import User
from kb.alliance import names
from kb.db import db
from kb.empowerment import fixing, lots, reading_draws
from kb.empowerment.consultations import Inquiry
from kb.empowerment.drawing import lines
from kb.empowerment.drawing.forms import CheckForm, DrawForm, ReasonForm, WitnessForm
from kb.empowerment.draws import Draw
from kb.errors import DomainError
from kb.libraries import expertise
from kb.publishing.permissions import is_staff, require
from kb.web.addresses import base_url
from kb.web.fields import Form, render_form

bp = Blueprint("drawing", __name__)


@bp.get("/draws")
@public
def index() -> ResponseReturnValue:
    """Every draw by its number; of those that are not for this reader no more than that."""
    reader = current_user()
    return render_template(
        "empowerment/drawing/index.html",
        draws=[(draw, reading_draws.may_see(reader, draw)) for draw in reading_draws.all_draws()],
        may_draw=is_staff(reader),
    )


@bp.route("/draws/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Say what is to be drawn, look at the pool, and fix it."""
    staff = _staff()
    inquiry = _inquiry(request.args.get("inquiry", ""))
    form = DrawForm(data=_first_values(inquiry) if inquiry else None)
    form.inquiry, found = inquiry, None
    if form.validate_on_submit():
        found = fixing.look(form.wish)
        if "look" not in request.form and _enough(form, len(found.candidates)):
            draw = fixing.fix(form.wish, staff)
            flash(_("The pool is fixed. Now ask the witness."), "success")
            return redirect(draw.address, 303)
    return render_form(
        "empowerment/drawing/new.html",
        form,
        tree=expertise.tree(),
        inquiry=inquiry,
        found=found,
        cities=names.city_names(),
    )


def _enough(form: DrawForm, there: int) -> bool:
    try:
        lots.check(there, form.wish.wanted)
    except lots.TooFew as error:
        form.wanted.errors = [str(error)]
    return not form.errors


def _first_values(inquiry: Inquiry) -> dict[str, Any]:
    """The inquiry's own number and field; nothing of what is asked, for the record is read."""
    known = expertise.area_names()
    return {
        "purpose": _("Consultation %(number)s", number=inquiry.reference),
        "areas": [inquiry.area] if inquiry.area in known else [],
        "wanted": 3,
        "most_of_city": 1,
        "member": inquiry.member_slug,
    }


def _inquiry(given: str) -> Inquiry | None:
    """The one that is named in the address; 404 for one that is not there."""
    if not given:
        return None
    is_number = given.isascii() and given.isdecimal() and len(given) < 10
    return (db.session.get(Inquiry, int(given)) if is_number else None) or abort(404)


@bp.get("/draws/<number>")
@public
def detail(number: str) -> ResponseReturnValue:
    """What is needed to repeat it; for the secretariat also who stood back and why."""
    return _page(_find(number))


@bp.post("/draws/<number>/draw")
def draw_lots(number: str) -> ResponseReturnValue:
    """The witness has spoken."""
    staff, draw, form = _staff(), _find(number), WitnessForm()

    def order() -> None:
        fixing.draw_lots(draw, form.witness.data, form.words.data, staff)

    if form.validate_on_submit() and _obeyed(form, "witness", order):
        flash(_("Drawn. Anybody can repeat it from this page."), "success")
        return redirect(draw.address, 303)
    return _page(draw, witness=form)


@bp.post("/draws/<number>/annul")
def annul(number: str) -> ResponseReturnValue:
    staff, draw, form = _staff(), _find(number), ReasonForm()
    if form.validate_on_submit():
        fixing.annul(draw, form.reason.data, staff)
        flash(_("Annulled. The draw stays to be read with the reason."), "success")
        return redirect(draw.address, 303)
    return _page(draw, reason=form)


def _obeyed(form: Form, field: str, order: Callable[[], None]) -> bool:
    """What the order refuses with 422 stands beside the field."""
    try:
        order()
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form[field].errors = [str(error)]
        return False
    return True


def _page(
    draw: Draw, witness: WitnessForm | None = None, reason: ReasonForm | None = None
) -> ResponseReturnValue:
    """The draw, with forms for the secretariat alone: they set a cookie."""
    reader = current_user()
    runs = is_staff(reader)
    page = render_template(
        "empowerment/drawing/draw.html",
        draw=draw,
        **lines.shown(draw, reader),
        verdict=reading_draws.repeat(draw) if draw.drawn_at else None,
        witness_form=witness or (WitnessForm(formdata=None) if runs else None),
        reason_form=reason or (ReasonForm(formdata=None) if runs else None),
        excluded=reading_draws.stood_back(draw) if runs else None,
        runs=runs,
    )
    return page, 422 if witness or reason else 200


@bp.get("/draws/<number>/check")
@public
def check(number: str) -> ResponseReturnValue:
    """Reckon it again with a key and words of one's own: equal, or what comes out instead."""
    draw = _find(number)
    form = CheckForm(formdata=request.args, meta={"csrf": False})
    if not request.args and draw.drawn_at is not None:
        form = CheckForm(
            formdata=None, data={"secret": draw.secret, "words": draw.words}, meta={"csrf": False}
        )
    said, drawn = (form.secret.data, form.words.data), None
    is_asked = form.validate() if request.args else draw.drawn_at is not None
    if is_asked and all(said):
        drawn = draw.numbers(draw.result(lots.seed_of(*said)).drawn)
    page = render_template(
        "empowerment/drawing/check.html",
        draw=draw,
        form=form,
        drawn=lines.named(draw, drawn, current_user()) if drawn else None,
        is_same=drawn == draw.drawn,
        is_key_right=lots.fingerprint(form.secret.data or "") == draw.commitment,
    )
    return page, 400 if form.errors else 200


@bp.get("/api/v1/draws")
@public
def told_all() -> ResponseReturnValue:
    """All draws as JSON: number and state, and of those the reader may see the address."""
    reader, base = current_user(), base_url()
    return {"draws": [lines.in_short(draw, reader, base) for draw in reading_draws.all_draws()]}


@bp.get("/api/v1/draws/<number>")
@public
def told(number: str) -> ResponseReturnValue:
    """One draw as JSON, with what comes out when it is done again."""
    return lines.told(_find(number), current_user(), base_url())


def _find(number: str) -> Draw:
    """The draw, or 404 for what is not there and what this reader may not see."""
    draw = reading_draws.by_number(number[:40])
    if draw is None or not reading_draws.may_see(current_user(), draw):
        abort(404)
    return draw


def _staff() -> User:
    user = require_user()
    require(is_staff(user))
    return user
