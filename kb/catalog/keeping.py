"""Keeping: what is typed goes to the server every few seconds; and how a text will look."""

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from kb.accounts.sign_in import require_user
from kb.catalog.kind import RecordKind
from kb.catalog.page import safe_html
from kb.catalog.site import site
from kb.catalog.views import find
from kb.clock import local
from kb.errors import DomainError
from kb.publishing import drafts
from kb.publishing.permissions import may_create, require
from kb.publishing.records import Record
from kb.text.markdown import render
from kb.web.redirects import safe_next

bp = Blueprint("keeping", __name__)

FIELDS = 100
"""Texts of one form, and names of its fields."""


@bp.post("/drafts/<kind:kind>")
def keep_new(kind: RecordKind) -> ResponseReturnValue:
    """Keep the unsaved text of a record that does not exist yet."""
    require(may_create(require_user(), kind.model))
    return _keep(kind.name)


@bp.post("/drafts/<kind:kind>/<address>")
def keep(kind: RecordKind, address: str) -> ResponseReturnValue:
    """Keep the unsaved text of a record's form."""
    return _keep(find(kind, address))


def _keep(place: Record | str) -> ResponseReturnValue:
    unwanted = ("csrf_token", "form_key", "anyway", "then")
    data = {name: values for name, values in request.form.lists() if name not in unwanted}
    if len(data) > FIELDS:
        raise BadRequest("too many fields")
    draft = drafts.keep(require_user(), request.form.get("form_key", ""), place, data)
    return jsonify(saved_at=f"{local(draft.updated_at):%H:%M}")


@bp.post("/drafts/<form_key>/discard")
def discard(form_key: str) -> ResponseReturnValue:
    """Forget an unsaved text for good."""
    drafts.discard(require_user(), form_key)
    return redirect(safe_next(request.form.get("next"), "/"))


@bp.post("/preview")
def preview() -> ResponseReturnValue:
    """The texts of a form as readers will see them, on a page of their own."""
    require_user()
    kind = site().kinds.by_name.get(request.form.get("kind", ""))
    names = kind.model.text_fields if kind else ()
    texts = [
        {"heading": kind.field_label(name), "html": safe_html(request.form[name])}
        for name in names
        if kind and request.form.get(name, "").strip()
    ]
    return render_template("catalog/preview.html", kind=kind, texts=texts, said=request.form)


@bp.post("/preview/texts")
def preview_texts() -> ResponseReturnValue:
    """Sources as safe HTML, for the editor; null for one that is refused."""
    require_user()
    return jsonify(html=[_rendered(source) for source in request.form.getlist("text")[:FIELDS]])


def _rendered(source: str) -> str | None:
    try:
        return str(render(source))
    except DomainError:
        return None
