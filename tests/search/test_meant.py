"""Did you mean: homophones and slips, only where they find far more for this reader."""

import pytest
import sparing
from make import make_record, make_user

from kb import create_app
from kb.db import db
from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project
from kb.search import indexer, synonyms
from kb.search.engine import Query
from kb.search.meant import FAR_MORE, Meant, nearer
from kb.search.query import parse
from kb.search.synonyms import expanded

PUBLIC = frozenset({"public"})


@pytest.fixture(params=["tantivy", "whoosh"])
def site(request, tmp_path, database):
    """An application with this engine, within its context."""
    settings = {"KB_INSTANCE": tmp_path, "KB_DATABASE_URL": database, "KB_LOG_LEVEL": "ERROR"}
    made = create_app(settings | {"KB_SEARCH_ENGINE": request.param})
    with made.app_context():
        sparing.share_statements(db.engine)
        make_record(Project, title="灵活用工平台", title_en="Marine Qingdao", tags=["灵活用工"])
        make_record(Project, title="人才公寓管理", summary="产业园配套。")
        make_record(Project, title="校企合作培训", body="企业与学校都说好。")
        make_record(Project, title="内部事项", tags=["斑马计划"], visibility="alliance")
        db.session.commit()
        indexer.catch_up(made.extensions["kb_site"].index)
        yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def ask(site):
    """`ask(text)`: what was meant instead, for a visitor unless it is said otherwise."""

    def run(text, total=0, audiences=PUBLIC, **given):
        query = Query(expanded(parse(text)), audiences, **given)
        found = nearer(site.extensions["kb_site"].index, text, query, total)
        return found and found.text

    return run


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("灵活用功", "灵活用工"),
        ("人才公遇", "人才公寓"),
        ("产业圆", "产业园"),
        ("qingdoa", "qingdao"),
        ("linghuoyonggong", "灵活用工"),
        ("rencaigongyu", "人才公寓"),
        ("灵活yonggong", "灵活用工"),
        ("Marinr 平台", "marine 平台"),
    ],
)
def test_slips_and_homophones_are_mended(ask, typed, text):
    assert ask(typed) == text


@pytest.mark.parametrize("typed", ["灵活用工", "无此词语", "xyzzy", "无此词语 日", "", "12345"])
def test_what_finds_something_or_what_nothing_mends_is_left_alone(ask, typed):
    assert ask(typed) is None


def test_it_finds_something_within_the_readers_filters(ask):
    elsewhere = {"kind": frozenset({"outcome"})}
    assert ask("灵活用功", filters=elsewhere) is None
    assert ask("灵活用功", audiences=frozenset({"alliance"})) is None


def test_a_word_of_hidden_records_is_offered_to_nobody(ask):
    assert ask("斑马计化") is None
    assert ask("banmajihua") is None


def test_what_stands_nowhere_so_is_taken_for_what_sounds_like_it(ask):
    """校企 and 作 both stand somewhere, 校企和作 does not."""
    assert ask("校企和作", total=1) == "校企合作"


def test_where_enough_is_found_nothing_is_offered(ask):
    assert ask("灵活用工", total=500) is None
    assert ask("灵活用工 产业园", total=500) is None


def test_a_homophone_of_the_whole_is_offered_however_much_its_parts_find(ask):
    assert ask("校企和作", total=500) == "校企合作"


@pytest.mark.usefixtures("site")
def test_a_rare_spelling_is_kept_unless_another_finds_far_more(ask, site):
    index = site.extensions["kb_site"].index
    make_record(Outcome, title="鱼页赏析")
    for number in range(FAR_MORE - 1):
        make_record(Outcome, title=f"渔业报告{number}")
    db.session.commit()
    indexer.catch_up(index)
    assert ask("鱼页", total=1) is None
    make_record(Outcome, title="渔业总结")
    db.session.commit()
    indexer.catch_up(index)
    assert ask("鱼页", total=1) == "渔业"
    assert nearer(index, "鱼页", Query(parse("鱼页")), 1) == Meant("渔业", FAR_MORE)


def test_a_slip_in_a_synonym_is_mended(ask):
    synonyms.add(["灵活用工", "gigwork"], make_user())
    db.session.commit()
    assert ask("gigwrok") == "gigwork"


def test_without_an_index_nothing_is_offered(app, context):
    index = app.extensions["kb_site"].index
    assert nearer(index, "灵活用功", Query(parse("灵活用功")), 0) is None


def test_the_page_offers_it_above_the_results_and_replaces_nothing(browse, keep, drain):
    keep(make_record, Project, title="鱼页赏析")
    for number in range(FAR_MORE):
        keep(make_record, Project, title=f"渔业报告{number}")
    drain()
    page = browse().page("/search?q=鱼页")
    assert [hit.get_text().strip() for hit in page.select(".hit h2, .hit h3")] == ["鱼页赏析"]
    assert page.select_one(".suggested a")["href"] == "/search?q=%E6%B8%94%E4%B8%9A"
    assert not browse().page("/search?q=渔业").select(".suggested")
