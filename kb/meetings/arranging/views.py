"""The pages of items: proposing, what waits, an agenda in order, papers."""

from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kb.accounts.sign_in import current_user, require_user
from kb.accounts.users import User
from kb.catalog.files import POLICY, cabinet
from kb.db import db
from kb.errors import DomainError
from kb.meetings import itemising, papers
from kb.meetings.agenda import AgendaItem, ItemState
from kb.meetings.arranging.forms import DeclineForm, NewItemForm
from kb.meetings.calling.forms import ItemForm, differing, obeyed, opened_version
from kb.meetings.files import MeetingFile
from kb.meetings.meetings import Meeting
from kb.meetings.page import gather
from kb.meetings.rights import may_change_item, may_propose
from kb.meetings.views import find, find_to_run
from kb.publishing.permissions import is_staff, require
from kb.publishing.reception import receive
from kb.publishing.stores import Missing
from kb.web.fields import render_form
from kb.web.sanity import takes_files

bp = Blueprint("arranging", __name__)


@bp.get("/agenda")
def backlog() -> ResponseReturnValue:
    """Items that wait for a meeting; for those who propose, their own and what became of them."""
    person = require_user()
    return _backlog(person, None)


def _backlog(person: User, wrong: DeclineForm | None) -> tuple[str, int]:
    items = itemising.waiting(person)
    page = render_template(
        "meetings/arranging/backlog.html",
        items=items,
        files=papers.papers_of(items),
        decides=is_staff(person),
        meetings=itemising.arrangeable(),
        wrong=wrong,
        states=ItemState,
    )
    return page, 422 if wrong is not None else 200


@bp.route("/agenda/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Propose an item for a meeting, or for whichever comes."""
    person = require_user()
    require(may_propose(person))
    form = NewItemForm(data={"target": request.args.get("for", "")})
    if form.validate_on_submit():
        body, meeting = form.chosen()
        made: list[AgendaItem] = []
        words = form.wording
        if obeyed(form, lambda: made.append(itemising.propose(body, person, words, meeting))):
            flash(_("Proposed. Papers can be added now."), "success")
            return redirect(f"/agenda/{made[0].id}", 303)
    return render_form("meetings/arranging/new.html", form)


@bp.route("/agenda/<int:id>", methods=["GET", "POST"])
def item(id: int) -> ResponseReturnValue:
    """One item: its words and its papers, for those who may change it."""
    person, found = require_user(), _find(id)
    now = {name: getattr(found, name) for name in itemising.Wording.__dataclass_fields__}
    form = ItemForm(data=now)
    if not form.validate_on_submit():
        return _item_page(found, form)
    if opened_version() != found.version:
        return _item_page(found, form, theirs=differing(form, now))[0], 409
    itemising.change(found, person, form.wording)
    flash(_("Saved."), "success")
    return redirect(_home(found), 303)


def _find(id: int) -> AgendaItem:
    """The item, or 404 for what is not there and what this person may not change."""
    found = db.session.get(AgendaItem, id)
    if found is None or not may_change_item(current_user(), found):
        abort(404)
    return found


def _home(item: AgendaItem) -> str:
    """Where somebody works on the items beside this one."""
    arranged = item.meeting is not None and is_staff(current_user())
    return f"{item.meeting.address}/agenda" if arranged and item.meeting else "/agenda"


def _item_page(item: AgendaItem, form: ItemForm, **more: Any) -> tuple[str, int]:
    context = {"item": item, "files": papers.papers_of([item]), "home": _home(item), "theirs": []}
    context |= {"attaches": papers.may_attach(current_user(), item)} | more
    return render_form("meetings/arranging/item.html", form, **context)


@bp.post("/agenda/<int:id>/accept")
def accept(id: int) -> ResponseReturnValue:
    """Put it onto the agenda of a meeting."""
    staff, found = _to_decide(id)
    given = request.form.get("meeting", "")
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else 0
    meeting = db.session.get(Meeting, number)
    if meeting is None:
        raise DomainError(_("Choose the meeting."))
    itemising.accept(found, staff, meeting)
    flash(_("It is on the agenda of %(meeting)s.", meeting=meeting.title), "success")
    return redirect("/agenda", 303)


@bp.post("/agenda/<int:id>/decline")
def decline(id: int) -> ResponseReturnValue:
    """It is not dealt with; the proposer reads why."""
    staff, found = _to_decide(id)
    form = DeclineForm()
    form.item = found.id
    if not form.validate_on_submit():
        return _backlog(staff, form)
    itemising.decline(found, staff, form.reason.data)
    flash(_("Declined. The proposer is told why."), "success")
    return redirect("/agenda", 303)


def _to_decide(id: int) -> tuple[User, AgendaItem]:
    staff = require_user()
    found = _find(id)
    require(is_staff(staff))
    return staff, found


@bp.get("/meetings/<int:id>/agenda")
def agenda(id: int) -> ResponseReturnValue:
    """The agenda to be put in order; who only reads it finds it on the meeting's page."""
    user, meeting = require_user(), find(id)
    if not is_staff(user):
        return redirect(f"{meeting.address}#agenda", 303)
    proposed = [each for each in itemising.waiting(user) if each.body_id == meeting.body_id]
    is_open = meeting.state in itemising.ARRANGED
    shown = vars(gather(meeting, user))
    page = "meetings/arranging/agenda.html"
    return render_template(page, **shown, proposed=proposed if is_open else [], is_open=is_open)


@bp.post("/meetings/<int:id>/agenda/<int:number>/<any(up, down, take, back):way>")
def arrange(id: int, number: int, way: str) -> ResponseReturnValue:
    """One place up or down, onto the agenda, or off it again."""
    meeting, staff = find_to_run(id)
    found = db.session.get(AgendaItem, number)
    if found is None or (found.meeting_id != meeting.id and way != "take"):
        abort(404)
    if way == "take":
        itemising.accept(found, staff, meeting)
    elif way == "back":
        itemising.put_back(found, staff)
    else:
        itemising.move(found, staff, -1 if way == "up" else 1)
    return redirect(f"{meeting.address}/agenda#item-{found.id}", 303)


@bp.post("/meetings/<int:id>/agenda/<any(fix, unfix):what>")
def fix(id: int, what: str) -> ResponseReturnValue:
    """The agenda stands, or is opened again."""
    meeting, staff = find_to_run(id)
    if what == "fix":
        itemising.fix(meeting, staff)
        flash(_("The agenda is fixed."), "success")
        return redirect(meeting.address, 303)
    itemising.unfix(meeting, staff)
    flash(_("The agenda is open again. The audit keeps that you opened it."), "info")
    return redirect(f"{meeting.address}/agenda", 303)


@bp.post("/agenda/<int:id>/papers")
@takes_files
def add_papers(id: int) -> ResponseReturnValue:
    """Files that belong to the item; each that is refused is named with its reason."""
    person, found = require_user(), _find(id)
    db.session.rollback()  # Nothing is written yet, and looking at files takes its time.
    given = [file for file in request.files.getlist("files") if file.filename]
    problems = [] if given else [_("Choose a file first.")]
    for file in given:
        try:
            received = receive(file.filename or "", file.stream, cabinet())
            papers.attach(found, person, received, cabinet().limits)
        except DomainError as refusal:
            problems.append(str(refusal))
    for problem in problems:
        flash(problem, "error")
    return redirect(f"/agenda/{id}#papers", 303)


@bp.post("/meeting-files/<int:id>/remove")
def remove_paper(id: int) -> ResponseReturnValue:
    person, file = require_user(), _file(id)
    number = file.item_id
    papers.remove(file, person)
    flash(_("Removed: %(name)s", name=file.name), "info")
    return redirect(f"/agenda/{number}#papers", 303)


@bp.get("/meeting-files/<int:id>/download")
def download(id: int) -> Response:
    """A paper, to be saved under the name that its sender gave it."""
    file = _file(id)
    try:
        content = cabinet().store.open(file.sha256)
    except Missing:
        current_app.logger.error("the store lacks %s", file.sha256)
        abort(404)
    answer = send_file(
        content, mimetype=file.type.mime, as_attachment=True, download_name=file.name
    )
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def _file(id: int) -> MeetingFile:
    """A paper, or 404 for what is not there and what this person may not read."""
    file = db.session.get(MeetingFile, id)
    if file is None or not papers.may_read(current_user(), file):
        abort(404)
    return file
