"""Lines of Chinese: no line begins with a comma or ends with an opening bracket."""

import pytest

from kb.office.line_breaking import NOT_FIRST, NOT_LAST, broken


def test_no_line_begins_or_ends_with_the_wrong_sign():
    text = "会议审议了《七市人力资源服务产业园区协同发展方案》（草案），并决定：由青岛市牵头。" * 5
    lines = list(broken(text, 8, 10, len))
    assert "".join(lines) == text
    assert all(line[0] not in NOT_FIRST and line[-1] not in NOT_LAST for line in lines)
    assert len(lines[0]) <= 8
    assert max(map(len, lines)) <= 10


def test_a_number_stays_whole():
    assert list(broken("会议定于2026年召开", 5, 5, len)) == ["会议定于", "2026年", "召开"]


@pytest.mark.parametrize(
    "text", ["", "，", "（（（（（（（（（（", "。。。。。。。。。。。。", "a" * 30]
)
def test_nothing_is_lost_whatever_the_text(text):
    assert "".join(broken(text, 4, 4, len)) == text
