"""Voting: a resolution is put to the vote, voted on by the seats, and counted."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from kb.accounts.users import User
from kb.clock import local, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import majorities
from kb.meetings.ballots import (
    Ballot,
    is_written,
    lock,
    meeting_of,
    own_seats,
    stage,
    tally,
    votes_of,
    voting_seats,
    why_not,
)
from kb.meetings.counting import Seats, decide, there_in_writing
from kb.meetings.drafting import require_draft
from kb.meetings.invitations import Invitation
from kb.meetings.meetings import MeetingState
from kb.meetings.numbers import Paper, next_number
from kb.meetings.resolutions import Choice, Resolution, Result, Vote, Voting
from kb.meetings.rights import may_run
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require


def open_vote(resolution: Resolution, user: User) -> None:
    """From now on the seats can vote, by the rule that the charter gives on the meeting's day."""
    meeting = meeting_of(resolution)
    require(may_run(user, meeting))
    lock(resolution)
    require_draft(resolution)
    if is_written(meeting):
        raise Conflict(_("A written vote opens by itself at its time."))
    if meeting.state is not MeetingState.IN_SESSION:
        raise Conflict(_("Open the meeting first; then the vote can be opened."))
    majorities.keep(resolution, majorities.rule_for(resolution.type, meeting.day))
    resolution.voting, resolution.opens_at = Voting.OPEN, utcnow()
    db.session.flush()
    audit.log(user, "open-vote", resolution.title, resolution=resolution.id)


def cast(resolution: Resolution, ballot: Ballot, user: User) -> Vote:
    """One seat votes: by its holder or substitute, or entered by the secretariat at a roll-call.

    Raises NotAllowed for who has no such seat, DomainError for a seat that is not there or a
    recusal without reason, Conflict before opening, after closing, and the second time: a vote
    counts once and stays as it was cast.
    """
    invitation = _seat_for(resolution, ballot.seat_id, user)
    if ballot.choice is Choice.RECUSED and not ballot.reason.strip():
        raise DomainError(_("Say in a few words why the seat is recused."))
    lock(resolution, shared=True)
    _require_open(resolution)
    _require_first(resolution, ballot.seat_id)
    vote = Vote(resolution_id=resolution.id, seat_id=ballot.seat_id, choice=ballot.choice)
    vote.reason, vote.cast_by_id = ballot.reason.strip(), user.id
    try:
        with db.session.begin_nested():
            db.session.add(vote)
    except IntegrityError as error:  # The other one of the same seat was faster by a moment.
        raise Conflict(_has_voted()) from error
    facts: dict[str, Any] = {"resolution": resolution.id, "seat": ballot.seat_id}
    choice = ballot.choice.value
    audit.log(user, "vote", resolution.title, of=invitation.name, choice=choice, **facts)
    return vote


def close(resolution: Resolution, user: User) -> None:
    """No further vote counts; the result is computed and stored with all that it rests on."""
    meeting = meeting_of(resolution)
    require(may_run(user, meeting))
    lock(resolution)
    if is_written(meeting):
        raise Conflict(_("A written vote closes by itself at its time."))
    if resolution.voting is not Voting.OPEN:
        raise Conflict(_("This vote is not open."))
    settle(resolution, user, meeting.day)


def settle(resolution: Resolution, user: User | None, day: date) -> None:
    """Count, store, and number what has passed in the year of this day. No user: by the clock."""
    meeting, votes = meeting_of(resolution), votes_of(resolution)
    seats, voted = voting_seats(meeting), {vote.seat_id for vote in votes}
    entitled = {each.seat_id for each in seats} | voted
    counts = tally(votes)
    if is_written(meeting):
        there = there_in_writing(len(entitled), counts)
    else:
        # Who has voted and left was there for this vote.
        present = {each.seat_id for each in seats if each.is_there} | voted
        there = Seats(len(entitled), len(present))
    found = decide(majorities.rule_of(resolution), there, counts)
    resolution.result, resolution.voting = found.result, Voting.CLOSED
    resolution.entitled, resolution.present = found.seats.entitled, found.seats.present
    resolution.quorum, resolution.recusals = found.quorum, counts.recusals
    resolution.votes_for, resolution.votes_against = counts.votes_for, counts.against
    resolution.abstentions, resolution.decided_at = counts.abstentions, utcnow()
    if is_written(meeting):
        resolution.decided_at = meeting.ends_at
    if found.result is Result.PASSED:
        resolution.number = next_number(Paper.RESOLUTION, day)
    db.session.flush()
    facts: dict[str, Any] = {"resolution": resolution.id, "result": found.result.value}
    audit.log(user, "close-vote", resolution.title, number=resolution.number, **facts)


def _seat_for(resolution: Resolution, seat_id: int, user: User) -> Invitation:
    """The seat's invitation, when this person may cast its vote."""
    meeting = meeting_of(resolution)
    own = own_seats(user, meeting, utcnow())
    for each in own:
        if each.seat_id == seat_id:
            return each
    if not is_staff(user):
        if own:
            raise NotAllowed(_("This is not your seat. You can vote for your own seat only."))
        raise NotAllowed(why_not(user, meeting, utcnow()))
    found = [each for each in voting_seats(meeting) if each.seat_id == seat_id]
    if not found:
        raise DomainError(_("This seat has no vote in this meeting."))
    if not (is_written(meeting) or found[0].is_there):
        raise DomainError(_("This seat is not marked as present. Mark its attendance first."))
    return found[0]


def _require_open(resolution: Resolution) -> None:
    now, meeting = utcnow(), meeting_of(resolution)
    where = stage(resolution, now)
    if where is Voting.OPEN:
        return
    if where is Voting.CLOSED:
        raise Conflict(_("The vote is closed. Later votes do not count."))
    if is_written(meeting) and meeting.state is not MeetingState.CANCELLED:
        begins = f"{local(meeting.starts_at):%Y-%m-%d %H:%M}"
        raise Conflict(_("The vote opens on %(time)s. Come back then.", time=begins))
    raise Conflict(_("The vote is not open. The secretariat opens it in the meeting."))


def _require_first(resolution: Resolution, seat_id: int) -> None:
    rows = select(Vote.choice).where(Vote.resolution_id == resolution.id, Vote.seat_id == seat_id)
    before = db.session.scalar(rows)
    if before is Choice.RECUSED:
        raise Conflict(_("This seat is recused from this resolution and does not vote on it."))
    if before is not None:
        raise Conflict(_has_voted())


def _has_voted() -> str:
    return str(_("This seat has voted already. A vote counts once and cannot be changed."))
