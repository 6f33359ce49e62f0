"""Files in a browser: attach four, find a word of one by search, begin a record from Word."""

import pytest
from documents import case_study, paragraph, pdf, photo, word
from playwright.sync_api import expect

from in_browser.looking import DESK, PHONE, Traffic, faults_at_every_width, fill_in

AT_BOTH_WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def desk(window, administrator):
    return lambda width=DESK, **options: window(
        width, storage_state=administrator["state"], **options
    )


def files(secret):
    return [
        {"name": "服务案例.docx", "mimeType": WORD, "buffer": word(paragraph(secret))},
        {"name": "年度报告.pdf", "mimeType": "application/pdf", "buffer": pdf("Report")},
        {"name": "服务大厅.jpg", "mimeType": "image/jpeg", "buffer": photo((800, 600))},
        {"name": "招聘会.jpg", "mimeType": "image/jpeg", "buffer": photo((600, 800))},
    ]


def step(page, name):
    page.locator(".moves").get_by_role("button", name=name).click()


@AT_BOTH_WIDTHS
def test_files_are_attached_beside_the_form_and_found_by_their_words(desk, window, width):
    page, secret = desk(width), f"潮汐发电{width}"
    traffic = Traffic(page)
    page.goto("/libraries/projects/new")
    fill_in(page, {"Title": f"附件演示{width}", "Summary": "带附件的项目。"})
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/draft-*")
    address = page.url
    page.goto(f"{address}/edit")
    fill_in(page, {"Title": "还没有保存的标题"})
    page.get_by_label("Add files").set_input_files(files(secret))
    page.get_by_role("button", name="Attach").click()
    expect(page.locator(".file__name")).to_have_count(4, timeout=30_000)
    expect(page.locator("[data-files] .alert--success")).to_have_count(4)
    expect(page.get_by_label("Title").first).to_have_value("还没有保存的标题")
    page.get_by_role("button", name="Save").locator("visible=true").first.click()
    page.wait_for_url(address)
    expect(page.locator(".gallery img")).to_have_count(2)
    assert [*faults_at_every_width(page)] == []
    page.set_viewport_size({"width": width, "height": 800})

    hall = page.locator(".gallery__item", has_text="服务大厅.jpg")
    hall.locator("summary", has_text="Describe").click()
    hall.get_by_label("Caption").fill("新服务大厅")
    hall.get_by_role("button", name="Save these words").click()
    expect(page.locator("figcaption")).to_have_text("新服务大厅")
    report = page.locator(".files__item", has_text="年度报告.pdf")
    report.locator("summary", has_text="Remove").click()
    report.get_by_role("button", name="Remove the file").click()
    expect(page.locator(".file__name")).to_have_count(3)

    step(page, "Submit for review")
    step(page, "Publish")
    stranger = window(width)
    for _turn in range(40):
        stranger.goto(f"/search?q={secret}")
        if stranger.locator(".hit__file").count():
            break
        stranger.wait_for_timeout(250)
    expect(stranger.locator(".hit__file")).to_contain_text("服务案例.docx")
    stranger.locator(".hit a").first.click()
    expect(stranger.locator(".gallery img").first).to_have_js_property("complete", True)
    assert stranger.locator(".gallery img").first.evaluate("image => image.naturalWidth") > 0
    assert [*faults_at_every_width(stranger)] == []
    with stranger.expect_download() as saved:
        stranger.get_by_role("link", name="服务案例.docx").click()
    assert saved.value.suggested_filename == "服务案例.docx"
    assert traffic.complaints == []


def test_without_script_files_are_attached_on_their_own_page(desk):
    page = desk(java_script_enabled=False)
    page.goto("/libraries/projects/new")
    fill_in(page, {"Title": "没有脚本", "Summary": "也能上传。"})
    page.get_by_role("button", name="Save").click()
    page.goto(f"{page.url}/edit")
    page.get_by_role("link", name="Files of this record").click()
    page.get_by_label("Add files").set_input_files(files("无脚本")[:2])
    page.get_by_role("button", name="Attach").click()
    expect(page.locator(".alert--success")).to_have_count(2)
    expect(page.locator(".file__name")).to_have_count(2)


def test_a_refused_file_is_explained_in_place(desk):
    page = desk()
    page.goto("/libraries/projects/new")
    fill_in(page, {"Title": "坏文件", "Summary": "不接收。"})
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/draft-*")
    bad = {"name": "假.pdf", "mimeType": "application/pdf", "buffer": b"MZ"}
    page.get_by_label("Add files").set_input_files([bad, files("好的")[0]])
    page.get_by_role("button", name="Attach").click()
    expect(page.locator("[data-files] .alert--error")).to_contain_text("假.pdf")
    expect(page.locator(".file__name")).to_have_text(["服务案例.docx"])


@AT_BOTH_WIDTHS
def test_a_word_file_becomes_a_draft_after_a_look(desk, width):
    page = desk(width)
    page.goto("/libraries/case-studies")
    page.get_by_role("link", name="From a Word file").click()
    given = {"name": "灵活用工.docx", "mimeType": WORD, "buffer": case_study()}
    page.get_by_label("Word file (.docx)").set_input_files(given)
    assert [*faults_at_every_width(page)] == []
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="Look at the result").click()
    expect(page.get_by_label("Title")).to_have_value("日照园区灵活用工服务")
    assert [*faults_at_every_width(page)] == []
    page.get_by_role("button", name="Begin the draft").click()
    page.wait_for_url("**/edit")
    expect(page.locator("[name=background]")).to_have_value("企业用工季节性强。")
    expect(page.locator(".file__name")).to_have_count(2)
