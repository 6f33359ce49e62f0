"""What an expert closes is seen by nobody else; what is sealed is seen one look at a time."""

import pytest
from make import make_expert
from sqlalchemy import select, text

from kb.db import db
from kb.libraries.experts import CLOSED
from kb.libraries.personal import ExpertPerson
from kb.libraries.sealing import Seal, is_identity, masked_identity, masked_mail, masked_phone
from kb.publishing.audit import AuditEvent

MARKER = "机密XYZ"
PHONE, IDENTITY = "13812345678", "11010519491231002X"
PARTS = {
    "unit": {"unit": f"{MARKER}研究院"},
    "post": {"post": f"{MARKER}主任"},
    "areas": {"areas": [MARKER], "expertise": MARKER, "tags": [MARKER]},
    "works": {"works": [{"title": f"{MARKER}指南", "kind": "book"}]},
    "biography": {"summary": f"{MARKER}一句", "summary_en": MARKER, "body": f"从事{MARKER}。"},
}
CLOSED_FORM = dict.fromkeys(CLOSED, "secretariat") | {"availability": "open", "max_load": "2"}


def places(number: str) -> tuple[str, ...]:
    """Everywhere that a reader could come upon an expert."""
    return (
        f"/libraries/experts/{number}",
        f"/api/v1/libraries/experts/{number}",
        "/libraries/experts",
        f"/libraries/experts?q={MARKER}",
        f"/search?q={MARKER}",
        f"/api/v1/search?q={MARKER}",
        f"/suggest?q={MARKER}",
        f"/find-an-expert?q={MARKER}",
        "/find-an-expert?q=灵活用工",
        "/feed.atom",
        "/sitemap.xml",
        "/",
        "/cities/rizhao",
    )


def told(browser, number: str) -> list[str]:
    """Where the marker comes from the site, not from what was asked."""
    found = []
    for place in places(number):
        answer = browser.get(place).text
        asked = answer.count(MARKER) if f"={MARKER}" not in place else 0
        named = number in answer and f"={MARKER}" in place
        if asked or named:
            found.append(place)
    return found


@pytest.fixture
def hidden(keep, park, drain):
    """A published expert whose every closed part holds the marker."""
    given = {name: value for part in PARTS.values() for name, value in part.items()}
    made = keep(make_expert, **given)
    drain()
    return made


@pytest.mark.parametrize("who", ["visitor", "liaison", "editor"])
def test_a_closed_part_is_seen_nowhere_by_others(browse, hidden, liaison, editor, who):
    reader = {"visitor": None, "liaison": liaison, "editor": editor}[who]
    assert told(browse(reader), hidden.number) == []
    for step in ("history", "edit"):
        answer = browse(reader).get(f"/libraries/experts/{hidden.number}/{step}")
        assert MARKER not in answer.text


def test_staff_and_the_person_see_what_is_closed(browse, of, hidden, staff):
    for browser in (browse(staff), of(hidden)):
        page = browser.page(f"/libraries/experts/{hidden.number}")
        assert MARKER in page.select_one(".closed").text


@pytest.mark.parametrize("part", PARTS)
def test_one_part_is_opened_and_closed_at_once_without_a_review(
    browse, of, keep, park, drain, part
):
    made = keep(make_expert, **PARTS[part])
    own = of(made)
    assert own.post("/my/expert/showing", CLOSED_FORM | {part: "public"}).status_code == 303
    drain()
    page = f"/libraries/experts/{made.number}"
    assert MARKER in browse().get(page).text
    if part != "post":  # A post is shown, not searched.
        assert page in browse().get(f"/search?q={MARKER}").text
    own.post("/my/expert/showing", CLOSED_FORM)
    assert MARKER not in browse().get(page).text
    drain()
    assert told(browse(), made.number) == []


def test_what_is_open_to_the_alliance_is_for_the_alliance(browse, of, hidden, liaison):
    of(hidden).post("/my/expert/showing", CLOSED_FORM | {"unit": "alliance"})
    page = f"/libraries/experts/{hidden.number}"
    assert MARKER in browse(liaison).page(page).select_one(".closed").text
    assert MARKER not in browse().get(page).text


def test_a_change_that_is_published_later_does_not_open_what_is_closed(browse, of, hidden, staff):
    own, page = of(hidden), f"/libraries/experts/{hidden.number}"
    form = own.page("/my/expert/profile").select_one("[name=version]")["value"]
    data = {"title": "新名字", "unit": f"{MARKER}新院", "areas": ["灵活用工"], "version": form}
    assert own.post("/my/expert/profile", data).status_code == 303
    own.post("/my/expert/submit")
    assert browse(staff).post(f"{page}/publish").status_code == 302
    assert browse().page(page).h1.text.strip() == "新名字"
    assert MARKER not in browse().get(page).text


class TestContact:
    @pytest.fixture
    def contact(self, own, expert):
        data = {"phone": "138 1234 5678", "mail": "x@example.cn", "identity": IDENTITY.lower()}
        assert own.post("/my/expert/contact", data).status_code == 303
        return f"/libraries/experts/{expert.number}"

    def test_it_is_sealed_in_the_database_and_in_no_revision(self, app, contact):
        with app.app_context():
            row = db.session.scalar(select(ExpertPerson))
            assert Seal(app.config["SECRET_KEY"]).open(row.phone) == PHONE
            for table in ("expert_person", "revision", "record", "record_text", "audit_event"):
                rows = db.session.execute(text(f"SELECT * FROM {table}")).all()
                assert PHONE not in str(rows), table
                assert IDENTITY not in str(rows), table

    def test_everybody_sees_it_masked_or_not_at_all(self, browse, contact, own, staff):
        assert "138****5678" in browse(staff).get(contact).text
        assert "138****5678" in own.get("/my/expert").text
        for browser in (browse(), browse(staff), own):
            assert PHONE not in browser.get(contact).text
        assert "138****" not in browse().get(contact).text

    def test_each_look_is_written_down(self, app, browse, contact, staff):
        for _turn in range(2):
            assert PHONE in browse(staff).post(f"{contact}/reveal/phone").text
        with app.app_context():
            looks = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "reveal"))
            assert [(look.user_id, look.detail["datum"]) for look in looks] == [
                (staff.id, "phone")
            ] * 2

    def test_others_look_only_where_the_person_lets_them(self, browse, contact, own, liaison):
        assert browse(liaison).post(f"{contact}/reveal/phone").status_code == 403
        own.post("/my/expert/showing", CLOSED_FORM | {"phone": "alliance"})
        assert PHONE in browse(liaison).post(f"{contact}/reveal/phone").text
        assert browse(liaison).post(f"{contact}/reveal/identity").status_code == 403
        assert browse().post(f"{contact}/reveal/phone").status_code == 303  # to sign in

    def test_phone_and_mail_are_never_for_everybody(self, own):
        assert own.post("/my/expert/showing", CLOSED_FORM | {"phone": "public"}).status_code == 422

    def test_an_empty_field_keeps_and_a_tick_deletes(self, app, own, contact):
        own.post("/my/expert/contact", {"mail": "", "forget_phone": "y"})
        with app.app_context():
            row = db.session.scalar(select(ExpertPerson))
            assert (bool(row.phone), bool(row.mail), bool(row.identity)) == (False, True, True)

    def test_a_wrong_identity_number_is_refused(self, own):
        wrong = {"identity": "110105194912310021"}
        assert own.post("/my/expert/contact", wrong).status_code == 422


def test_masks_tell_too_little_to_use():
    assert masked_phone(PHONE) == "138****5678"
    assert masked_phone("86110") == "****10"
    assert masked_mail("wang@example.cn") == "w***@example.cn"
    assert masked_identity(IDENTITY) == "110***********002X"
    assert (masked_phone(""), masked_mail(""), masked_identity("")) == ("", "", "")


def test_a_seal_of_another_key_opens_nothing():
    sealed = Seal("a" * 32).close(PHONE)
    assert Seal("a" * 32).open(sealed) == PHONE
    assert Seal("b" * 32).open(sealed) == ""


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491231002", "abc", "", "0" * 18])
def test_an_identity_number_must_add_up(number):
    assert is_identity(IDENTITY)
    assert not is_identity(number)
