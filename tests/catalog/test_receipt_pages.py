"""Receipts as people meet them: asked on a record, signed on its page, listed for who asked."""

import pytest
from make import make_of, make_user

from kb.accounts.users import Role
from kb.libraries.projects import Project


@pytest.fixture
def record(keep, staff, editor):
    return keep(make_of, staff, Project, visibility="alliance")


@pytest.fixture
def address(record):
    return f"/libraries/projects/{record.number}"


def test_from_asking_to_the_list_of_who_has_signed(browse, address, staff, editor, keep):
    late = keep(make_user, Role.PARK_EDITOR, name="未签的人")
    asked = browse(staff).post(f"{address}/receipts", {"circle": "editors", "until": "2099-12-31"})
    assert asked.status_code == 303
    mine = browse(editor)
    assert "2099年12月31日" in mine.page("/my").select_one("[aria-labelledby=owed]").text
    assert mine.post(f"{address}/receipts/sign").location == address
    assert "您已于" in mine.page(address).text
    assert not mine.page("/my").select("#owed")
    rows = [row.text for row in browse(staff).page(f"{address}/receipts").select("tbody tr")]
    assert late.name in rows[0]
    assert "未签收" in rows[0]
    assert editor.name in rows[1]
    assert "未签收" not in rows[1]
    assert "应签收 2 人，已签收 1 人" in browse(staff).page(address).text


def test_signing_twice_is_said_and_changes_nothing(browse, address, staff, editor):
    browse(staff).post(f"{address}/receipts", {"circle": "editors"})
    browse(editor).post(f"{address}/receipts/sign")
    assert browse(editor).post(f"{address}/receipts/sign").status_code == 409


def test_people_are_chosen_by_name(browse, address, staff, editor, keep):
    other = keep(make_user, Role.EXPERT, name="不在其中")
    form = browse(staff).page(f"{address}/receipts")
    assert other.name in form.select_one("#named").text
    browse(staff).post(f"{address}/receipts", {"circle": "named", "named": [str(editor.id)]})
    shown = browse(staff).page(f"{address}/receipts").select_one("tbody").text
    assert editor.name in shown
    assert other.name not in shown


@pytest.mark.parametrize(
    "data",
    [
        {"circle": "everybody"},
        {"circle": "editors", "until": "soon"},
        {"circle": "editors", "until": "2001-01-01"},
        {"circle": "named"},
        {"circle": "named", "named": ["999"]},
    ],
)
def test_wrong_wishes_are_refused(browse, address, staff, data):
    assert browse(staff).post(f"{address}/receipts", data).status_code == 422
    assert not browse(staff).page(f"{address}/receipts").select("tbody")


def test_others_neither_ask_nor_see_nor_remind(browse, address, staff, editor):
    browse(staff).post(f"{address}/receipts", {"circle": "editors"})
    assert browse(editor).get(f"{address}/receipts").status_code == 403
    assert browse(editor).post(f"{address}/receipts/remind").status_code == 403
    assert browse(editor).post(f"{address}/receipts", {"circle": "council"}).status_code == 403
    assert "已签收" not in browse(editor).page(address).text


def test_a_hidden_record_is_nobody_elses(browse, keep, staff, editor):
    hidden = keep(make_of, staff, Project, visibility="secretariat")
    address = f"/libraries/projects/{hidden.number}"
    assert browse(editor).get(f"{address}/receipts").status_code == 404
    assert browse(editor).post(f"{address}/receipts/sign").status_code == 404


def test_the_author_sees_the_groups_and_no_names(browse, keep, editor, staff):
    own = keep(make_of, editor, Project)
    page = browse(editor).page(f"/libraries/projects/{own.number}/receipts")
    assert page.select("#circle option[value=editors]")
    assert not page.select("#circle option[value=named], #named")
    assert staff.name not in page.select_one("main").text


def test_reminding_says_what_it_did(browse, address, staff, editor):
    browse(staff).post(f"{address}/receipts", {"circle": "editors"})
    answer = browse(staff).post(f"{address}/receipts/remind", follow_redirects=True)
    assert "没有需要催办的人" in answer.text
