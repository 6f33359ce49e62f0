"""The first page, suggestions while typing, and the pages of who is signed in."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from kb.accounts.sign_in import current_user, public, require_user
from kb.accounts.users import User
from kb.alliance.chair import chair
from kb.catalog.kind import RecordKind
from kb.catalog.site import site
from kb.clock import today, utcnow
from kb.db import db
from kb.jobs import queue
from kb.jobs.queue import Job, JobState
from kb.libraries.personal import is_expert
from kb.meetings.waiting import waiting_for
from kb.portal import exchange_lines, mine, my_follow_ups, told
from kb.portal import home as board
from kb.portal.index_page import ORDERED, node_card, trouble_lines
from kb.portal.meeting_lines import meetings_of
from kb.portal.queue_page import job_lines, job_tabs, may_steer
from kb.portal.suggestions import suggest
from kb.publishing import audit, mail_wishes, notices
from kb.publishing.mail_wishes import Wish
from kb.publishing.notices import Notice
from kb.publishing.permissions import may_create, require
from kb.search import orders, state
from kb.search.nodes import SearchNode, Task
from kb.search.orders import may_order
from kb.web.paging import Page

bp = Blueprint("portal", __name__)

HINTS = ("智慧园区", "蓝领人才", "招聘会", "rizhao")
"""Searches that find something in the shipped content; a test proves it."""


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """The alliance as it works."""
    reader = current_user()
    return render_template(
        "portal/home.html",
        mechanism=board.mechanism(reader),
        cities=board.city_board(reader),
        chair=chair(today()),
        newest=board.newest(site(), reader),
        programme=board.programme(reader),
        hints=[{"label": word, "href": f"/search?q={word}"} for word in HINTS],
    )


@bp.get("/suggest")
@public
def suggestions() -> ResponseReturnValue:
    """What fits what has been typed so far."""
    typed = request.args.get("q", "").strip()[:100]
    found = suggest(site(), typed, current_user()) if typed else []
    if request.args.get("format") == "opensearch":
        return jsonify([typed, [one["text"] for one in found]])
    return jsonify({"suggestions": found})


@bp.get("/my")
def my_work() -> ResponseReturnValue:
    """What I write, what became of it, what I am asked for."""
    reader, here = require_user(), site()
    return render_template(
        "portal/my.html",
        work=mine.work_of(reader, here),
        unsaved=mine.unsaved(reader, here),
        notices=mine.newest_notices(reader, here),
        receipts=mine.owed_receipts(reader, here),
        votes=waiting_for(reader, utcnow()),
        follow_ups=my_follow_ups.to_do(reader),
        meetings=meetings_of(reader),
        exchange=exchange_lines.waiting_for(reader),
        kinds=[kind for kind in here.kinds if _begins(reader, kind)],
    )


def _begins(reader: User, kind: RecordKind) -> bool:
    """An expert has one profile, and pages of their own for it."""
    if is_expert(reader):
        return False
    return kind.slug.startswith("libraries/") and may_create(reader, kind.model)


@bp.get("/notices")
def notice_list() -> ResponseReturnValue:
    """What I should know: what I have not read first."""
    reader, only_unread = require_user(), request.args.get("show") == "unread"
    own = notices.notices_of(reader, only_unread)
    total = db.session.scalar(select(func.count()).select_from(own.order_by(None).subquery())) or 0
    page = Page.of(request.args, total)
    rows = db.session.scalars(own.limit(page.size).offset(page.offset))
    return render_template(
        "portal/notices.html",
        lines=told.described(rows, site()),
        only_unread=only_unread,
        total=total,
        page=_paged("/notices?show=unread&page=" if only_unread else "/notices?page=", page),
        wishes=[(wish.value, wish.label) for wish in Wish],
        wish=mail_wishes.wish_of(reader).value,
    )


def _paged(address: str, page: Page) -> dict[str, object]:
    """The page as `components/paging.html` draws it."""
    addresses = {number: f"{address}{number}" for number in page.numbers if number is not None}
    return {"number": page.number, "addresses": addresses}


@bp.post("/notices/<int:id>/read")
def read_notice(id: int) -> ResponseReturnValue:
    """Mark one as read; a script does so when its record is opened."""
    reader, notice = require_user(), db.session.get(Notice, id)
    if notice is None or notice.user_id != reader.id:
        abort(404)
    notices.mark_read([notice], reader)
    return redirect("/notices", 303)


@bp.post("/notices/read")
def read_all_notices() -> ResponseReturnValue:
    notices.mark_all_read(require_user())
    flash(_("All notices are marked as read."))
    return redirect("/notices", 303)


@bp.post("/notices/mail")
def choose_mail() -> ResponseReturnValue:
    """How much of it comes by mail."""
    given = request.form.get("wish", "")
    if given not in {wish.value for wish in Wish}:
        abort(400)
    mail_wishes.choose(Wish(given), require_user())
    flash(_("Saved."))
    return redirect("/notices", 303)


@bp.get("/admin/jobs")
def jobs() -> ResponseReturnValue:
    """The work in the background: what waits, runs, is done or has failed."""
    require(may_steer(require_user()))
    wanted, standing = request.args.get("state", ""), queue.standing()
    chosen = JobState(wanted) if wanted in {one.value for one in JobState} else None
    total = standing.counts.get(chosen, 0) if chosen else sum(standing.counts.values())
    page = Page.of(request.args, total, 50)
    rows = db.session.scalars(queue.jobs(chosen).limit(page.size).offset(page.offset))
    return render_template(
        "portal/jobs.html",
        lines=job_lines(rows),
        tabs_of=job_tabs(standing, chosen),
        standing=standing,
        page=_paged(f"/admin/jobs?state={chosen or ''}&page=", page),
    )


@bp.post("/admin/jobs/<int:id>/retry")
def retry_job(id: int) -> ResponseReturnValue:
    """Try a failed job again."""
    user = require_user()
    require(may_steer(user))
    job = db.session.get(Job, id) or abort(404)
    queue.retry(job)
    audit.log(user, "retry-job", job.name, job=job.id)
    flash(_("The job is tried again."))
    return redirect("/admin/jobs", 303)


@bp.get("/admin/search")
def search_index() -> ResponseReturnValue:
    """The search indexes: how they are doing, and what to do where one is not."""
    require(may_order(require_user()))
    index = site().index
    found = state.nodes_now(index)
    own = next((one for one in found if one.is_here), None)
    return render_template(
        "portal/search_index.html",
        nodes=[node_card(one) for one in found],
        troubles=trouble_lines(state.troubles(index, own)),
    )


@bp.post("/admin/search/<int:id>/compare")
def compare_index(id: int) -> ResponseReturnValue:
    """Have an index compared with the database."""
    return _ordered(id, Task.COMPARE)


@bp.post("/admin/search/<int:id>/rebuild")
def rebuild_index(id: int) -> ResponseReturnValue:
    """Have an index built anew beside itself."""
    return _ordered(id, Task.REBUILD)


def _ordered(id: int, task: Task) -> ResponseReturnValue:
    user = require_user()
    require(may_order(user))
    orders.order(db.session.get(SearchNode, id) or abort(404), task, user)
    flash(str(ORDERED[task]))
    return redirect("/admin/search", 303)


@bp.post("/admin/search/<int:id>/forget")
def forget_index(id: int) -> ResponseReturnValue:
    """Keep no more changes for a machine that does not come back."""
    user = require_user()
    require(may_order(user))
    orders.forget(db.session.get(SearchNode, id) or abort(404), user)
    flash(_("The index is forgotten. If its server comes back, it is compared first."))
    return redirect("/admin/search", 303)
