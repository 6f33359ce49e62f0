"""Numbers of documents: by kind and year, without gaps, never given twice."""

import re
from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.alliance import charter
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
PATTERNS = {
    Paper.NOTICE: "联盟通〔{year}〕{number}号",
    Paper.MINUTES: "联盟纪〔{year}〕{number}号",
    Paper.RESOLUTION: "联盟决〔{year}〕{number}号",
    Paper.FOLLOW_UPS: "联盟督〔{year}〕{number}号",
}
"""Used while the charter has no pattern of its own (`number_minutes` ...)."""


def next_number(paper: Paper, day: date) -> str:
    """The next number of this kind in the year of this day (Asia/Shanghai).

    It is taken with the present transaction: a rollback gives it back, so that no gap remains.
    """
    pattern = charter.value_on(f"number_{paper.value}", day) or PATTERNS[paper]
    number = take(f"paper {paper.value}", day.year, 1)[0]
    return pattern.format(year=day.year, number=number)


def keep_clear(paper: Paper, number: str) -> None:
    """A number on a paper of former years: if it is of our own pattern, it is not given again."""
    given = re.search(r"(?:19|20)\d\d", number)
    if given is None:
        return
    year = int(given[0])
    pattern = charter.value_on(f"number_{paper.value}", date(year, 12, 31)) or PATTERNS[paper]
    wanted = re.escape(pattern).replace(r"\{year\}", given[0]).replace(r"\{number\}", r"(\d{1,6})")
    found = re.fullmatch(wanted, number)
    if found:
        pass_over(f"paper {paper.value}", year, int(found[1]))
