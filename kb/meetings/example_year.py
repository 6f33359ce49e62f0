"""Example year: a year of the council, played through the site's own rules from a small table.

Everything it makes is marked as an example and says so in its name; `examples.clear` takes it away.
"""

import tomllib
from datetime import timedelta
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import select

from kb.alliance import examples
from kb.alliance.bodies import Seat
from kb.alliance.terms import Term
from kb.clock import pretend, today
from kb.db import db
from kb.errors import Conflict
from kb.meetings import (
    closing,
    evidence,
    following,
    followups,
    issuing,
    minutes,
    minuting,
    sections,
    signing,
)
from kb.meetings.evidence import Account
from kb.meetings.example_meetings import held, voted
from kb.meetings.example_stage import Row, Stage, set_up
from kb.meetings.meetings import Meeting
from kb.meetings.resolutions import Result, resolutions_of
from kb.publishing.reception import Limits

ISSUED_AFTER = 6
"""Days from the end of a meeting to its published minutes."""
LAST_DONE = timedelta(days=60)
"""By then all that gets done in the example is done."""
NO_FILES = Limits(0, 0, 0)


def play(story: Path) -> None:
    """Make the example year that this table tells. Raises Conflict where it would mix with what
    the alliance has entered itself, or is there already.
    """
    told = tomllib.loads(story.read_text(encoding="utf-8"))
    _require_empty()
    with examples.marked():
        stage = set_up(told)
        for row in sorted((*told["meeting"], *told["written"]), key=lambda row: row["day"]):
            meeting = held(stage, row) if "item" in row else voted(stage, row)
            _issue(stage, meeting)
            _report(stage, meeting, row)


def _require_empty() -> None:
    if examples.are_there():
        raise Conflict(_("The example is there already. Take it away first: flask kb demo clear"))
    for table in (Term, Seat, Meeting):
        if db.session.scalar(select(table.id).limit(1)) is not None:
            raise Conflict(
                _("This site has terms, seats or meetings of its own; the example would mix in.")
            )


def _report(stage: Stage, meeting: Meeting, row: Row) -> None:
    """What has come of the follow-ups: the minutes themselves are the proof at hand."""
    told = [each for item in row.get("item", (row,)) for each in item.get("follow_ups", ())]
    by_task = {f"{each['task']}（示例）": each for each in told}
    proof = minutes.of_meeting(meeting)[-1]
    for follow_up in followups.follow_ups_of(meeting):
        one = by_task[follow_up.task]
        author = follow_up.owner or stage.secretary
        if "report" not in one:
            continue
        with pretend(meeting.ends_at + timedelta(days=one.get("done", ISSUED_AFTER + 10))):
            record = proof if "done" in one else None
            evidence.report(follow_up, author, Account(one["report"], record), NO_FILES)
            if "done" in one:
                following.confirm(follow_up, stage.secretary)
    with pretend(meeting.ends_at + LAST_DONE):
        for resolution in resolutions_of(meeting):
            if resolution.result is Result.PASSED and not closing.missing(resolution):
                closing.close(resolution, stage.secretary)


def _issue(stage: Stage, meeting: Meeting) -> None:
    """The minutes: compiled, circulated, signed by the chair of that term, published."""
    with pretend(meeting.ends_at + timedelta(days=1)):
        record = minuting.compile_minutes(meeting, stage.secretary)
        minuting.circulate(meeting, stage.secretary, today() + timedelta(days=3))
    with pretend(meeting.ends_at + timedelta(days=ISSUED_AFTER)):
        term = signing.signing_term(meeting)
        assert term is not None, "the example has a chair on every day"
        chair = stage.liaisons[term.city_slug]
        signing.sign(meeting, chair, sections.digest(sections.sections_of(record)))
        issuing.publish(meeting, stage.secretary)
