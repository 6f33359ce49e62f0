"""Ladder: the reminders of an expert's answer, with dates that everybody concerned sees.

After so many days (the charter's, fall-back 7, 14, 21, 30) the expert is reminded, the secretariat
calls, the unit is told, and nobody waits any longer. Plain functions; `chasing` acts on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.alliance import rules
from kb.clock import local
from kb.empowerment.consultations import Counsel


class Step(StrEnum):
    REMIND = "remind"
    CALL = "call"
    UNIT = "unit"
    GIVE_UP = "give_up"

    @property
    def label(self) -> LazyString:
        return STEP_LABELS[self]


STEP_LABELS = {
    Step.REMIND: _l("The expert is reminded"),
    Step.CALL: _l("The secretariat calls"),
    Step.UNIT: _l("The unit is told"),
    Step.GIVE_UP: _l("Nobody waits any longer"),
}


@dataclass(frozen=True)
class Rung:
    step: Step
    after: int
    """Days from the start of the ladder."""
    day: date
    """In Asia/Shanghai."""


def rungs(
    invited_on: date, due_on: date, has_accepted: bool, distances: Sequence[int]
) -> list[Rung]:
    """The four steps with their days, the first first. `distances`: four rising numbers of days.

    They count from the invitation. Who has accepted is given the time that was promised: then the
    ladder starts so late that nobody calls before the due day.
    """
    start = invited_on
    if has_accepted:
        start = max(invited_on, due_on - timedelta(days=distances[1]))
    return [
        Rung(step, after, start + timedelta(days=after))
        for step, after in zip(Step, distances, strict=True)
    ]


def of(counsel: Counsel) -> list[Rung]:
    """Those of this expert's part, by the charter as it was on the day of the invitation."""
    invited_on = local(counsel.invited_at).date()
    distances = rules.consultation_ladder(invited_on)
    return rungs(invited_on, counsel.due_on, counsel.accepted_at is not None, distances)


def last_reached(found: Sequence[Rung], day: date) -> Rung | None:
    """The highest step whose day has come; days on which nothing ran are not made up for singly."""
    return next((rung for rung in reversed(found) if rung.day <= day), None)


def reached(counsel: Counsel, day: date) -> int:
    """The number that `Counsel.rung` holds on this day; 0 before the first step."""
    rung = last_reached(of(counsel), day)
    return rung.after if rung is not None else 0
