"""The pages of consultations: the desk, asking, one inquiry, its files and its end."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog.files import cabinet, sent
from kb.catalog.site import site
from kb.clock import local, today
from kb.db import db
from kb.empowerment import asking, chasing
from kb.empowerment.consultations import Counsel, Inquiry
from kb.empowerment.consulting import desk, page
from kb.empowerment.consulting.desk import Shelf
from kb.empowerment.consulting.forms import (
    NewQuestionForm,
    obeyed,
    received,
    shown,
)
from kb.empowerment.inquiry_files import InquiryFile
from kb.empowerment.rights import (
    counsel_of,
    inquiry_file_may_read,
    inquiry_may_ask,
    inquiry_may_run,
    inquiry_may_see,
    rates_may_read,
)
from kb.libraries.experts import Expert
from kb.libraries.personal import is_expert
from kb.publishing import drafts
from kb.publishing.permissions import require
from kb.text.folding import clean
from kb.web.paging import Page
from kb.web.sanity import takes_files

bp = Blueprint("consulting", __name__)

ON_A_PAGE = 50
FIELDS = 100
"""Texts of one form."""


@bp.get("/inquiries")
def index() -> ResponseReturnValue:
    """What this person has asked, is asked, or looks after."""
    reader, day, shelf = require_user(), today(), _shelf()
    counts = desk.counts(reader)
    paged = Page.of(request.args, counts[shelf], ON_A_PAGE)
    rows = desk.query(reader, shelf).limit(paged.size).offset(paged.offset)
    runs = inquiry_may_run(reader)
    return render_template(
        "empowerment/consulting/index.html",
        lines=desk.lines(db.session.scalars(rows).all(), day),
        shelf=shelf,
        tabs=[_tab(each, shelf, counts[each]) for each in Shelf],
        page=_paged(shelf, paged),
        calls=chasing.to_call(day) if runs else [],
        own=desk.own_counsels(reader),
        unit_of=page.unit_of,
        day=day,
        runs=runs,
        asks=inquiry_may_ask(reader),
        is_expert=is_expert(reader),
        reads_rates=rates_may_read(reader),
    )


def _shelf() -> Shelf:
    given = request.args.get("show", "")
    return Shelf(given) if given in {each.value for each in Shelf} else Shelf.OPEN


def _tab(each: Shelf, shown: Shelf, count: int) -> dict[str, Any]:
    href = f"/inquiries?show={each.value}"
    return {"label": each.label, "href": href, "count": count, "current": each is shown}


def _paged(shelf: Shelf, paged: Page) -> dict[str, Any]:
    numbers = [number for number in paged.numbers if number is not None]
    addresses = {each: f"/inquiries?show={shelf.value}&page={each}" for each in numbers}
    return {"number": paged.number, "addresses": addresses}


@bp.route("/inquiries/new", methods=["GET", "POST"])
@takes_files
def new() -> ResponseReturnValue:
    """Ask the committee; what was typed and not sent can be taken up again."""
    asker = require_user()
    require(inquiry_may_ask(asker))
    if request.method == "GET":
        return _new_page(asker, *_begun(asker))
    form, key = NewQuestionForm(), request.form.get("form_key", "")[: drafts.LONGEST_KEY]
    if form.validate_on_submit():
        files, made = received(form.files), list[Inquiry]()
        if not form.errors and obeyed(form, lambda: made.append(_asked(asker, form, key, files))):
            flash(
                _("Your question is with the secretariat. You are told of every step."), "success"
            )
            return redirect(made[0].address, 303)
    return _new_page(asker, form, key or drafts.new_key())


def _asked(asker: User, form: NewQuestionForm, key: str, files: list[Any]) -> Inquiry:
    made = asking.ask(form.asked, asker, key)
    if files:
        asking.attach(made, asker, files, cabinet().limits)
    return made


def _begun(asker: User) -> tuple[NewQuestionForm, str]:
    """An empty form, or the one that `?draft=` names."""
    draft = drafts.find(asker, request.args.get("draft", ""))
    if draft is None or draft.kind != asking.DRAFT:
        return NewQuestionForm(formdata=None), drafts.new_key()
    data = MultiDict((name, value) for name, values in draft.data.items() for value in values)
    return NewQuestionForm(formdata=data), draft.form_key


def _new_page(asker: User, form: NewQuestionForm, key: str) -> tuple[str, int]:
    others = [one for one in drafts.of_place(asker, asking.DRAFT) if one.form_key != key]
    context = {"unsaved": others, "form_key": key, "inquiry": None}
    return shown("empowerment/consulting/question.html", form, {}, **context)


@bp.post("/inquiries/draft")
def keep() -> ResponseReturnValue:
    """Keep the unsaved text of a question."""
    author = require_user()
    require(inquiry_may_ask(author))
    return kept(author, request.form.get("form_key", ""), asking.DRAFT)


def kept(author: User, key: str, kind: str) -> Response:
    """Write down what the form holds, and say when."""
    unwanted = ("csrf_token", "form_key", "then")
    data = {name: values for name, values in request.form.lists() if name not in unwanted}
    if len(data) > FIELDS:
        raise BadRequest("too many fields")
    draft = drafts.keep_typed(author, key, kind, data)
    return jsonify(saved_at=f"{local(draft.updated_at):%H:%M}")


@bp.get("/inquiries/<int:id>")
def detail(id: int) -> ResponseReturnValue:
    """One inquiry: the whole for the asker's side and the staff, an expert's own part for them."""
    inquiry, reader = _found(id), require_user()
    if inquiry_may_see(reader, inquiry):
        parts = page.whole(inquiry, reader, today(), site())
        return render_template("empowerment/consulting/inquiry.html", **parts)
    counsel = counsel_of(reader, inquiry) or abort(404)
    parts = page.own_part(counsel, today())
    return render_template("empowerment/advising/part.html", **parts)


def _found(id: int) -> Inquiry:
    return db.session.get(Inquiry, id) or abort(404)


def find(id: int) -> tuple[Inquiry, User]:
    """The inquiry and who looks at it; 404 for what does not exist and what is not theirs, and
    for its experts, who have pages of their own.
    """
    inquiry, reader = _found(id), require_user()
    return (inquiry, reader) if inquiry_may_see(reader, inquiry) else abort(404)


@bp.get("/inquiries/files/<int:id>")
def file(id: int) -> ResponseReturnValue:
    """A file of a question or of an answer, for who may read it."""
    found = db.session.get(InquiryFile, id)
    if found is None or not inquiry_file_may_read(require_user(), found):
        abort(404)
    return sent(found.sha256, found.type, found.name)


def reason() -> str:
    return clean(request.form.get("reason", "")).strip()[:1000]


def counsel_in(inquiry: Inquiry, number: int) -> Counsel:
    """One expert's part in this inquiry, or 404."""
    counsel = db.session.get(Counsel, number)
    return counsel if counsel is not None and counsel.inquiry_id == inquiry.id else abort(404)


def done(inquiry: Inquiry, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(inquiry.address, 303)


@bp.app_template_global()
def consultations_answered(record: Expert) -> int:
    """For an expert's page: how many consultations the person has answered."""
    return desk.answered_by(record.id)
