"""The contract of a kind: whoever adds a declaration to KINDS gets all of this proved."""

import pytest
from make import ROWS, SEALED, form_data, make_record
from sqlalchemy import inspect
from werkzeug.datastructures import MultiDict

from kb.libraries.kinds import CASE_STUDIES, OUTCOMES
from kb.parts import KINDS
from kb.search.engine import FACETS

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
WRITTEN = [kind for kind in KINDS if kind.model not in SEALED]
each_written_kind = pytest.mark.parametrize("kind", WRITTEN, ids=lambda kind: kind.name)
"""Those that are begun and changed in the form that they share."""
TITLE = "海洋人才共享实验室"


@pytest.fixture
def publish(browse, staff, park, drain, keep):
    """`publish(kind, ...)` through the site's own pages; gives the record's address."""

    def run(kind, **given):
        if kind.model in SEALED:
            data = form_data(kind, **given) | {"tags": ["共建", "实验室"], "year": 2024}
            made = keep(make_record, kind.model, **data)
            drain()
            return f"/{kind.slug}/{made.number}"
        browser = browse(staff)
        made = browser.post(f"/{kind.slug}/new", form_data(kind, **given))
        assert made.status_code == 302, made.text
        for step in ("submit", "publish"):
            moved = browser.post(f"{made.location}/{step}")
            assert moved.status_code == 302, moved.text
        drain()
        return moved.location

    return run


@each_kind
def test_the_form_asks_for_exactly_the_content_fields(app, kind):
    with app.test_request_context():
        form = kind.form(formdata=MultiDict(), meta={"csrf": False})
        assert set(form.content) == set(kind.model.content_fields)


@each_kind
def test_columns_facets_and_text_fields_are_declared_truly(kind):
    columns = {attribute.key for attribute in inspect(kind.model).column_attrs}
    assert set(kind.columns) <= columns
    assert set(kind.model.text_fields) <= columns
    for trait in kind.traits:
        assert trait in columns
        if trait not in ROWS:  # Those are rows of a table, see tests/libraries/test_expertise.py.
            assert all(str(choice.label) for choice in kind.choices(trait))
    assert set(kind.facets) - set(kind.traits) <= set(FACETS) - {"trait"}


def test_slugs_prefixes_and_names_of_kinds_are_their_own():
    assert len({kind.slug for kind in KINDS}) == len(KINDS)
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert len({kind.model.number_prefix for kind in KINDS}) == len(KINDS)


@each_written_kind
def test_a_draft_is_nobodys_but_its_authors(browse, staff, park, kind):
    made = browse(staff).post(f"/{kind.slug}/new", form_data(kind))
    assert browse(staff).get(made.location).status_code == 200
    for step in ("", "/edit", "/history"):
        answer = browse().get(f"{made.location}{step}")
        assert answer.status_code in (303, 404), step
        assert TITLE not in answer.text


@each_written_kind
def test_what_was_filled_in_comes_back_in_the_form(browse, staff, park, kind):
    made = browse(staff).post(f"/{kind.slug}/new", form_data(kind))
    page = browse(staff).page(f"{made.location}/edit")
    for name in ("title", "summary", "year"):
        control = page.select_one(f"main form [name={name}]")
        assert form_data(kind)[name] in (control.get("value") or control.text)
    assert page.select_one("[name=city] option[selected]")["value"] == "rizhao"


@each_kind
def test_a_published_record_is_found_by_everybody(browse, publish, kind):
    address = publish(kind)
    page = browse().page(address)
    assert page.h1.get_text(strip=True) == TITLE
    assert address in browse().get("/search?q=共享实验室").text
    if kind.slug != "about":
        assert address in browse().get(f"/{kind.slug}").text
        assert address in browse().get(f"/{kind.slug}?q=共享实验室").text


@each_kind
def test_every_answer_that_lists_records_lists_a_published_one(browse, publish, kind):
    address = publish(kind)
    for place in ("/feed.atom", "/sitemap.xml", "/api/v1/search?q=共享实验室", "/suggest?q=海洋"):
        assert address in browse().get(place).text, place


@each_kind
def test_a_withdrawn_record_is_gone_but_for_its_reason(browse, publish, staff, drain, kind):
    address = publish(kind)
    left = browse(staff).post(f"{address}/withdraw", {"reason": "数据有误，更正中"})
    assert left.status_code == 302
    drain()
    gone = browse().get(address)
    assert gone.status_code == 410
    assert "数据有误，更正中" in gone.text
    assert TITLE not in gone.text
    places = ("/search?q=共享实验室", f"/{kind.slug}", "/feed.atom", "/sitemap.xml", "/")
    for place in (*places, "/api/v1/search?q=共享实验室", "/suggest?q=海洋", "/cities/rizhao"):
        assert address not in browse().get(place).text, place
    assert browse().get(f"/api/v1{address}").status_code == 410


@each_kind
def test_a_restored_record_is_back(browse, publish, staff, drain, kind):
    address = publish(kind)
    browse(staff).post(f"{address}/withdraw", {"reason": "更正"})
    browse(staff).post(f"{address}/restore")
    drain()
    assert browse().page(address).h1.get_text(strip=True) == TITLE
    assert address in browse().get("/search?q=共享实验室").text


@each_kind
def test_the_api_tells_every_content_field(browse, publish, kind):
    told = browse().get(f"/api/v1{publish(kind)}").json
    assert set(kind.model.content_fields) <= set(told)
    assert told["kind"] == kind.name
    assert told["title"] == TITLE
    assert told["tags"] == ["共建", "实验室"]
    assert told["url"].endswith(f"/{kind.slug}/{told['number']}")


@each_kind
def test_every_facet_narrows_its_list(browse, publish, kind):
    address = publish(kind)
    for name in kind.facets:
        facet = browse().page(f"/{kind.slug}").select_one(f"[name={name}]")
        assert facet, name
        value = facet["value"]
        assert address in browse().get(f"/{kind.slug}?{name}={value}").text, name
        assert address not in browse().get(f"/{kind.slug}?{name}=nothing-of-it").text, name


@each_written_kind
def test_a_change_reaches_readers_only_when_it_is_published(browse, publish, staff, kind):
    address = publish(kind)
    data = form_data(kind, title="新的题目")
    opened = browse(staff).page(f"{address}/edit").select_one("[name=version]")
    saved = browse(staff).post(f"{address}/edit", data | {"version": opened["value"]})
    assert saved.status_code == 302
    assert "新的题目" not in browse().get(address).text
    for step in ("submit", "publish"):
        browse(staff).post(f"{address}/{step}")
    assert browse().page(address).h1.get_text(strip=True) == "新的题目"


@each_kind
def test_a_page_takes_as_many_statements_for_many_records_as_for_few(
    browse, keep, staff, drain, statements, park, kind
):
    def fill(number):
        for _turn in range(number):
            made = keep(make_record, kind.model, city="rizhao", tags=["共建"])
        drain()
        return made

    made = fill(2)
    addresses = (f"/{kind.slug}", "/search?q=园区", "/", "/cities/rizhao", "/feed.atom")
    few = [statements(browse(), address) for address in addresses]
    record = statements(browse(), f"/{kind.slug}/{made.number}")
    fill(10)
    assert [statements(browse(), address) for address in addresses] == few
    assert max(few[0], few[1]) <= 10
    assert record <= 16


def test_case_studies_are_listed_in_the_outcome_library_too(browse, publish):
    address = publish(CASE_STUDIES)
    assert address in browse().get(f"/{OUTCOMES.slug}").text
    assert address not in browse().get(f"/{OUTCOMES.slug}?kind=outcome").text
