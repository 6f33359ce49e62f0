"""Which step may follow which, and what it needs; every rule without a database."""

from datetime import date

import pytest

from kb.activities.activities import Precision, Progress
from kb.activities.steps import lacking, open_to, require_next
from kb.errors import Conflict

pytestmark = pytest.mark.usefixtures("november")

DAY = date(2026, 11, 22)
PAST, NOW, AHEAD = date(2026, 11, 20), DAY, date(2026, 12, 1)


def lacks(progress, **facts):
    return set(lacking({"progress": Progress(progress), **facts}, DAY))


@pytest.fixture(autouse=True)
def words(context):
    """Sentences are translated in an application."""


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        ("planned", "announced"),
        ("planned", "held"),
        ("planned", "cancelled"),
        ("announced", "held"),
        ("announced", "cancelled"),
        ("held", "reported"),
    ],
)
def test_these_steps_follow(now, wanted):
    require_next(Progress(now), Progress(wanted))


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        ("planned", "reported"),
        ("announced", "reported"),
        ("held", "cancelled"),
        ("reported", "announced"),
        ("cancelled", "held"),
    ],
)
def test_no_other_step_follows(now, wanted):
    with pytest.raises(Conflict):
        require_next(Progress(now), Progress(wanted))


def test_held_is_offered_only_when_the_day_has_come():
    facts = {"progress": Progress.ANNOUNCED}
    assert Progress.HELD in open_to(facts | {"starts_on": NOW}, DAY)
    assert Progress.HELD not in open_to(facts | {"starts_on": AHEAD}, DAY)
    assert Progress.HELD not in open_to(facts | {"starts_on": None}, DAY)


def test_a_plan_may_be_without_a_day_and_what_is_announced_may_not():
    assert not lacks("planned", starts_on=None)
    assert lacks("announced", starts_on=None) == {"starts_on"}
    assert lacks("held", starts_on=None) == {"starts_on"}
    assert not lacks("announced", starts_on=AHEAD)


def test_nothing_is_held_before_its_day_nor_reported_before_it_is_over():
    assert lacks("held", starts_on=AHEAD) == {"starts_on"}
    assert not lacks("held", starts_on=NOW)
    assert lacks("reported", starts_on=NOW, report="成效") == {"starts_on"}
    assert lacks("reported", starts_on=PAST, ends_on=AHEAD, report="成效") == {"starts_on"}
    assert not lacks("reported", starts_on=PAST, report="成效")


def test_of_a_month_the_whole_month_must_be_over():
    month = {"precision": Precision.MONTH, "report": "成效"}
    assert lacks("reported", starts_on=date(2026, 11, 1), **month) == {"starts_on"}
    assert not lacks("reported", starts_on=date(2026, 10, 1), **month)


def test_a_report_needs_figures_or_a_text():
    assert lacks("reported", starts_on=PAST) == {"report"}
    assert not lacks("reported", starts_on=PAST, figures=[{"label": "参会企业"}])


def test_a_cancelled_activity_needs_its_reason_and_the_last_day_comes_last():
    assert lacks("cancelled") == {"cancelled_because"}
    assert not lacks("cancelled", cancelled_because="台风")
    assert lacks("planned", starts_on=AHEAD, ends_on=PAST) == {"ends_on"}
