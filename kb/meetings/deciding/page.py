"""The pages of votes and resolutions, as data for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import select

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import db
from kb.meetings import follow_up_rights, majorities, quorum, readable
from kb.meetings.ballots import own_seats, stage, tally, votes_of, voting_seats
from kb.meetings.closing import evidence_of, follow_ups_of, missing
from kb.meetings.counting import Tally
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp, FollowUpReport
from kb.meetings.invitations import Invitation
from kb.meetings.meetings import Manner, Meeting
from kb.meetings.register import Entry, described, owner
from kb.meetings.resolutions import Resolution, Vote, Voting
from kb.meetings.rights import is_within, may_run
from kb.publishing.audit import ACTIONS, AuditEvent
from kb.publishing.permissions import is_known, may_name
from kb.text.markdown import HostileMarkdown, render

STEPS = ("draft-resolution", "change-resolution", "open-vote", "close-vote", "close-resolution")
"""What the history of a resolution tells; single votes stand in the roll-call."""


@dataclass(frozen=True)
class Line:
    """One seat of the roll-call: who holds it, whether it is there, how it has voted."""

    invitation: Invitation
    vote: Vote | None
    is_there: bool


@dataclass(frozen=True)
class Paper:
    """One resolution on the page of a vote."""

    resolution: Resolution
    text: Markup
    rule: str
    stage: Voting
    tally: Tally
    lines: Sequence[Line]
    own: Sequence[Line]
    """The seats whose vote the reader may cast."""
    present: int
    """Seats that are there at this moment, less those recused; in a written vote, that voted."""
    quorum: int | None
    """How many are needed at this moment; None while the charter has no rule."""

    @property
    def voted(self) -> int:
        return self.tally.cast + self.tally.recusals

    @property
    def has_quorum(self) -> bool:
        return self.quorum is None or self.present >= self.quorum


def papers(meeting: Meeting, reader: User, now: datetime) -> list[Paper]:
    """The resolutions of a meeting, for whoever is within it."""
    seats = voting_seats(meeting)
    own = {each.id for each in own_seats(reader, meeting, now)}
    seen = readable.resolutions(reader, meeting)
    return [_paper(each, seats, own, now) for each in seen]


def _paper(
    resolution: Resolution, seats: Sequence[Invitation], own: set[int], now: datetime
) -> Paper:
    votes = {vote.seat_id: vote for vote in votes_of(resolution)}
    is_written = resolution.meeting is not None and resolution.meeting.manner is Manner.WRITTEN
    lines = [
        Line(seat, votes.get(seat.seat_id or 0), is_written or seat.is_there) for seat in seats
    ]
    counts = tally(list(votes.values()))
    there = sum(each.vote is not None or (each.is_there and not is_written) for each in lines)
    rule = majorities.rule_of(resolution)
    return Paper(
        resolution,
        shown(resolution.text),
        majorities.in_words(rule),
        stage(resolution, now),
        counts,
        lines,
        [line for line in lines if line.invitation.id in own],
        there - counts.recusals,
        quorum.needed(rule.quorum, len(seats) - counts.recusals),
    )


def shown(text: str) -> Markup:
    """Markdown as HTML; one that would hold the page up stays as it was typed."""
    try:
        return render(text)
    except HostileMarkdown:
        return Markup("<p>{}</p>").format(text)


def resolution_page(resolution: Resolution, reader: User | None) -> dict[str, object]:
    """Everything about one resolution that this reader may know."""
    entry = described([resolution], utcnow())[0]
    meeting = resolution.meeting
    belongs = meeting is not None and reader is not None and is_within(reader, meeting)
    found: dict[str, object] = {
        "entry": entry,
        "text": shown(resolution.text),
        "rule": majorities.in_words(majorities.rule_of(resolution)),
        "owner": owner(resolution, is_known(reader)),
        "within": belongs,
        "runs": meeting is not None and may_run(reader, meeting),
    }
    return found | (_inside(entry, reader) if belongs else {})


def _inside(entry: Entry, reader: User | None) -> dict[str, object]:
    """For those who belong to the meeting: votes by seat, follow-ups, proof, history."""
    resolution = entry.resolution
    seats = voting_seats(resolution.meeting) if resolution.meeting else []
    votes = {vote.seat_id: vote for vote in votes_of(resolution)}
    is_over = resolution.voting is Voting.CLOSED
    lines = [Line(seat, votes.get(seat.seat_id or 0), seat.is_there) for seat in seats]
    return {
        "lines": lines if is_over else [],
        "follow_ups": [one for one in follow_ups_of(resolution) if _reads(reader, one)],
        "evidence": [
            _proof(report, reader)
            for report in evidence_of(resolution)
            if _reads(reader, report.follow_up)
        ],
        "missing": missing(resolution) if entry.status and not resolution.done_on else "",
        "history": _history(resolution),
    }


def _reads(reader: User | None, follow_up: FollowUp) -> bool:
    return follow_up_rights.may_read(reader, follow_up)


def _proof(
    report: FollowUpReport, reader: User | None
) -> tuple[FollowUpReport, str, Sequence[MeetingFile]]:
    """The report, the record that proves it as far as the reader may see it, and the files."""
    files = select(MeetingFile).where(MeetingFile.report_id == report.id)
    record = report.record
    title = record.title if record is not None and may_name(reader, record) else ""
    return report, title, db.session.scalars(files).all()


def _history(resolution: Resolution) -> list[tuple[datetime, str, str]]:
    """When, who, and what was done, the oldest first."""
    about = AuditEvent.detail["resolution"].as_integer() == resolution.id
    # The number of a draft that was taken back is given again.
    own = AuditEvent.at >= resolution.created_at
    rows = select(AuditEvent).where(AuditEvent.action.in_(STEPS), about, own)
    lines = db.session.scalars(rows.order_by(AuditEvent.id))
    return [(line.at, line.user_name, str(ACTIONS.get(line.action, line.action))) for line in lines]
