"""Numbers of documents: by kind and year, without gaps, never given twice."""

import re
from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.alliance import rules
from kb.publishing.numbering import pass_over, take


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


def next_number(paper: Paper, day: date) -> str:
    """The next number of this kind in the year of this day (Asia/Shanghai).

    It is taken with the present transaction: a rollback gives it back, so that no gap remains.
    Each pattern counts for itself: with another code the numbers begin anew.
    """
    pattern = rules.number_pattern(paper, day)
    number = take(f"paper {pattern}", day.year, 1)[0]
    return pattern.format(year=day.year, number=number)


def keep_clear(paper: Paper, number: str) -> None:
    """A number on a paper of former years: if it is of our own pattern, it is not given again."""
    given = re.search(r"(?:19|20)\d\d", number)
    if given is None:
        return
    year = int(given[0])
    pattern = rules.number_pattern(paper, date(year, 12, 31))
    wanted = re.escape(pattern).replace(r"\{year\}", given[0]).replace(r"\{number\}", r"(\d{1,6})")
    found = re.fullmatch(wanted, number)
    if found:
        pass_over(f"paper {pattern}", year, int(found[1]))
