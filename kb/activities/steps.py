"""Steps: which one an activity may take next, and what it needs for it. No database."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from kb.activities.activities import Precision, Progress
from kb.errors import Conflict

LINE = (Progress.PLANNED, Progress.ANNOUNCED, Progress.HELD, Progress.REPORTED)
"""The steps in their order; cancelled stands beside them."""
NEXT: Mapping[Progress, tuple[Progress, ...]] = {
    Progress.PLANNED: (Progress.ANNOUNCED, Progress.HELD, Progress.CANCELLED),
    Progress.ANNOUNCED: (Progress.HELD, Progress.CANCELLED),
    Progress.HELD: (Progress.REPORTED,),
    Progress.REPORTED: (),
    Progress.CANCELLED: (),
}
"""What may follow. A small activity is held without ever being announced."""


def require_next(now: Progress, wanted: Progress) -> None:
    """Raises Conflict for a step that does not follow from where the activity stands."""
    if wanted not in NEXT[now]:
        raise Conflict(
            _(
                "It is “%(now)s” now, and this step does not follow from there. Reload the page.",
                now=str(now.label),
            )
        )


def open_to(facts: Mapping[str, Any], day: date) -> list[Progress]:
    """The steps that may be taken on this day: nothing is held before its day has come."""
    steps = NEXT[facts["progress"]]
    begins = facts.get("starts_on")
    return [step for step in steps if step is not Progress.HELD or (begins and begins <= day)]


def lacking(facts: Mapping[str, Any], day: date) -> dict[str, str]:
    """What an activity with these facts lacks for its step on this day: field and sentence."""
    progress, begins, lacks = facts.get("progress"), facts.get("starts_on"), {}
    ends = facts.get("ends_on")
    if begins and ends and ends < begins:
        lacks["ends_on"] = _("The last day is before the first.")
    if progress in LINE[1:] and begins is None:
        lacks["starts_on"] = _("An activity that is announced or held has a day. Give the first.")
    elif progress is Progress.HELD and begins and begins > day:
        lacks["starts_on"] = _("It counts as held only when its day has come.")
    elif progress is Progress.REPORTED and not _is_over(facts, day):
        lacks["starts_on"] = _("It can be reported once its last day is over.")
    if progress is Progress.REPORTED and not (facts.get("figures") or facts.get("report")):
        lacks["report"] = _("A report needs figures or a text, best both.")
    if progress is Progress.CANCELLED and not facts.get("cancelled_because"):
        lacks["cancelled_because"] = _("Say why it is cancelled; readers will see the reason.")
    return lacks


def _is_over(facts: Mapping[str, Any], day: date) -> bool:
    """Its last day is past; of what is known to the month, the month's last."""
    last: date = facts.get("ends_on") or facts["starts_on"]
    if facts.get("precision") is Precision.MONTH:
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return last < day
