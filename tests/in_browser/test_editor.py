"""Who writes: pastes from Word, leaves, takes up again what was kept, submits; two at once."""

import json

import pytest
from playwright.sync_api import Page, expect

from in_browser.looking import DESK, PHONE, Traffic, faults_at_every_width, fill_in

AT_BOTH_WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
NEW = "/libraries/case-studies/new"
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal
{margin:0cm; font-family:"等线"}</style><!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml>
<![endif]--></head><body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
<h2 style='mso-line-height-rule:exactly'><b><span
style='font-family:黑体'>主要做法</span></b></h2>
<p class=MsoNormal style='text-indent:21.0pt'><span
style='mso-spacerun:yes'>&nbsp;&nbsp;</span>园区<b
style='mso-bidi-font-weight:normal'><span lang=EN-US>集中</span>办理</b>社保业务。<o:p></o:p></p>
<p class=MsoListParagraph
style='margin-left:21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span
style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]>一窗受理<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span><span
style='mso-list:Ignore'>o<span>&nbsp;</span></span></span><![endif]>窗口两个</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span><span
style='mso-list:Ignore'>l</span></span><![endif]>限时办结</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span></span><![endif]>先登记</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr><td width=200><p
class=MsoNormal align=center><b>年份</b></p></td><td><p class=MsoNormal>服务企业|家</p></td></tr>
<tr><td><p class=MsoNormal>2021</p></td><td><p class=MsoNormal>57</p><p>家</p></td></tr>
</table><!--EndFragment--></body></html>"""
AS_MARKDOWN = """## 主要做法

园区**集中办理**社保业务。

-   一窗受理
    -   窗口两个
-   限时办结

1.  先登记

| **年份** | 服务企业\\|家 |
| --- | --- |
| 2021 | 57 家 |"""
TEXTS = [
    '文字，*斜*、**粗**、`码|a`，[链接](https://example.cn/a_b_(c)?x=1&y=2 "题")。',
    "[空](https://example.cn/a%28b) 与[内](/about) 和[信](mailto:a@example.cn)",
    "# 大\n\n## 中\n\n### 小\n\n文字\n接着一行  \n换行",
    "- 一\n- 二\n    - 二之一\n        1. 深\n- 三\n\n1. 甲\n2. 乙\n\n    乙的第二段",
    "| 年 | 亿元 |\n|:---|---:|\n| 2021 | 57.73 |\n| *2022* | a\\|b |\n",
    "> 引用第一行\n>\n> - 引用里的表\n\n---\n\n```\nif a < b:\n    * 不是列表 *\n```",
    "1\\. 不是列表\n\n\\# 不是标题\n\n\\- 不是\n\n2 * 3 = 6，snake_case_name",
    "&amp;lt; <b>原样</b> ![图](/files/1/a.png) 文末感叹![链接](/about)",
    "3. 从三开始\n4. 四\n\n文字<https://example.cn>，***又粗又斜***。\n\n~~~\n围栏\n~~~",
    "",
]


@pytest.fixture
def desk(window, administrator):
    """`desk()` is a window of the administrator, signed in."""
    return lambda width=DESK, **options: window(
        width, storage_state=administrator["state"], **options
    )


def open_new(page: Page) -> None:
    """The form of a new case study, with its editors; whoever types before keeps the source."""
    page.goto(NEW)
    expect(page.locator(".rich")).to_have_count(5)


def paste(page: Page, label: str, html: str) -> None:
    box = page.get_by_role("textbox", name=label)
    box.focus()
    box.evaluate(
        """(box, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            const options = { clipboardData: data, bubbles: true, cancelable: true };
            box.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        html,
    )


def faults(page: Page) -> list[str]:
    """Of a form whose last line does not float: axe takes what it covers for too small a target."""
    page.evaluate(
        """() => {
            document.querySelector('.actions--sticky').style.position = 'static';
            document.activeElement.blur();
            window.scrollTo(0, 0);  // Nothing is under the bars that stay in sight.
        }"""
    )
    return [*faults_at_every_width(page)]


def source(page: Page, name: str) -> str:
    """What the form would send for this field."""
    return page.evaluate(f"new FormData(document.querySelector('form[data-keep]')).get('{name}')")


@AT_BOTH_WIDTHS
def test_a_case_study_is_written_left_taken_up_again_and_submitted(desk, width):
    title = f"零工市场数字化运营{width}"
    page = desk(width)
    traffic = Traffic(page)
    open_new(page)
    fill_in(page, {"Title": title, "Summary": "一个园区的做法。"})
    page.get_by_role("textbox", name="Background").press_sequentially("背景：")
    page.get_by_role("textbox", name="Background").press_sequentially("企业多。")
    paste(page, "Practice", WORD)
    assert source(page, "practice") == AS_MARKDOWN
    assert faults(page) == []
    page.set_viewport_size({"width": width, "height": 800})
    expect(page.locator("[data-kept]")).to_contain_text("Kept by itself at")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/")

    page.goto(NEW)
    offer = page.locator(".unsaved", has_text=title)
    expect(offer).to_be_visible()
    assert faults(page) == []
    page.set_viewport_size({"width": width, "height": 800})
    offer.get_by_role("link", name="Take up again").click()
    expect(page.get_by_label("Title").first).to_have_value(title)
    expect(page.locator(".rich").nth(1).get_by_role("table")).to_contain_text("服务企业|家")
    page.get_by_role("textbox", name="Results").press_sequentially("办理时间减半。")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".record__text table")).to_contain_text("57 家")
    expect(page.locator(".record__text li li")).to_have_text("窗口两个")

    page.get_by_role("link", name="Edit").click()
    expect(page.locator(".unsaved", has_text=title)).to_have_count(0)
    expect(page.locator(".rich")).to_have_count(5)
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Submitted for review.")).to_be_visible()
    assert traffic.complaints == []


def test_what_the_editor_writes_means_what_it_read_and_stays_as_it_is(desk):
    page = desk()
    page.goto(NEW)
    script = """async (texts) => {
        const { read, sameMeaning, write } = await import("/static/editor-text.js");
        const token = document.querySelector("[name=csrf_token]").value;
        const rendered = async (sources) => {
            const body = new FormData();
            sources.forEach((text) => body.append("text", text));
            const headers = { "X-CSRFToken": token };
            const answer = await fetch("/preview/texts", { method: "POST", body, headers });
            return (await answer.json()).html;
        };
        const before = await rendered(texts);
        const once = before.map((html) => write(read(html)));
        const after = await rendered(once);
        const twice = after.map((html) => write(read(html)));
        return texts.map((text, at) => ({ text, once: once[at], twice: twice[at],
            before: before[at], after: after[at], same: sameMeaning(before[at], after[at]) }));
    }"""
    for found in page.evaluate(script, TEXTS):
        assert found["same"], json.dumps(found, ensure_ascii=False, indent=1)
        assert found["once"] == found["twice"]


def test_a_text_that_the_editor_cannot_show_stays_source_and_whole(desk):
    page = desk()
    open_new(page)
    fill_in(page, {"Title": "保留源码的文字"})
    foreign = "前文 ![图](https://example.cn/a.png) 后文"
    box = page.locator(".field", has=page.locator("textarea#background"))
    box.get_by_role("button", name="Markdown source").click()
    page.locator("textarea#background").fill(foreign)
    box.get_by_role("button", name="Back to the editor").click()
    expect(box.get_by_text("stays as Markdown")).to_be_visible()
    expect(page.locator("textarea#background")).to_have_value(foreign)
    page.locator("textarea#background").fill("- 一\n- 二")
    box.get_by_role("button", name="Back to the editor").click()
    expect(box.locator(".ProseMirror li")).to_have_count(2)
    assert source(page, "background") == "- 一\n- 二"


def test_the_toolbar_is_worked_by_keyboard_and_says_what_is_on(desk):
    page = desk()
    open_new(page)
    box = page.locator(".field", has=page.locator("textarea#background"))
    text = page.get_by_role("textbox", name="Background")
    text.focus()
    page.keyboard.type("重点")
    page.keyboard.press("Control+a")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    bold = box.get_by_role("button", name="Bold")
    expect(bold).to_be_focused()
    page.keyboard.press("Enter")
    expect(bold).to_have_attribute("aria-pressed", "true")
    expect(text).to_be_focused()
    assert source(page, "background") == "**重点**"
    page.keyboard.press("Control+z")
    assert source(page, "background") == "重点"
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    box.get_by_role("button", name="Table").click()
    page.keyboard.type("年份")
    page.keyboard.press("Tab")
    page.keyboard.type("亿元")
    box.get_by_role("button", name="Delete column").click()
    assert source(page, "background").startswith("重点\n\n| 年份 |  |\n| --- | --- |")


def test_what_an_input_method_composes_arrives_once(desk):
    page = desk()
    open_new(page)
    text = page.get_by_role("textbox", name="Background")
    text.focus()
    keys = page.context.new_cdp_session(page)
    for composed in ("n", "ni", "nih", "nihao"):
        size = len(composed)
        keys.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": size, "selectionEnd": size},
        )
    keys.send("Input.insertText", {"text": "你好"})
    expect(text).to_have_text("你好")
    assert source(page, "background") == "你好"


@AT_BOTH_WIDTHS
def test_a_title_that_is_there_already_is_pointed_out_while_typing(desk, width):
    page = desk(width)
    page.goto("/libraries/projects")
    known = page.locator(".hit a").first.inner_text()
    page.goto("/libraries/projects/new")
    fill_in(page, {"Title": known})
    expect(page.locator("[data-twins] a", has_text=known).first).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert")).to_contain_text("there may be such a record")
    assert faults(page) == []
    page.get_by_role("button", name="Save all the same").click()
    page.wait_for_url("**/draft-*")


def test_who_was_signed_out_meanwhile_is_told_and_goes_on_after_signing_in(desk, window):
    page = desk()
    page.goto("/libraries/projects/new")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    fill_in(page, {"Title": "登录失效时的文字"})
    expect(page.locator("[data-kept]")).to_contain_text("Your session has ended")
    # The click asks whether the session is back; it must have its answer before that changes.
    with page.expect_response("**/libraries/projects/new"):
        page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_label("Title").first).to_have_value("登录失效时的文字")
    page.context.add_cookies(cookies)
    fill_in(page, {"Summary": "登录之后接着写。"})
    expect(page.locator("[data-kept]")).to_contain_text("Kept by itself", timeout=25_000)


def test_the_preview_is_a_window_of_its_own(desk):
    page = desk()
    open_new(page)
    fill_in(page, {"Title": "预览的标题"})
    page.get_by_role("textbox", name="Background").press_sequentially("先看一看。")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("预览的标题")
    expect(opened.value.locator("article")).to_contain_text("先看一看。")
    assert [*faults_at_every_width(opened.value)] == []
    expect(page.get_by_label("Title").first).to_have_value("预览的标题")


def test_two_texts_are_brought_together_without_scripts(desk):
    title = "不用脚本合并两份修改"
    page = desk(java_script_enabled=False)
    page.goto(NEW)
    fill_in(page, {"Title": title, "Background": "甲段。\n\n乙段。", "Practice": "做法。"})
    page.get_by_role("button", name="Save draft").click()
    address = page.url
    other = desk(PHONE, java_script_enabled=False)
    for each in (page, other):
        each.goto(f"{address}/edit")
    fill_in(page, {"Background": "甲段改过。\n\n乙段。", "Practice": "做法一。"})
    page.get_by_role("button", name="Save draft").click()
    fill_in(other, {"Background": "甲段。\n\n乙段也改过。", "Practice": "做法二。"})
    other.get_by_role("button", name="Save draft").click()
    expect(other.locator("#background")).to_have_value("甲段改过。\n\n乙段也改过。")
    other.get_by_role("group", name="Which text stays?").nth(1).get_by_label(
        "The other one"
    ).check()
    other.get_by_role("button", name="Save draft").click()
    expect(other.locator(".record__text")).to_contain_text("乙段也改过。")
    expect(other.locator(".record__text")).to_contain_text("做法一。")
    expect(other.locator(".record__text")).not_to_contain_text("做法二。")
