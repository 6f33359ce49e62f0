"""Numbers of documents: by kind and year, without gaps, never given twice."""

from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.alliance import rules
from kb.alliance.rulebook import RULES
from kb.publishing.numbering import take


class Paper(StrEnum):
    """The kinds of documents that have numbers."""

    NOTICE = "notice"
    MINUTES = "minutes"
    RESOLUTION = "resolution"
    FOLLOW_UPS = "follow_ups"

    @property
    def label(self) -> LazyString:
        return PAPER_LABELS[self]


PAPER_LABELS = {
    Paper.NOTICE: _l("Notice of meeting"),
    Paper.MINUTES: _l("Minutes"),
    Paper.RESOLUTION: _l("Resolution"),
    Paper.FOLLOW_UPS: _l("Follow-up list"),
}
PATTERNS = {paper: RULES[f"number_{paper}"].fallback for paper in Paper}
"""Used while the charter has no pattern of its own (`number_minutes` ...)."""


def next_number(paper: Paper, day: date) -> str:
    """The next number of this kind in the year of this day (Asia/Shanghai).

    It is taken with the present transaction: a rollback gives it back, so that no gap remains.
    Each pattern counts for itself: with another code the numbers begin anew.
    """
    pattern = rules.number_pattern(paper, day)
    number = take(f"paper {pattern}", day.year, 1)[0]
    return pattern.format(year=day.year, number=number)
