"""The pages of links: who sees which, with whose names; as table and data; in few statements."""

from io import BytesIO

from make import make_user
from make_exchange import make_docking, make_editor, make_interest, make_posting, make_unit
from openpyxl import load_workbook
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.members import Member
from kb.db import db
from kb.empowerment import linking
from kb.empowerment.linking import Proposal
from kb.empowerment.resources import Resource

NAMES = ("日照人力资源服务产业园", "威海人力资源服务产业园")


def test_a_proposal_is_between_the_two_sides_and_a_confirmed_link_for_all(browse, keep):
    link = keep(make_docking, confirmed=False)
    taker, stranger = keep(make_editor, "weihai"), keep(make_editor, "yantai")
    place = f"/links/{link.id}"
    assert browse().get(place).status_code == 404
    assert browse(stranger).get(place).status_code == 404
    assert browse(stranger).post(f"{place}/confirm").status_code == 404
    assert place in browse(taker).get("/links").text
    assert place not in browse().get("/links").text
    assert browse(taker).post(f"{place}/confirm", data={"is_named": "1"}).status_code == 303
    assert NAMES[1] in browse().get(place).text
    assert place in browse().get("/links").text


def test_who_does_not_want_to_be_named_is_a_unit_in_its_city(browse, keep):
    link = keep(make_docking, confirmed=False)
    taker = keep(make_editor, "weihai")
    browse(taker).post(f"/links/{link.id}/confirm", data={})
    for place in ("/links", f"/links/{link.id}", "/api/v1/links"):
        text = browse().get(place).get_data(as_text=True)
        text = text if text.startswith("<") else str(browse().get(place).json)
        assert NAMES[0] in text
        assert NAMES[1] not in text
        assert "威海某单位" in text
    rows = load_workbook(BytesIO(browse().get("/links.xlsx").data)).worksheets[0].values
    assert NAMES[1] not in str([*rows])
    assert NAMES[1] in browse(taker).get(f"/links/{link.id}").text


def test_a_hidden_posters_side_begins_unnamed(browse, keep):
    poster = keep(make_editor)
    posting = keep(make_posting, poster, naming="hidden")
    asked = keep(make_interest, posting)
    browse(poster).post(f"/interests/{asked.id}/accept")
    asker = keep(make_editor, "weihai")
    made = browse(asker).post("/links/new?interest=1", data={"title": "实训", "resource": "talent"})
    assert made.location == "/links/1"
    page = browse(poster).page("/links/1")
    assert not page.select_one("input[name=is_named]").has_attr("checked")
    browse(poster).post("/links/1/confirm", data={})
    assert NAMES[0] not in browse().get("/links/1").text


def test_a_link_is_entered_directly_by_one_of_its_sides(browse, keep):
    editor = keep(make_editor)
    keep(make_of_member, "weihai")
    keep(make_of_member, "yantai")
    data = {"title": "实训", "resource": "talent", "giver": "member:weihai-park"}
    foreign = browse(editor).post("/links/new", data=data | {"taker": "member:yantai-park"})
    assert foreign.status_code == 422
    same = browse(editor).post("/links/new", data=data | {"taker": "member:weihai-park"})
    assert same.status_code == 422
    made = browse(editor).post("/links/new", data=data | {"taker": "member:rizhao-park"})
    assert made.location == "/links/1"


def test_what_the_staff_vouch_for_is_marked(browse, keep, staff):
    keep(make_of_member, "weihai")
    keep(make_of_member, "rizhao")
    data = {"title": "实训", "resource": "talent", "giver": "member:weihai-park"}
    data |= {"taker": "member:rizhao-park"}
    assert browse(staff).post("/links/new", data=data).status_code == 422
    browse(staff).post("/links/new", data=data | {"proof": "纪要〔2026〕5号"})
    page = browse().get("/links/1").text
    assert "凭佐证" in page
    assert "纪要〔2026〕5号" not in page
    assert "纪要〔2026〕5号" in browse(staff).get("/links/1").text


def test_the_result_is_recorded_on_its_page_and_kept_when_two_write(browse, keep):
    link, editor = keep(make_docking), keep(make_editor)
    place = f"/links/{link.id}/result"
    data = {"result": "agreement", "day": "2026-01-05", "amount_yuan": "1200000"}
    data |= {"version": str(link.version)}
    assert browse(editor).post(place, data=data | {"project": "XM-1"}).status_code == 422
    assert browse(editor).post(place, data=data).status_code == 303
    assert "1,200,000" in browse().get(f"/links/{link.id}").text
    again = browse(editor).post(place, data=data | {"text": "另一份说明"})
    assert again.status_code == 409
    assert "另一份说明" in again.text


def test_the_list_is_narrowed_and_survives_rubbish(browse, keep):
    link = keep(make_docking)
    assert f"/links/{link.id}" in browse().get("/links?resource=talent&city=weihai").text
    assert f"/links/{link.id}" not in browse().get("/links?resource=finance").text
    assert f"/links/{link.id}" not in browse().get("/links?year=2001").text
    assert browse().get("/links?year=９９９９&resource=x&city=%25&page=-1").status_code == 200
    assert browse().get("/api/v1/links?city=weihai").json["total"] == 1


def test_many_cost_no_more_statements_than_few(browse, keep, statements):
    desk, editor = keep(make_user, Role.SECRETARIAT), keep(make_editor)
    keep(more)
    asks = [(desk, "/links"), (editor, "/links.xlsx"), (editor, "/interests")]
    asks += [(editor, "/interests?tab=postings"), (desk, "/interests/silent")]
    asks += [(editor, "/api/v1/links"), (editor, "/interests?tab=outgoing")]
    few = [statements(browse(person), place) for person, place in asks]
    for _each in range(6):
        keep(more)
    assert [statements(browse(person), place) for person, place in asks] == few


def make_of_member(city):
    """The park of this city, without anybody who has an account."""
    slug = make_unit(city).member
    return db.session.scalar(select(Member).where(Member.slug == slug))


def more():
    """One more of everything."""
    units = {"giver": make_unit("rizhao"), "taker": make_unit("weihai")}
    make_docking()
    made = make_interest(make_posting())
    linking.propose(Proposal("实训", Resource.TALENT, **units), make_editor())
    return made
