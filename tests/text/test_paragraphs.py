"""Texts without marks take a short way, and come out as from the parser."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text.markdown import headings, render
from kb.text.paragraphs import blocks

CHARACTERS = "联盟年2 0.1)(，。“A-+#%/,~*_=\n>&\\[]!:|\t` "
PIECES = (
    "## ",
    "### ",
    "# ",
    "1. ",
    "2026.",
    "- ",
    "\n\n",
    "\n",
    "  \n",
    "    ",
    "灵活用工",
    "27.7%",
)


def by_the_parser(source: str) -> str:
    """What the parser makes of it, as something in another paragraph needs it."""
    end = "\n<p><em>x</em></p>"
    rendered = str(render(f"{source}\n\n*x*"))
    assert rendered.endswith(end)
    return rendered.removesuffix(end)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from((*PIECES, *CHARACTERS)), min_size=1, max_size=14).map("".join))
def test_the_short_way_leads_to_the_same(source):
    simple = blocks(source)
    if simple is not None and source.strip("\n"):
        assert str(render(source)) == by_the_parser(source)


@pytest.mark.parametrize(
    "source",
    [
        "一段话，27.7%（含）。\n第二行\n\n## 招商引资\n\n下一步。",
        "## 招商引资\n\n### 招商引资\n\n2026年，青岛 A-1/2",
    ],
)
def test_plain_texts_take_it(source):
    assert blocks(source) is not None
    assert str(render(source)) == by_the_parser(source)
    ids = [heading.id for heading in headings(source)]
    assert all(f'id="{id}"' in render(source) for id in ids)


@pytest.mark.parametrize(
    "source", ["1. 第一", "- 甲", "甲  \n乙", "# 甲", "甲 *乙*", "a&b", "    甲", "甲\n---", "<b>"]
)
def test_what_could_mean_more_is_parsed(source):
    assert blocks(source) is None
