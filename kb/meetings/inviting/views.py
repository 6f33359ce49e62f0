"""The pages of the notice: convening, who is invited, receipts, answers, and the notice itself."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog.page import safe_html
from kb.clock import today
from kb.db import db
from kb.errors import Conflict
from kb.meetings import answering, convening
from kb.meetings.agenda import items_of
from kb.meetings.calling.forms import obeyed
from kb.meetings.invitations import Invitation, invitation_of, of_meeting
from kb.meetings.inviting.forms import AnswerForm, GuestForm, NoticeForm
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.missing import notice_kept
from kb.meetings.page import gather
from kb.meetings.rights import is_within, may_answer
from kb.meetings.views import find, find_to_run
from kb.publishing.permissions import is_staff, require
from kb.web.fields import render_form

bp = Blueprint("inviting", __name__)


@bp.route("/meetings/<int:id>/convene", methods=["GET", "POST"])
def convene(id: int) -> ResponseReturnValue:
    """Look at who is invited and what the notice says, and send it."""
    meeting, staff = find_to_run(id)
    if meeting.state is not MeetingState.PLANNED:
        raise Conflict(_("This meeting has been convened already, or is cancelled."))
    form = NoticeForm(data={"text": meeting.notice_text})
    if form.validate_on_submit():
        text, until = form.text.data, form.answer_until.data
        if obeyed(form, lambda: convening.convene(meeting, staff, text, until)):
            flash(_("Convened by notice %(number)s.", number=meeting.notice_number), "success")
            return redirect(f"{meeting.address}/invitations", 303)
    return render_form(
        "meetings/inviting/convene.html",
        form,
        meeting=meeting,
        seated=convening.seated(meeting),
        vacant=convening.vacant(meeting),
        guests=of_meeting(meeting),
        items=items_of(meeting),
        warning=notice_kept(meeting),
    )


@bp.route("/meetings/<int:id>/invitations", methods=["GET", "POST"])
def invitations(id: int) -> ResponseReturnValue:
    """Who is invited, who has signed for the notice, who comes; staff add guests."""
    meeting, user = _within(id)
    form = GuestForm()
    if request.method == "POST":
        meeting, user = find_to_run(id)
        if form.validate_on_submit() and obeyed(
            form, lambda: convening.add(meeting, user, form.guest)
        ):
            flash(_("%(name)s is on the list.", name=form.name.data), "success")
            then = "attendance" if request.form.get("then") == "attendance" else "invitations"
            return redirect(f"{meeting.address}/{then}", 303)
    return render_form(
        "meetings/inviting/invitations.html",
        form,
        meeting=meeting,
        invitations=of_meeting(meeting),
        runs=is_staff(user),
        changes=is_staff(user) and meeting.state in convening.OPEN,
        out_of_date=is_staff(user) and _is_out_of_date(meeting),
        answers_until_now=meeting.state in answering.ASKED,
    )


def _within(id: int) -> tuple[Meeting, User]:
    """The meeting and its reader; 404 for who does not see it, 403 for who is not within."""
    user, meeting = require_user(), find(id)
    require(is_within(user, meeting))
    return meeting, user


def _is_out_of_date(meeting: Meeting) -> bool:
    return meeting.state in answering.ASKED and convening.is_out_of_date(meeting)


@bp.post("/meetings/<int:id>/invitations/update")
def update(id: int) -> ResponseReturnValue:
    """Invite who holds the seats now."""
    meeting, staff = find_to_run(id)
    convening.bring_up_to_date(meeting, staff)
    flash(_("The list is as the seats are held on that day."), "success")
    return redirect(f"{meeting.address}/invitations", 303)


@bp.post("/meetings/<int:id>/invitations/<int:number>/remove")
def remove(id: int, number: int) -> ResponseReturnValue:
    meeting, staff = find_to_run(id)
    convening.remove(_of(meeting, number), staff)
    flash(_("Taken off the list."), "success")
    return redirect(f"{meeting.address}/invitations", 303)


def _of(meeting: Meeting, number: int) -> Invitation:
    found = db.session.get(Invitation, number)
    if found is None or found.meeting_id != meeting.id:
        abort(404)
    return found


@bp.post("/meetings/<int:id>/remind")
def remind(id: int) -> ResponseReturnValue:
    """Ask those once more who have not answered."""
    meeting, staff = find_to_run(id)
    told = convening.remind(meeting, staff)
    nobody = _("Nobody is to be reminded now: each is asked at most twice a day.")
    words = ngettext("%(num)s person is reminded.", "%(num)s people are reminded.", told)
    flash(words if told else nobody, "success" if told else "info")
    return redirect(f"{meeting.address}/invitations", 303)


@bp.post("/meetings/<int:id>/sign")
def sign(id: int) -> ResponseReturnValue:
    """The notice has been read (签收)."""
    reader, meeting = require_user(), find(id)
    own = invitation_of(reader, meeting) or abort(404)
    answering.sign(own, reader)
    flash(_("Signed for. Please answer whether you come."), "success")
    return redirect(meeting.address, 303)


@bp.route("/meetings/<int:id>/answer", methods=["GET", "POST"])
def answer(id: int) -> ResponseReturnValue:
    """The invited person's own answer."""
    reader, meeting = require_user(), find(id)
    own = invitation_of(reader, meeting)
    if own is None or own.user_id != reader.id:
        abort(404)
    return _answer(own, reader, AnswerForm(data=_said(own)), meeting.address)


@bp.route("/meetings/<int:id>/invitations/<int:number>/answer", methods=["GET", "POST"])
def answer_for(id: int, number: int) -> ResponseReturnValue:
    """An answer that came by phone."""
    meeting, staff = find_to_run(id)
    invitation = _of(meeting, number)
    form = AnswerForm(data=_said(invitation))
    return _answer(invitation, staff, form, f"{meeting.address}/invitations")


def _said(invitation: Invitation) -> dict[str, object]:
    names = ("answer", "reason", "substitute_name", "substitute_duty")
    said = {name: getattr(invitation, name) for name in names}
    person = invitation.substitute
    said["substitute_mail"] = person.email if person else ""
    return said if invitation.answered_at else said | {"answer": "attend"}


def _answer(
    invitation: Invitation, person: User, form: AnswerForm, back: str
) -> ResponseReturnValue:
    require(may_answer(person, invitation))
    if not answering.is_open(invitation, person, today()):
        raise Conflict(_("Answers are no longer taken here. Call the secretariat."))
    if form.validate_on_submit() and obeyed(
        form, lambda: answering.answer(invitation, person, form.reply)
    ):
        flash(_("The answer is noted. It can be changed until the last day to answer."), "success")
        return redirect(back, 303)
    facts = {"meeting": invitation.meeting, "invitation": invitation, "back": back}
    return render_form("meetings/inviting/answer.html", form, **facts)


@bp.get("/meetings/<int:id>/notice")
def notice(id: int) -> ResponseReturnValue:
    """The notice as it is printed and put up."""
    meeting, user = _within(id)
    shown = gather(meeting, user)
    text = safe_html(meeting.notice_text)
    return render_template("meetings/inviting/notice.html", **vars(shown), notice=text)
