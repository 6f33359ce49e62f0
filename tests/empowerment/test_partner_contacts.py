"""Whom to call at a partner: members see it, its member keeps it, nobody else learns of it."""

from io import BytesIO

import pytest
from make import make_user
from make_exchange import make_contact, make_docking, make_editor, make_partner, make_posting
from openpyxl import load_workbook
from sqlalchemy import select

from kb.accounts.users import Role
from kb.db import db
from kb.empowerment.partners import PartnerContact
from kb.publishing.audit import AuditEvent

NAME, PHONE = "斑马海燕", "0633 7654321"
DOORS = (
    *("/partners/{0}", "/api/v1/partners/{0}", "/partners", "/partners.xlsx", "/partners.csv"),
    *("/search?q=斑马海燕", "/api/v1/search?q=斑马海燕", "/suggest?q=斑马", "/feed.atom", "/"),
)


def words(answer):
    """What it says, a table too."""
    if "spreadsheet" in (answer.mimetype or ""):
        sheets = load_workbook(BytesIO(answer.data)).worksheets
        return str([[*row] for sheet in sheets for row in sheet.values])
    return answer.text


@pytest.fixture
def partner(keep, drain):
    made = keep(make_partner, website="https://example.cn/college")
    keep(make_contact, made, name=NAME, phone=PHONE)
    drain()
    return made


@pytest.mark.parametrize("role", ["visitor", "expert"])
def test_no_door_shows_a_contact_to_who_is_no_member(browse, keep, partner, role):
    browser = browse(None if role == "visitor" else keep(make_user, Role.EXPERT))
    pages = [browser.get(place.format(partner.number)) for place in DOORS]
    assert not [each.request.path for each in pages if PHONE in words(each)]
    assert NAME not in pages[0].text
    assert browser.get(DOORS[6]).json["total"] == 0


@pytest.mark.parametrize("role", [Role.COUNCIL_MEMBER, Role.PROVINCIAL_OBSERVER, Role.SECRETARIAT])
def test_members_see_it_on_the_partners_page_alone(browse, keep, partner, role):
    browser = browse(keep(make_user, role))
    pages = [browser.get(place.format(partner.number)) for place in DOORS]
    assert PHONE in words(pages[0])
    assert not [each.request.path for each in pages[1:] if PHONE in words(each)]


def test_its_own_member_keeps_it_and_the_audit_names_nobody(app, browse, keep, partner):
    editor, stranger = keep(make_editor), keep(make_editor, "weihai")
    place = f"/partners/{partner.number}/contacts"
    data = {"name": "李老师", "email": "li@example.cn"}
    assert browse(stranger).post(f"{place}/new", data=data).status_code == 403
    assert browse(stranger).get(f"{place}/1").status_code == 403
    assert browse(editor).post(f"{place}/new", data={"name": "李老师"}).status_code == 422
    assert browse(editor).post(f"{place}/new", data=data).status_code == 303
    assert "li@example.cn" in browse(stranger).get(f"/partners/{partner.number}").text
    assert browse(editor).post(f"{place}/2/remove").status_code == 303
    with app.app_context():
        assert len(db.session.scalars(select(PartnerContact)).all()) == 1
        lines = db.session.scalars(select(AuditEvent)).all()
        assert not [each for each in lines if "李老师" in f"{each.subject}{each.detail}"]


def test_two_people_do_not_overwrite_each_other(browse, keep, partner):
    browser, place = browse(keep(make_editor)), f"/partners/{partner.number}/contacts/1"
    data = {"name": NAME, "phone": PHONE, "version": "1"}
    assert browser.post(place, data=data | {"post": "处长"}).status_code == 303
    answer = browser.post(place, data=data | {"post": "科长"})
    assert answer.status_code == 409
    assert "处长" in answer.text
    assert "科长" in answer.text


def test_another_partners_contact_is_not_there(browse, keep, partner):
    other = keep(make_partner, title="渤海职业学院")
    assert browse(keep(make_editor)).get(f"/partners/{other.number}/contacts/1").status_code == 404


def test_the_website_is_vouched_for_by_nobody(browse, partner):
    page = browse().page(f"/partners/{partner.number}")
    link = page.select_one('a[href="https://example.cn/college"]')
    assert set(link["rel"]) == {"noopener", "nofollow"}


def test_its_offers_are_related_and_their_links_shown(browse, keep, partner):
    editor = keep(make_editor)
    posting, foreign = keep(make_posting, editor), keep(make_posting, keep(make_editor, "weihai"))
    keep(lambda: make_docking(offer=db.session.merge(posting), title="实训基地合作"))
    place = f"/partners/{partner.number}"
    for number in (posting.number, foreign.number):
        browse(editor).post(f"{place}/postings", data={"number": number})
    text = browse().get(place).text
    assert posting.number in text or posting.title in text
    assert f"/offers-needs/{foreign.number}" not in text
    assert "实训基地合作" in text
