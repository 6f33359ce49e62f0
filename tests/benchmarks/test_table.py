"""A figure is judged by its goal alone, in the right direction."""

import pytest

from benchmarks.__main__ import Line


@pytest.mark.parametrize(
    ("value", "goal", "verdict"),
    [
        (0.65, ">= 0.65", "ok"),
        (0.649, ">= 0.65", "MISSED"),
        (250, "<= 250", "ok"),
        (250.1, "<= 250", "MISSED"),
        (1, "", ""),
    ],
)
def test_a_goal_is_reached_or_missed(value, goal, verdict):
    assert Line("a figure", value, goal=goal).verdict == verdict
