"""A served site outlives kill -9 and harm to its index. The long form is a command:
`python -m benchmarks.faults --kills 30 --damages`.
"""

import sys

import pytest

from benchmarks.faults import VICTIMS, Site, damages, kills
from benchmarks.harms import deleted, locked

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_kills_in_the_middle_of_writing_lose_nothing_and_fail_no_request(tmp_path):
    with Site(tmp_path).running() as site:
        kills(site, len(VICTIMS))
        damages(site, (deleted, locked))
    outcome = site.outcome
    assert outcome.failures == []
    assert outcome.late == []
    assert outcome.acknowledged > len(VICTIMS)
    assert outcome.answered > len(VICTIMS)
