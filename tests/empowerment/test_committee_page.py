"""The committee: its public page, what ends soon, and the letters of appointment."""

import io
from datetime import date, timedelta

import docx
import pytest
from make import make_expert, make_user
from make_draw import make_committee_member, make_letter
from make_governance import make_body, make_decision, make_seat

from kb.accounts.users import Role
from kb.alliance import mandates
from kb.alliance.bodies import BodyKind
from kb.alliance.tenure import Appointment
from kb.clock import today
from kb.db import db
from kb.empowerment import letters
from kb.errors import Conflict, DomainError, NotAllowed


def test_everybody_reads_who_sits_there_and_what_is_vacant(browse, keep):
    held = keep(make_committee_member, name="陈林", duty="某大学教授")

    def vacant():
        return make_seat(make_body("expert-committee"), post="主任委员")

    keep(vacant)
    page = browse().page("/committee")
    assert "陈林" in page.text
    assert "主任委员" in page.text
    assert len(page.select(".badge--sand")) == 1
    told = browse().get("/api/v1/committee").json["committees"][0]
    assert [seat["is_vacant"] for seat in told["seats"]] == [False, True]
    assert told["seats"][0]["people"][0]["starts_on"] == held.starts_on.isoformat()


def test_the_first_and_the_last_day_of_a_term_belong_to_it(browse, keep):
    for name, first, last in (("昨止", -9, -1), ("今止", -9, 0), ("今起", 0, 9), ("明起", 1, 9)):
        days = {"starts_on": today() + timedelta(first), "ends_on": today() + timedelta(last)}
        keep(make_committee_member, name=name, **days)
    told = browse().get("/api/v1/committee").json["committees"][0]
    there = [person["name"] for seat in told["seats"] for person in seat["people"]]
    assert there == ["今止", "今起"]
    assert [person["name"] for person in told["former"]] == ["昨止"]


def test_a_member_links_to_a_profile_that_the_reader_may_read(browse, keep, park, staff):
    for published in (True, False):
        user = keep(make_user, Role.EXPERT)
        expert = keep(lambda u=user, p=published: make_expert(p, user=db.session.merge(u)))
        keep(lambda u=user: make_committee_member(db.session.merge(u)))
        links = browse().page("/committee").select(".seats__person a")
        assert len(links) == 1
        if published:
            assert links[0]["href"] == f"/libraries/experts/{expert.number}"


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.SECRETARIAT, True), (Role.CITY_LIAISON, True), (Role.PARK_EDITOR, False), (None, False)],
)
def test_terms_that_end_soon_are_told_to_staff_and_liaisons_by_the_charters_warning(
    browse, keep, role, sees
):
    keep(make_committee_member, name="将满", ends_on=today() + timedelta(90))
    keep(make_committee_member, name="尚早", ends_on=today() + timedelta(91))
    reader = browse(keep(make_user, role) if role else None)
    alerts = " ".join(each.text for each in reader.page("/committee").select(".alert--warning"))
    assert ("将满" in alerts) is sees
    assert "尚早" not in alerts
    keep(make_decision, "committee_warning_days", "30")
    assert "将满" not in " ".join(
        each.text for each in reader.page("/committee").select(".alert--warning")
    )


def test_who_is_followed_by_somebody_is_not_warned_of(browse, keep, staff):
    held = keep(make_committee_member, name="将满", ends_on=today() + timedelta(9))

    def follow():
        given = Appointment("后任", today() + timedelta(10))
        return mandates.appoint(db.session.merge(held).seat, given, db.session.merge(staff))

    keep(follow)
    page = browse(staff).page("/committee")
    assert not page.select(".alert--warning")
    assert "后任" in page.text


def test_without_a_committee_or_seats_the_page_says_who_enters_them(browse, keep, staff):
    assert browse().page("/committee").select_one(".empty")
    keep(make_body, "expert-committee", kind=BodyKind.COMMITTEE, name="专家咨询委员会")
    assert browse().page("/committee").select_one(".empty")
    assert not browse().page("/committee").select("a.button[href$='/seats/new']")
    assert browse(staff).page("/committee").select("a.button[href$='/seats/new']")


def test_the_letter_says_whom_as_what_and_until_when(browse, keep, staff):
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2028, 12, 31)}
    held = keep(make_committee_member, name="陈林", **days)
    page = (
        browse(staff)
        .post(f"/committee/holdings/{held.id}/letter", {"issued_on": str(today())})
        .location
    )
    file = browse(staff).get(page.replace("/print", ".docx"))
    paper = docx.Document(io.BytesIO(file.data))
    text = "\n".join(line.text for line in paper.paragraphs)
    for part in ("聘　书", "陈林：", "专家咨询委员会委员", "2026年1月1日至2028年12月31日", "1号"):
        assert part in text
    title = next(line for line in paper.paragraphs if line.text == "聘　书")
    assert title.style.name == "Title"
    assert browse(staff).get(page.replace("/print", ".pdf")).data.startswith(b"%PDF")
    assert "陈林" in browse(staff).page("/committee/letters").text


def test_numbers_of_letters_have_no_gap_and_a_void_one_is_never_given_again(app, keep, staff):
    held = keep(make_committee_member)
    first = keep(make_letter, staff, held)
    with app.app_context():
        with pytest.raises(Conflict):
            make_letter(staff, held)
        db.session.rollback()
        letters.declare_void(db.session.merge(first), "姓名有误", db.session.merge(staff))
        again = make_letter(staff, held)
        other = make_letter(staff)
        year = today().year
        numbers = [each.number for each in (first, again, other)]
        assert numbers == [f"联盟聘〔{year}〕{number}号" for number in (1, 2, 3)]


def test_what_changes_about_the_seat_does_not_change_the_letter(app, browse, keep, staff):
    letter = keep(make_letter, staff, name="陈林")
    with app.app_context():
        held = db.session.merge(letter).holding
        given = Appointment("陈琳", held.starts_on, held.ends_on)
        mandates.revise_holding(held, given, db.session.merge(staff))
        db.session.commit()
    assert "陈林：" in browse(staff).page(f"{letter.address}/print").text
    assert browse(staff).page("/committee").select(f'a[href="{letter.address}/void"]')


def test_a_letter_is_for_staff_and_whose_it_is(browse, keep, editor, staff):
    user = keep(make_user, Role.EXPERT)
    letter = keep(make_letter, staff, user=user)
    assert browse(user).get(f"{letter.address}/print").status_code == 200
    assert browse(user).page("/committee").select(f'a[href="{letter.address}/print"]')
    assert browse(editor).get(f"{letter.address}/print").status_code == 404
    assert browse(editor).get(f"{letter.address}.docx").status_code == 404
    assert letter.number not in browse(editor).get("/committee").text
    browse(staff).post(f"{letter.address}/void", {"reason": "任期有误"})
    assert browse(user).get(f"{letter.address}/print").status_code == 404
    assert "任期有误" in browse(staff).page(f"{letter.address}/print").text


def test_letters_are_for_the_committee_issued_by_staff_and_not_dated_ahead(app, keep, staff):
    with app.app_context():
        council = make_seat()
        held = mandates.appoint(council, Appointment("李海", today()), db.session.merge(staff))
        with pytest.raises(DomainError):
            make_letter(staff, held)
        with pytest.raises(DomainError):
            make_letter(staff, day=today() + timedelta(1))
        with pytest.raises(NotAllowed):
            make_letter(make_user(Role.PARK_EDITOR))


def test_a_letter_dated_ahead_is_refused_beside_the_field(browse, keep, staff):
    held = keep(make_committee_member)
    tomorrow = str(today() + timedelta(1))
    page = f"/committee/holdings/{held.id}/letter"
    assert browse(staff).post(page, {"issued_on": tomorrow}).status_code == 422
    assert browse(staff).post(page, {"issued_on": str(today())}).status_code == 303
    assert browse(staff).post(page, {"issued_on": str(today())}).status_code == 409


def test_the_end_of_a_term_stands_among_the_deadlines(browse, keep, staff):
    keep(make_committee_member, name="将满", ends_on=today() + timedelta(20))
    assert "将满" in browse(staff).page("/deadlines").text
