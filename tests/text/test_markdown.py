"""Markdown becomes safe HTML; what is hostile is refused before it costs anything."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text.markdown import Heading, HostileMarkdown, headings, plain, render
from kb.text.markdown_limits import (
    TABLE_TOO_LARGE,
    TOO_DEEP,
    TOO_LONG,
    TOO_MANY_LINES,
    TOO_TANGLED,
    UNCLOSED_CODE,
    refuse,
)

PIECES = [
    *("[", "]", "(", ")", "![", "](", "[a](b)", "[a]: b\n", "<", ">", "<a ", "<http://a", "@"),
    *("`", "```", "~~~", "*", "**", "_", "\\", "&", "&#", "&amp;", "<!--", "-->", "<script>"),
    *("# ", "- ", "1. ", "> ", "|", "|-|", "===", "---", " ", "  \n", "    ", "\t", "\n", "\n\n"),
    *("javascript:", "onerror=", '"', "'", "/files/", "//", "联盟", "a", "\x00", "\x02", "\u2028"),
]
SOURCES = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)

MINUTES = "\n\n".join(
    f"## 第{number}次会议纪要\n\n会议于**2021年**在[日照](/cities/rizhao)召开，*出席*12人。`议题_1`"
    f"{'研究决定推进人力资源服务产业园区建设。' * 8}\n\n1. 第一项\n2. 第二项\n    - 子项\n\n"
    "| 项目 | 金额 |\n|---|---|\n| [甲](/a) | **57.73** |\n\n> 会议强调\n> - 一\n> - 二"
    for number in range(350)
)

HOSTILE = {
    "brackets": "[" * 20_000,
    "images": "![" * 20_000,
    "links without end": "[a](" * 10_000,
    "links with open titles": '[a](b "' * 10_000,
    "tags": "<a " * 7_000,
    "comments": "<!--" * 20_000,
    "instructions": "<?" * 40_000,
    "autolinks": "<http://a" * 20_000,
    "emphasis": "*a " * 20_000,
    "strong": "**a *b " * 10_000,
    "emphasis in emphasis": "*a _b " * 250 + "c_ d* " * 250,
    "underscores": "_" * 100_000,
    "backticks": "`a" * 20_000,
    "growing backticks": "a".join("`" * length for length in range(600)),
    "entities": "&#" * 50_000,
    "escapes": "\\*" * 50_000,
    "deep lists": "\n".join("    " * depth + "- a" for depth in range(300)),
    "lists in one line": "- " * 5_000 + "a",
    "quotations": ">" * 10_000,
    "spaced quotations": "> " * 10_000,
    "headings": "# a\n" * 9_000,
    "hashes": "#" * 100_000 + "a",
    "underlines": "a\n===\n" * 4_000,
    "hidden underlines": "\n-\x02" * 9_000,
    "rules": "a\n***\n" * 4_000,
    "wide table": "|a" * 10_000 + "\n" + "|-" * 10_000 + "\n" + "|b" * 10_000,
    "long table": "|a|b|c|d|\n|-|-|-|-|\n" + "|1|2|3|4|\n" * 9_000,
    "wide and long table": "|a" * 500 + "\n" + "|-" * 500 + "\n" + "x\n" * 9_000,
    "definitions": "\n".join(f"[a{number}]: http://b" for number in range(9_000)),
    "uses of a definition": "[a]: b\n\n" + "[a]" * 30_000,
    "fences": "```a\n" * 9_000,
    "paragraphs": "a\n\n" * 60_000,
    "long": "a" * 200_001,
    "blanks": " " * 150_000 + "a",
    "code": "    a\n\n" * 4_900,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sources_are_refused_or_rendered(name):
    source = HOSTILE[name]
    assert plain(source) is not None
    if refuse(source) is None:
        assert render(source)
    else:
        with pytest.raises(HostileMarkdown, match=re.escape(refuse(source))):
            render(source)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("brackets", TOO_TANGLED),
        ("links without end", TOO_TANGLED),
        ("headings", TOO_TANGLED),
        ("deep lists", TOO_DEEP),
        ("lists in one line", TOO_DEEP),
        ("quotations", TOO_DEEP),
        ("wide and long table", TABLE_TOO_LARGE),
        ("fences", UNCLOSED_CODE),
        ("paragraphs", TOO_MANY_LINES),
        ("long", TOO_LONG),
    ],
)
def test_the_refusal_says_what_to_change(name, reason):
    assert refuse(HOSTILE[name]) == reason


@pytest.mark.parametrize(
    "source",
    [
        MINUTES,
        "\n".join(f"- [文件{n}](https://example.org/{n}) **重点**" for n in range(800)),
        "|项目|金额|\n|--|--|\n" + "\n".join(f"|[甲](/a/{n})|**57.73**|" for n in range(800)),
        "\n".join(f"第{n}行，会议**决定**事项，{'长文字' * 15}" for n in range(200)),
        "```\n" + "[[[[" * 50 + "\n```",
        "- - - - - - - - - - - - - - - - - - - - - - - - - - -",
    ],
)
def test_texts_of_offices_pass(source):
    assert refuse(source) is None
    assert render(source)


def test_the_minutes_of_the_test_are_long():
    assert 90_000 < len(MINUTES) < 200_000


@settings(max_examples=300, deadline=None)
@given(SOURCES)
def test_nothing_that_runs_or_loads_ever_comes_out(source):
    page = BeautifulSoup(render(source), "html.parser")
    for element in page.find_all(True):
        assert element.name not in ("script", "style", "iframe", "form", "svg")
        assert not [name for name in element.attrs if name.startswith("on") or name == "style"]
        assert not re.match(r"\s*(javascript|data|vbscript):", element.get("href", ""), re.I)
        if element.name == "img":
            assert element.get("src", "/files/").startswith("/files/")


@settings(max_examples=200, deadline=None)
@given(SOURCES)
def test_no_placeholder_of_the_parser_is_left(source):
    html = str(render(source))
    assert "\x02" not in html
    assert "wzxhzdk" not in html


@settings(deadline=None)
@given(st.text() | SOURCES)
def test_plain_text_comes_from_anything(source):
    assert isinstance(plain(source), str)


def test_raw_html_is_shown_as_it_was_typed():
    assert render("<b onclick=x>a</b>") == "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>"
    assert "<script>" not in render("<script>\nalert(1)\n</script>")


def test_only_known_schemes_stay_links():
    assert "href" not in render("[a](javascript:alert(1))")
    assert "href" not in render("[a](data:text/html,x)")
    assert 'href="mailto:a@example.org"' in render("[a](mailto:a@example.org)")
    assert 'href="tel:+865330000"' in render("[a](tel:+865330000)")


@pytest.mark.parametrize("address", ["https://example.org", "HTTP://example.org", "//example.org"])
def test_links_to_other_hosts_give_nothing_away(address):
    assert 'rel="noopener nofollow"' in render(f"[a]({address})")


def test_links_within_the_site_stay_plain():
    assert render("[a](/about/rotation)") == '<p><a href="/about/rotation">a</a></p>'


@pytest.mark.parametrize(
    "address", ["https://example.org/a.png", "//example.org/a.png", "/sign-out", "/files/../x"]
)
def test_images_from_elsewhere_leave_only_their_text(address):
    assert render(f"![图]({address})") == "<p><em>图</em></p>"


def test_images_from_the_files_of_the_site_are_shown():
    assert 'src="/files/7/map.png"' in render("![图](/files/7/map.png)")


def test_headings_start_below_the_title_of_the_page_and_have_safe_ids():
    html = render("# 背景\n\n###### 细节")
    assert '<h2 id="user-content-背景">背景</h2>' in html
    assert "<h6 " in html


def test_headings_stay_where_they_are_when_none_takes_the_place_of_the_title():
    html = render("## 背景\n\n### 细节")
    assert '<h2 id="user-content-背景">' in html
    assert '<h3 id="user-content-细节">' in html


def test_the_contents_list_the_headings_with_the_ids_of_the_text():
    source = "# 做法 *一*\n\n## 成效 `a<b`\n\n## 成效 `a<b`\n\n# …"
    found = headings(source)
    assert found[:2] == [
        Heading(2, "做法 一", "user-content-做法-一"),
        Heading(3, "成效 a<b", "user-content-成效-a-b"),
    ]
    assert len({heading.id for heading in found}) == 4
    assert all(f'id="{heading.id}"' in render(source) for heading in found)


def test_tables_keep_their_alignment_without_styles():
    assert '<td align="right">1</td>' in render("|a|b|\n|--|-:|\n|x|1|")


def test_plain_text_has_no_marks():
    source = (
        "# 标题 `c`\n\n1. [链接](http://a.cn) **粗**体 a_b _em_\n\n"
        "| 甲 | 乙 |\n|---|:-:|\n| 1 | 2 |\n\n"
        "```py\n代码\n```\n> 引\n> - 用\n\n"
        "![图](/files/x.png) &amp; \\* 3 * 4 1+7+N\n***\n题\n===\n\n[a]: b"
    )
    assert plain(source) == (
        "标题 c\n链接 粗体 a_b em\n甲 乙\n1 2\n代码\n引\n用\n图 & * 3 * 4 1+7+N\n题"
    )
