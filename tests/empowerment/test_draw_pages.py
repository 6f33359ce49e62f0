"""The pages of draws: fixed, drawn, checked by anybody, and what of it is for whom."""

import io
import re

import docx
import pytest
from make import make_expert, make_user
from make_draw import make_draw, make_drawn, make_inquiry, make_known_expert, make_panel

from kb.accounts.users import Role
from kb.db import db
from kb.empowerment import fixing, lots
from kb.empowerment.consultations import Secrecy
from kb.empowerment.lots import Entrant
from kb.libraries.experts import CLOSED

FORM = {"purpose": "课题评审", "wanted": "2", "most_of_city": "1", "areas": ["灵活用工"]}
SAID = {"witness": "市纪委 李检", "words": "海纳百川"}


@pytest.fixture
def panel(keep, park):
    keep(lambda: make_panel(7)[0])


@pytest.fixture
def drawn(keep, panel, staff):
    return keep(make_drawn, staff, areas=("灵活用工",), units=("海洋集团",))


def words_of(answer):
    paper = docx.Document(io.BytesIO(answer.data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in paper.paragraphs), *cells])


def test_from_the_form_to_the_result_that_anybody_can_repeat(browse, staff, panel):
    desk = browse(staff)
    looked = desk.post("/draws/new", FORM | {"look": "1"})
    assert looked.status_code == 200
    assert "陈林" in looked.text
    assert browse().get("/api/v1/draws").json["draws"] == []

    address = desk.post("/draws/new", FORM).location
    assert desk.post(f"{address}/draw", SAID).status_code == 303
    told = browse().get(f"/api/v1{address}").json
    assert told["check"] == {"pool": True, "secret": True, "result": True}
    pool = [Entrant(one["place"], one["city"] or "", one["load"]) for one in told["pool"]]
    again = lots.draw(pool, told["seed"], told["wanted"], told["most_of_city"])
    assert list(again.drawn) == told["drawn"]
    assert lots.fingerprint(told["secret"]) == told["commitment"]
    lines = (f"{o['place']}|{o['expert']['number']}|{o['city']}|{o['load']}" for o in told["pool"])
    assert lots.fingerprint("\n".join(lines)) == told["digest"]


def test_before_it_is_drawn_no_page_tells_the_key(app, browse, keep, panel, staff):
    draw = keep(make_draw, staff)
    for reader in (None, staff):
        for page in ("", "/check", "/record/print"):
            answer = browse(reader).get(draw.address + page)
            assert answer.status_code == 200
            assert draw.secret not in answer.text
        assert draw.secret not in browse(reader).get(f"/api/v1{draw.address}").text
        assert draw.commitment in browse(reader).get(draw.address).text
    assert draw.secret not in browse(staff).get(f"{draw.address}/internal/print").text
    assert draw.secret not in browse(staff).get("/admin/audit").text


@pytest.mark.parametrize("wrong", [{"purpose": ""}, {"wanted": "0"}, {"wanted": "8"},
                                   {"areas": ["没有的领域"]}, {"most_of_city": "-1"}])  # fmt: skip
def test_what_cannot_be_drawn_stands_beside_the_field_and_writes_nothing(
    browse, staff, panel, wrong
):
    answer = browse(staff).post("/draws/new", FORM | wrong)
    assert answer.status_code == 422
    assert "field--wrong" in answer.text
    assert browse().get("/api/v1/draws").json["draws"] == []


def test_the_words_of_the_witness_are_asked_for_again_when_they_are_missing(
    browse, keep, panel, staff
):
    draw = keep(make_draw, staff)
    answer = browse(staff).post(f"{draw.address}/draw", SAID | {"words": "海"})
    assert answer.status_code == 422
    assert 'value="市纪委 李检"' in answer.text
    same = browse(staff).post(f"{draw.address}/draw", SAID | {"witness": staff.name})
    assert same.status_code == 422


def test_a_draw_is_made_once_even_if_two_send_the_form(browse, keep, panel, staff):
    draw, desk = keep(make_draw, staff), browse(staff)
    assert desk.post(f"{draw.address}/draw", SAID).status_code == 303
    first = browse().get(f"/api/v1{draw.address}").json
    assert desk.post(f"{draw.address}/draw", SAID | {"words": "再来"}).status_code == 409
    assert browse().get(f"/api/v1{draw.address}").json == first


def test_whoever_checks_is_told_whether_it_is_equal(browse, drawn):
    page = f"{drawn.address}/check"
    right = browse().page(page, query_string={"secret": drawn.secret, "words": drawn.words})
    assert right.select_one(".alert--success")
    for wrong in ({"secret": "0" * 32}, {"words": "别的话和别的结果"}):
        said = {"secret": drawn.secret, "words": drawn.words} | wrong
        assert browse().page(page, query_string=said).select_one(".alert--error")


def test_reasons_and_who_asks_are_for_the_secretariat_alone(browse, keep, editor, park, staff):
    keep(lambda: make_panel(4)[0])
    keep(make_known_expert, title="回避人", unit="海洋集团")
    draw = keep(make_drawn, staff, units=("海洋集团",), member=park.slug)
    assert "回避人" in browse(staff).get(draw.address).text
    assert "回避人" in words_of(browse(staff).get(f"{draw.address}/internal.docx"))
    for reader in (None, editor):
        for page in ("", "/check", "/record/print"):
            text = browse(reader).get(draw.address + page).text
            assert not re.search("回避人|海洋集团|rizhao-park", text)
        assert "海洋集团" not in browse(reader).get(f"/api/v1{draw.address}").text
        assert browse(reader).get(f"/api/v1{draw.address}").json["excluded"] == 1
        assert browse(reader).get(f"{draw.address}/internal.docx").status_code == 404
        assert browse(reader).get(f"{draw.address}/internal/print").status_code == 404
    public = words_of(browse().get(f"{draw.address}/record.docx"))
    assert "另有1位专家" in public
    assert not re.search("回避人|海洋集团", public)


def test_the_record_says_all_that_is_needed_to_repeat_it(browse, drawn):
    for text in (
        words_of(browse().get(f"{drawn.address}/record.docx")),
        browse().page(f"{drawn.address}/record/print").text,
    ):
        needed = (drawn.number, drawn.secret, drawn.words, drawn.digest, drawn.commitment)
        assert all(each in text for each in (*needed, *drawn.drawn, "SHA-256", "课题评审"))
    assert browse().get(f"{drawn.address}/record.pdf").data.startswith(b"%PDF")


def test_who_an_expert_is_stays_closed_where_the_areas_are_closed(browse, keep, park, staff):
    keep(make_expert, user=keep(make_user, Role.EXPERT, name="闭领域"))
    open_areas = CLOSED | {"areas": "public"}
    keep(make_expert, user=keep(make_user, Role.EXPERT, name="开领域"), exposure=open_areas)
    draw = keep(make_drawn, staff, wanted=2, most_of_city=None, areas=("灵活用工",))
    for page in ("", "/check", "/record/print"):
        text = browse().get(draw.address + page).text
        assert "闭领域" not in text
        assert "开领域" in text
    told = browse().get(f"/api/v1{draw.address}").json
    assert [one["expert"] is None for one in told["pool"]] == [True, False]
    assert len(told["drawn"]) == 2
    assert "闭领域" in browse(staff).get(draw.address).text


@pytest.mark.parametrize(
    ("secrecy", "readers"),
    [
        (Secrecy.CONFIDENTIAL, {"asker", "staff"}),
        (Secrecy.ALLIANCE, {"asker", "staff", "editor"}),
        (Secrecy.OPEN, {"asker", "staff", "editor", "expert", "visitor"}),
    ],
)
def test_a_draw_is_as_open_as_its_consultation_and_its_number_always_stands_in_the_list(
    browse, keep, editor, panel, staff, secrecy, readers
):
    asker, stranger = keep(make_user, Role.PARK_EDITOR), keep(make_user, Role.EXPERT)
    people = {"asker": asker, "staff": staff, "editor": editor, "expert": stranger}

    def make():
        asked = make_inquiry(db.session.merge(asker), secrecy=secrecy)
        return make_drawn(staff, inquiry=asked, purpose="机密事由")

    draw = keep(make)
    for name, person in (people | {"visitor": None}).items():
        sees = name in readers
        for page in ("", "/check", "/record/print", "/record.docx"):
            answer = browse(person).get(draw.address + page)
            assert answer.status_code == (200 if sees else 404), (name, page)
        assert browse(person).get(f"/api/v1{draw.address}").status_code == (200 if sees else 404)
        shown = browse(person).get("/draws").text
        assert draw.number in shown
        assert ("机密事由" in shown) is sees
        assert ("机密事由" in str(browse(person).get("/api/v1/draws").json)) is sees


def test_whoever_was_drawn_reads_the_draw_of_a_confidential_consultation(browse, keep, park, staff):
    person = keep(make_user, Role.EXPERT)
    keep(lambda: make_expert(user=db.session.merge(person)))

    def make():
        asked = make_inquiry(secrecy=Secrecy.CONFIDENTIAL)
        return make_drawn(staff, wanted=1, inquiry=asked)

    assert browse(person).get(keep(make).address).status_code == 200


def test_the_form_of_an_inquiry_begins_with_its_field_and_without_its_question(
    browse, keep, panel, staff
):
    asked = keep(make_inquiry, member_slug="rizhao-park", secrecy=Secrecy.CONFIDENTIAL)
    page = browse(staff).page(f"/draws/new?inquiry={asked.id}")
    assert asked.reference in page.select_one("#purpose")["value"]
    assert page.select_one("[name=areas][value=灵活用工]").has_attr("checked")
    made = browse(staff).post(f"/draws/new?inquiry={asked.id}", FORM).location
    assert f"/inquiries/{asked.id}" not in browse(staff).page("/draws").text
    browse(staff).post(f"{made}/draw", SAID)
    assert browse(staff).page(made).select_one(f'a[href^="/inquiries/{asked.id}/invite"]')
    assert browse(staff).get("/draws/new?inquiry=4711").status_code == 404
    assert browse(staff).get("/draws/new?inquiry=x").status_code == 404


def test_an_annulled_draw_says_so_everywhere(app, browse, drawn, staff):
    assert browse(staff).post(f"{drawn.address}/annul", {"reason": ""}).status_code == 422
    browse(staff).post(f"{drawn.address}/annul", {"reason": "名单有误"})
    assert "名单有误" in browse().get(drawn.address).text
    assert "名单有误" in words_of(browse().get(f"{drawn.address}/record.docx"))
    assert browse().get(f"/api/v1{drawn.address}").json["state"] == "annulled"
    assert drawn.number in browse().get("/draws").text
    assert browse(staff).post(f"{drawn.address}/annul", {"reason": "再次"}).status_code == 409


def test_the_name_of_an_expert_who_is_erased_goes_from_the_draw(app, browse, drawn, keep):
    with app.app_context():
        first = fixing.drawn_experts(db.session.merge(drawn))[0]
        name, first.title = first.title, "已删除"
        first.withdrawn_at = first.published_at
        db.session.commit()
    assert name not in browse().get(drawn.address).text
    assert browse().get(f"/api/v1{drawn.address}").json["check"]["result"]


def test_an_empty_list_says_who_makes_draws(browse):
    assert browse().page("/draws").select_one(".empty")
