"""How many have to be there, from the charter's notation."""

import pytest

from kb.errors import DomainError
from kb.meetings import quorum

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.mark.parametrize(
    ("rule", "entitled", "wanted"),
    [
        ("1/2+", 13, 7),
        ("1/2+", 14, 8),
        ("1/2", 13, 7),
        ("1/2", 14, 7),
        ("2/3", 13, 9),
        ("2/3", 12, 8),
        ("2/3+", 12, 9),
        (" 4/5 ", 10, 8),
        ("5", 13, 5),
        ("1/1", 7, 7),
        ("", 13, None),
    ],
)
def test_a_rule_says_how_many_have_to_be_there(rule, entitled, wanted):
    assert quorum.needed(rule, entitled) == wanted


@pytest.mark.parametrize("rule", ["half", "1/0", "3/2", "0/3", "-1", "1.5", "1/2++"])
def test_what_is_no_rule_is_refused_with_a_hint(rule):
    with pytest.raises(DomainError, match=r"1/2\+|more than nothing"):
        quorum.needed(rule, 13)
