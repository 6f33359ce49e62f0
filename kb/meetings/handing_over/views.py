"""The pages of the hand-over of the chair."""

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kb.accounts.sign_in import current_user, require_user
from kb.accounts.users import User
from kb.catalog.files import cabinet, sent
from kb.clock import today
from kb.db import db
from kb.errors import DomainError
from kb.meetings import handing, handover
from kb.meetings.files import MeetingFile
from kb.meetings.handing_over import shown
from kb.meetings.handing_over.forms import BeginForm, ItemForm
from kb.meetings.handover import HandOver, HandOverItem
from kb.publishing.permissions import is_staff, require
from kb.publishing.reception import receive
from kb.web.fields import render_form
from kb.web.sanity import takes_files

bp = Blueprint("handover", __name__, url_prefix="/governance/hand-overs")


@bp.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """The hand-overs one takes part in; the secretariat opens new ones."""
    reader, form = require_user(), BeginForm()
    require(handover.takes_part(reader))
    if request.method == "POST":
        require(is_staff(reader))
    if form.validate_on_submit() and form.day.data:
        try:
            return redirect(handing.begin(form.day.data, reader).address, 303)
        except DomainError as problem:
            form.day.errors = [str(problem)]
    rows = handover.visible(reader)
    choices = shown.to_begin(today(), {each.day for each in rows}) if is_staff(reader) else []
    lines = [shown.line(each) for each in rows]
    return render_form("meetings/handing_over/index.html", form, lines=lines, choices=choices)


@bp.get("/<int:id>")
def detail(id: int) -> ResponseReturnValue:
    """Checklist, what is open, and the three signatures."""
    found, reader = _find(id)
    return _page(found, reader, ItemForm())


@bp.post("/<int:id>/items")
def add(id: int) -> ResponseReturnValue:
    """One more thing to hand over."""
    found, reader = _find(id)
    form = ItemForm()
    if not form.validate_on_submit():
        return _page(found, reader, form)
    handing.add(found, form.entry, reader)
    flash(_("Added."), "success")
    return redirect(found.address, 303)


@bp.route("/<int:id>/items/<int:item_id>", methods=["GET", "POST"])
def edit(id: int, item_id: int) -> ResponseReturnValue:
    """What it is, who sees to it, until when."""
    item, reader = _item(id, item_id)
    require(handing.may_see_to(reader, item))
    names = ("title", "side", "owner", "due_on", "note", "version")
    form = ItemForm(data={name: getattr(item, name) for name in names})
    if not form.validate_on_submit():
        return _edit_page(item, form)
    if str(form.version.data) != str(item.version):
        return _edit_page(item, form, stale=True)
    handing.change(item, form.entry, reader)
    flash(_("Saved."), "success")
    return redirect(item.hand_over.address, 303)


def _edit_page(item: HandOverItem, form: ItemForm, stale: bool = False) -> ResponseReturnValue:
    """What was typed; when somebody else was faster, 409 with what stands there now beside it."""
    now = None
    if stale:
        now, form.version.raw_data = item, None
        form.version.data = str(item.version)
    page, status = render_form("meetings/handing_over/item.html", form, item=item, now=now)
    return page, 409 if stale else status


@bp.post("/<int:id>/items/<int:item_id>/tick")
def tick(id: int, item_id: int) -> ResponseReturnValue:
    """It is handed over, or not after all."""
    item, reader = _item(id, item_id)
    handing.tick(item, reader)
    return redirect(item.hand_over.address, 303)


@bp.post("/<int:id>/items/<int:item_id>/files")
@takes_files
def attach(id: int, item_id: int) -> ResponseReturnValue:
    """Files that go with the item; one that is refused is named with its reason."""
    item, reader = _item(id, item_id)
    require(handing.may_see_to(reader, item))
    db.session.rollback()  # Looking at files takes its time; nothing is written yet.
    given = [file for file in request.files.getlist("files") if file.filename]
    for file in given:
        try:
            received = receive(file.filename or "", file.stream, cabinet())
            handing.attach(item, received, reader, cabinet().limits)
            flash(_("Attached: %(name)s", name=received.name), "success")
        except DomainError as problem:
            flash(str(problem), "error")
    if not given:
        flash(_("Choose a file first."), "error")
    return redirect(item.hand_over.address, 303)


@bp.get("/<int:id>/files/<int:file_id>")
def download(id: int, file_id: int) -> Response:
    """A file, for those who see the hand-over."""
    found, _reader = _find(id)
    file = db.session.get(MeetingFile, file_id)
    if file is None or file.hand_over_item_id is None:
        abort(404)
    item = db.session.get(HandOverItem, file.hand_over_item_id)
    if item is None or item.hand_over_id != found.id:
        abort(404)
    return sent(file.sha256, file.type, file.name)


@bp.post("/<int:id>/sign")
def sign(id: int) -> ResponseReturnValue:
    """One of the three signs."""
    found, reader = _find(id)
    handing.sign(found, reader)
    flash(_("Signed. Once all three have signed, nothing changes any more."), "success")
    return redirect(found.address, 303)


def _find(id: int) -> tuple[HandOver, User]:
    """The hand-over and its reader, or 404 for what does not exist and whom it does not concern."""
    found, reader = db.session.get(HandOver, id), current_user()
    if found is None or reader is None or not handover.may_see(reader, found):
        abort(404)
    return found, reader


def _item(id: int, item_id: int) -> tuple[HandOverItem, User]:
    found, reader = _find(id)
    item = db.session.get(HandOverItem, item_id)
    if item is None or item.hand_over_id != found.id:
        abort(404)
    return item, reader


def _page(found: HandOver, reader: User, form: ItemForm) -> ResponseReturnValue:
    described = shown.page(found, reader, today())
    return render_form("meetings/handing_over/detail.html", form, hand_over=described)
