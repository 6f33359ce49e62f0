"""Page: what an activity's own page draws: its line of steps, its days, figures and speakers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.accounts.users import User
from kb.activities import figures, speakers
from kb.activities.activities import Activity, Progress
from kb.activities.clashes import Warnings, warnings_of
from kb.activities.days import days_of
from kb.activities.figures import Shown
from kb.activities.stepping import is_under_review, newest, steps_for
from kb.activities.steps import LINE
from kb.publishing.permissions import may_create, may_edit
from kb.web.fields import Form

STEP_WORDS: Mapping[Progress, tuple[LazyString, LazyString]] = {
    Progress.ANNOUNCED: (
        _l("Announce"),
        _l("Day, place and contact are fixed, and people may come."),
    ),
    Progress.HELD: (_l("It was held"), _l("It took place; a report with figures follows.")),
    Progress.REPORTED: (
        _l("Write the report"),
        _l("Figures as people write them, and what came of it. Photos are attached on its page."),
    ),
    Progress.CANCELLED: (_l("Cancel it"), _l("It stays on the list, marked, with its reason.")),
}
"""The button, and what the step says."""


@dataclass(frozen=True)
class Drawn:
    days: str
    line: Sequence[tuple[Progress, str]]
    """Each step with done, now or ahead."""
    next: str
    """What comes next, and who does it; empty when nothing does."""
    steps: Sequence[Progress]
    """What this reader may do now."""
    words: Mapping[Progress, tuple[LazyString, LazyString]]
    waits: bool
    """A change is under review; shown to those who may edit."""
    figures: Sequence[Shown]
    profiles: frozenset[str]
    warnings: Warnings
    may_copy: bool


def drawn(activity: Activity, reader: User | None) -> Drawn:
    """Everything for this reader."""
    edits = reader is not None and may_edit(reader, activity)
    return Drawn(
        days=days_of(activity),
        line=_line(activity.progress),
        next=_next(activity.progress),
        steps=steps_for(reader, activity),
        words=STEP_WORDS,
        waits=edits and is_under_review(activity),
        figures=[figures.shown(row) for row in activity.figures or ()],
        profiles=speakers.profiles(activity.speakers or (), reader),
        warnings=warnings_of(newest(activity), reader, activity) if edits else Warnings(),
        may_copy=may_create(reader, Activity),
    )


def _line(now: Progress) -> list[tuple[Progress, str]]:
    if now is Progress.CANCELLED:
        return [(Progress.PLANNED, "done"), (Progress.CANCELLED, "now")]
    place = LINE.index(now)
    marks = ["done"] * place + ["now"] + ["ahead"] * (len(LINE) - place - 1)
    return list(zip(LINE, marks, strict=True))


def _next(now: Progress) -> str:
    """The words of the office: what is missing, and whose turn it is."""
    match now:
        case Progress.PLANNED:
            return str(_("Next: the host announces it with its day and place."))
        case Progress.ANNOUNCED:
            return str(_("Next: once its day has come, the host says that it was held."))
        case Progress.HELD:
            return str(_("Next: the host writes the report with its figures."))
    return ""


@dataclass(frozen=True)
class Row:
    """One line of a series."""

    activity: Activity
    days: str
    figures: Sequence[Shown]


def row_of(activity: Activity) -> Row:
    return Row(activity, days_of(activity), [figures.shown(row) for row in activity.figures or ()])


def differing(form: Form, now: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Of a stale form, the fields in which the stored text differs: label, and what is stored."""
    stored = type(form)(formdata=None, data=now)
    return [
        (str(field.label.text), _words(stored[field.name]))
        for field in form
        if field.name in now and _words(field) != _words(stored[field.name])
    ]


def _words(field: Any) -> str:
    if isinstance(field.data, StrEnum):
        return str(getattr(field.data, "label", field.data))
    return str(field._value()) if hasattr(field, "_value") else str(field.data or "")
