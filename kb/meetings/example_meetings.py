"""Example meetings: each of the example year, from its plan to the end of its votes."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from kb.clock import SHANGHAI, pretend, today
from kb.meetings import (
    answering,
    convening,
    drafting,
    following,
    itemising,
    planning,
    session,
    voting,
    written,
)
from kb.meetings.agenda import AgendaItem, items_of
from kb.meetings.ballots import Ballot
from kb.meetings.drafting import Wording
from kb.meetings.example_stage import Row, Stage
from kb.meetings.following import Task
from kb.meetings.invitations import Answer, Attendance, Invitation, of_meeting
from kb.meetings.meetings import Meeting, MeetingKind
from kb.meetings.planning import Plan
from kb.meetings.resolutions import Choice, Resolution

NOTICE = timedelta(days=21)
"""So long before its day an example meeting is convened."""
HOUR = timedelta(hours=1)


def _at(row: Row, hour: int) -> datetime:
    day = today() + timedelta(days=row["day"])
    return datetime.combine(day, time(hour), SHANGHAI)


def held(stage: Stage, row: Row) -> Meeting:
    """From the plan to the end of the session."""
    starts_at = _at(row, row["hour"])
    ends_at = starts_at + timedelta(minutes=row["minutes"])
    with pretend(starts_at - NOTICE):
        meeting = planning.plan(
            stage.body,
            stage.secretary,
            Plan(
                title=row["title"],
                title_en=row["title_en"],
                kind=MeetingKind(row["kind"]),
                starts_at=starts_at,
                ends_at=ends_at,
                place=row["place"],
                city_slug=row["city"],
            ),
        )
        for item in row["item"]:
            _propose(stage, meeting, item)
        until = meeting.day - timedelta(days=row["answer_days"])
        convening.convene(meeting, stage.secretary, row["notice"], until)
        for invitation in of_meeting(meeting):
            _answer(stage, invitation, row)
        itemising.fix(meeting, stage.secretary)
    with pretend(starts_at):
        session.begin(meeting, stage.secretary)
        session.mark_as_answered(meeting, stage.secretary)
        for invitation in of_meeting(meeting):
            if invitation.attendance is Attendance.UNMARKED:
                session.mark(invitation, stage.secretary, session.Mark.ABSENT)
    with pretend(starts_at + HOUR):
        by_title = {item.title: item for item in items_of(meeting)}
        for told in row["item"]:
            _dealt_with(stage, by_title[told["title"]], told)
    with pretend(ends_at):
        session.close(meeting, stage.secretary)
    return meeting


def _propose(stage: Stage, meeting: Meeting, row: Row) -> None:
    words = itemising.Wording(
        title=row["title"],
        presenter=row["presenter"],
        duration=row["duration"],
        is_closed=row.get("closed", False),
    )
    if "proposer" not in row:
        itemising.propose(stage.body, stage.secretary, words, meeting)
        return
    item = itemising.propose(stage.body, stage.liaisons[row["proposer"]], words, None)
    itemising.accept(item, stage.secretary, meeting)


def _answer(stage: Stage, invitation: Invitation, row: Row) -> None:
    reply = answering.Reply(Answer.ATTEND)
    if invitation.seat_id in stage.named(row["leave"]):
        reply = answering.Reply(Answer.LEAVE, reason="公务冲突")
    elif invitation.seat_id in stage.named(row["substitute"]):
        name, duty = f"{invitation.name[:2]}代会人员", invitation.duty
        reply = answering.Reply(Answer.SUBSTITUTE, substitute_name=name, substitute_duty=duty)
    elif invitation.seat_id in stage.named(row["absent"]):
        return
    answering.answer(invitation, stage.secretary, reply)


def _dealt_with(stage: Stage, item: AgendaItem, row: Row) -> None:
    """What was said, what was resolved, and who is to do what."""
    meeting = item.meeting
    assert meeting is not None
    session.take_down(item, stage.secretary, row["notes"], row["outcome"], item.version)
    origin: AgendaItem | Resolution = item
    if told := row.get("resolution"):
        origin = drafting.draft(meeting, _wording(told, meeting, item), stage.secretary)
        voting.open_vote(origin, stage.secretary)
        _vote(stage, origin, told, [each for each in of_meeting(meeting) if each.is_there])
        voting.close(origin, stage.secretary)
    _give(stage, origin, meeting, row)


def _wording(row: Row, meeting: Meeting, item: AgendaItem | None = None) -> Wording:
    return Wording(
        title=row["title"],
        text=row["text"],
        type=row["type"],
        owner_name=row["owner_name"],
        due_on=meeting.day + timedelta(days=row["days"]),
        owner_city=None if row["owner"] == "secretariat" else row["owner"],
        item_id=item.id if item else None,
    )


def _vote(stage: Stage, resolution: Resolution, row: Row, there: Sequence[Invitation]) -> None:
    """A roll-call: what the table does not say is a vote in favour."""
    said = {
        Choice.AGAINST: stage.named(row["against"]),
        Choice.ABSTAIN: stage.named(row["abstain"]),
        Choice.RECUSED: stage.named(row["recused"]),
    }
    silent = stage.named(row.get("silent", ()))
    for invitation in there:
        seat = invitation.seat_id
        if seat is None or seat in silent:
            continue
        choice = next((each for each, seats in said.items() if seat in seats), Choice.FOR)
        reason = "项目关联单位" if choice is Choice.RECUSED else ""
        voting.cast(resolution, Ballot(seat, choice, reason), stage.secretary)


def _give(stage: Stage, origin: AgendaItem | Resolution, meeting: Meeting, row: Row) -> None:
    for told in row.get("follow_ups", ()):
        city = None if told["owner"] == "secretariat" else told["owner"]
        task = Task(
            task=f"{told['task']}（示例）",
            due_on=meeting.day + timedelta(days=told["days"]),
            owner_city=city,
            owner_name=told["name"],
            owner_id=(stage.liaisons[city] if city else stage.secretary).id,
        )
        following.give(origin, stage.secretary, task)


def voted(stage: Stage, row: Row) -> Meeting:
    """A written vote, from its call to its close."""
    opens_at = _at(row, 9)
    closes_at = opens_at + timedelta(days=row["open_days"])
    with pretend(opens_at - 24 * HOUR):
        call = written.Call(stage.body, row["title"], opens_at, closes_at, row["title_en"])
        meeting = written.call(call, [], stage.secretary)
        wording = _wording(row["resolution"], meeting)
        resolution = drafting.draft(meeting, wording, stage.secretary)
    with pretend(opens_at + HOUR):
        written.tend(meeting, opens_at + HOUR)
        _vote(stage, resolution, row["resolution"], of_meeting(meeting))
    with pretend(closes_at + HOUR):
        written.tend(meeting, closes_at + HOUR)
        _give(stage, resolution, meeting, row)
    return meeting
