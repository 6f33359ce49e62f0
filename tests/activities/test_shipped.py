"""The activities of 2021 that are shipped: their figures, their days, and what they count as."""

import pytest

from kb.activities.activities import Progress
from kb.catalog import sources
from kb.config import ROOT
from kb.text.numerals import parse, write

FILES = {row.values["key"]: row.values for row in sources.rows(ROOT / "content" / "activities")}
FAIR, FORUM = "activity-rizhao-spring-fair-2021", "activity-rizhao-innovation-forum-2021"


def lines(values):
    return [line.split(" | ") for line in values["figures"].strip().splitlines()]


@pytest.mark.parametrize("key", FILES)
def test_every_figure_is_read_and_written_back(key):
    figures = lines(FILES[key])
    assert figures
    for _label, text in figures:
        assert write(parse(text)) == text


def test_figures_stand_as_the_report_has_them():
    assert [text for _label, text in lines(FILES[FAIR])] == ["112家", "8000余个", "近万名"]
    forum = [text for _label, text in lines(FILES[FORUM])]
    assert forum == ["20余位", "10余场", "3个", "135家", "260余位"]


def test_only_the_forum_counts_as_a_citys_and_what_came_before_the_alliance_does_not():
    counted = {key for key, values in FILES.items() if values["programme"] != "outside"}
    assert counted == {FORUM}
    assert {values["progress"] for values in FILES.values()} == {Progress.REPORTED}
    assert {values["precision"] for values in FILES.values()} == {"month"}


def test_no_article_tells_of_the_same_event_any_more():
    replaced = {key for values in FILES.values() for key in values["replaces"]}
    kept = {row.values["key"] for row in sources.rows(ROOT / "content" / "bulletin")}
    assert len(replaced) == 5
    assert not replaced & kept
