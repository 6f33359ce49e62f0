"""A park's whole way, from the invitation to a change of what is published, in one browser each."""

import pytest
from documents import paragraph, pdf, photo, word
from playwright.sync_api import Page, expect

from in_browser.looking import DESK, PHONE, Traffic, fill_in

AT_BOTH_WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
PASSWORD = "Leuchtturm-9-Brandung"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXTS = {
    "Background": "园区企业多，办事窗口分散。",
    "Practice": "集中办理社保业务，一窗受理。",
    "Results": "办理时间减半。",
}


def invited(staff: Page, guest: Page, email: str, member: str) -> Page:
    """A park editor who has come in by the link that the staff handed over."""
    staff.goto("/admin/accounts/new")
    fill_in(staff, {"Name": "李娜", "E-mail": email})
    staff.get_by_label("Role").select_option(label="Park editor")
    staff.get_by_label("Member").select_option(value=member)
    staff.get_by_role("button", name="Make the invitation").click()
    guest.goto(staff.locator("#link").inner_text())
    guest.get_by_label("New password", exact=True).fill(PASSWORD)
    guest.get_by_label("New password, once more").fill(PASSWORD)
    guest.get_by_role("button", name="Set the password").click()
    guest.wait_for_url("**/my")
    return guest


def members(staff: Page) -> list[str]:
    staff.goto("/admin/accounts/new")
    found = (
        staff.get_by_label("Member")
        .locator("option")
        .evaluate_all("options => options.map(one => one.value).filter(Boolean)")
    )
    return list(found)


def write(page: Page, title: str) -> None:
    page.goto("/my")
    page.locator("a[href='/libraries/case-studies/new']").first.click()
    expect(page.locator(".rich")).to_have_count(5)
    fill_in(page, {"Title": title, "Summary": "一个园区的做法。"})
    for label, text in TEXTS.items():
        page.get_by_role("textbox", name=label).press_sequentially(text)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def attach(page: Page) -> None:
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_label("Add files").set_input_files(
        [
            {"name": "服务案例.docx", "mimeType": WORD, "buffer": word(paragraph("潮汐"))},
            {"name": "年度报告.pdf", "mimeType": "application/pdf", "buffer": pdf("Report")},
            {"name": "大厅.jpg", "mimeType": "image/jpeg", "buffer": photo((800, 600))},
            {"name": "招聘会.jpg", "mimeType": "image/jpeg", "buffer": photo((600, 800))},
        ]
    )
    page.get_by_role("button", name="Attach").click()
    expect(page.locator(".file__name")).to_have_count(4, timeout=30_000)


def step(page: Page, name: str) -> None:
    page.locator(".moves").get_by_role("button", name=name).click()


def review(staff: Page, title: str) -> None:
    """Open what waits under this title at the workbench."""
    staff.goto("/workbench?kind=case_study")
    staff.get_by_role("link", name=title).first.click()
    expect(staff.get_by_role("heading", level=1)).to_contain_text(title)


@AT_BOTH_WIDTHS
def test_from_the_invitation_to_a_change_of_what_is_published(window, administrator, width):
    staff = window(width, storage_state=administrator["state"])
    own, other = members(staff)[-2:]
    editor = invited(staff, window(width), f"park{width}@example.cn", own)
    traffic = Traffic(editor)
    neighbour = invited(staff, window(width), f"other{width}@example.cn", other)
    title = f"一窗受理{width}"

    write(editor, title)
    draft = editor.url
    attach(editor)
    editor.goto(draft)
    step(editor, "Submit for review")
    assert neighbour.goto(draft).status == 404

    review(staff, title)
    staff.get_by_text("Return").first.click()
    staff.get_by_label("Reason").first.fill("请补充成效数据")
    staff.get_by_role("button", name="Return").first.click()
    editor.goto("/notices")
    expect(editor.get_by_role("main")).to_contain_text("请补充成效数据")
    editor.goto(f"{draft}/edit")
    expect(editor.get_by_role("main")).to_contain_text("请补充成效数据")
    expect(editor.locator(".rich")).to_have_count(5)
    editor.get_by_role("textbox", name="Results").press_sequentially("服务企业57家。")
    editor.get_by_role("button", name="Submit for review").click()
    expect(editor.get_by_text("Submitted for review.")).to_be_visible()

    review(staff, title)
    staff.get_by_role("button", name="Approve").first.click()
    editor.goto("/notices")
    published = editor.get_by_role("main").get_by_role("link", name=title).first
    published.click()
    expect(editor.locator(".record__line")).to_contain_text("AL-")
    address = editor.url
    visitor = window(width)
    visitor.goto(address)
    expect(visitor.locator(".record__text")).to_contain_text("服务企业57家。")
    expect(visitor.locator(".file__name").first).to_be_visible()

    editor.goto(f"{address}/edit")
    expect(editor.locator(".rich")).to_have_count(5)
    fill_in(editor, {"Title": f"{title}升级版"})
    editor.get_by_role("button", name="Submit for review").click()
    expect(editor.get_by_text("Submitted for review.")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(title)
    assert neighbour.goto(f"{address}/edit").status == 403
    assert neighbour.goto(f"{address}/history").status == 403
    review(staff, f"{title}升级版")
    staff.get_by_role("button", name="Approve").first.click()
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(f"{title}升级版")
    assert traffic.complaints == []
