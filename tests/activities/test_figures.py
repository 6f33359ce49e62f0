"""Figures in the form of an activity: read where they are typed, said where they are wrong."""

import pytest
from make import make_user
from make_act import make_activity, make_speaker, typed
from werkzeug.datastructures import MultiDict

from kb.activities.figures import shown
from kb.activities.forms import ActivityForm
from kb.publishing import workflow

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def tried(app):
    """`tried(figures=...)` is a form with these words, checked."""

    def run(language="zh_Hans_CN", **given):
        with app.test_request_context(headers={"Accept-Language": language}):
            form = ActivityForm(formdata=MultiDict(typed(**given)), meta={"csrf": False})
            form.validate()
            return form.content, {name: " ".join(found) for name, found in form.errors.items()}

    return run


def test_a_line_is_stored_with_number_unit_and_qualifier(tried):
    content, errors = tried(figures="参会企业 | 112家\n提供岗位｜8000余个\n税收 | 2.14亿元")
    assert not errors
    firms, posts, tax = content["figures"]
    assert firms == {
        **{"label": "参会企业", "text": "112家", "number": "112", "unit": "家"},
        "qualifier": "exact",
    }
    assert (posts["number"], posts["qualifier"]) == ("8000", "over")
    assert (tax["number"], tax["unit"], tax["scale"]) == ("214000000", "元", "亿")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("参会企业", "没有填数字"),
        ("参会企业 | 很多", "看不出是什么数"),
        ("参会企业 | 112", "没有单位"),
        ("参会人次 | 300人", "按人次计"),
        ("参会人数 | 300人次", "按人计"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(tried, line, said):
    _content, errors = tried(figures=line)
    assert said in errors["figures"]


def test_a_stored_figure_comes_back_as_it_was_typed(app, context):
    with app.test_request_context():
        figures = [{"label": "求职者", "text": "近万名", "number": "10000", "unit": "名"}]
        form = ActivityForm(formdata=None, data={"figures": figures})
        assert form.figures._value() == "求职者 | 近万名"


def test_the_page_shows_the_number_large_and_says_the_rest(keep, browse):
    lines = [{"label": "求职者", "text": "近万名"}, {"label": "提供岗位", "text": "8000余个"}]
    made = keep(make_activity, progress="held", figures=lines)
    found = browse().page(f"/activities/{made.number}").select(".figures > div")
    assert [one.dd.get_text() for one in found] == ["近万名", "8,000余个"]
    english = browse()
    english.get("/language/en")
    found = english.page(f"/activities/{made.number}").select(".figures > div")
    assert [one.dd.get_text(" ") for one in found] == ["nearly 10,000 persons", "more than 8,000"]
    assert found[0].dt.get_text() == "Job seekers"


def test_what_was_stored_before_is_shown_as_written(context, app):
    with app.test_request_context():
        assert shown({"label": "反响", "text": "热烈"}).number == "热烈"


def test_what_a_step_lacks_stands_beside_its_field(tried):
    assert "starts_on" in tried(progress="announced", starts_on="")[1]
    assert "starts_on" in tried(progress="held", starts_on="2026-11-23")[1]
    assert "report" in tried(progress="reported")[1]
    assert "cancelled_because" in tried(progress="cancelled")[1]
    assert not tried(progress="reported", figures="参会企业 | 112家")[1]


def test_a_speaker_of_the_library_is_checked_and_others_need_no_number(app, tried, keep):
    expert = keep(make_speaker)
    content, errors = tried(speakers=f"林海 | 研究院 | 零工市场 | {expert.number.lower()}\n张三")
    assert not errors
    assert content["speakers"][0]["number"] == expert.number
    assert "没有编号" in tried(speakers="林海 | | | ZJ-2026-999")[1]["speakers"]
    assert "林海" in tried(speakers=f"王敏 | | | {expert.number}")[1]["speakers"]


def test_of_a_closed_profile_a_number_tells_no_name(tried, keep):
    closed = keep(make_speaker, title="隐名", visibility="alliance")
    assert not tried(speakers=f"王敏 | | | {closed.number}")[1]


def test_a_talk_stands_on_the_experts_page_and_leads_back(keep, browse):
    expert = keep(make_speaker)
    talk = {"name": "林海", "topic": "零工市场怎么建", "number": expert.number}
    held = keep(make_activity, progress="held", speakers=[talk])
    keep(make_activity, title="尚未举办", speakers=[talk])
    keep(make_activity, title="内部会议", progress="held", speakers=[talk], visibility="council")
    profile = browse().page(f"/libraries/experts/{expert.number}")
    assert "零工市场怎么建" in profile.main.get_text()
    assert "尚未举办" not in profile.main.get_text()
    assert "内部会议" not in profile.main.get_text()
    page = browse().page(f"/activities/{held.number}")
    assert page.select_one(f".speakers a[href='/libraries/experts/{expert.number}']")


def test_a_profile_that_a_reader_may_not_open_is_no_link(keep, browse):
    closed = keep(make_speaker, visibility="alliance")
    speaker = {"name": "林海", "number": closed.number}
    held = keep(make_activity, progress="held", speakers=[speaker])
    assert not browse().page(f"/activities/{held.number}").select(".speakers a")


def test_a_withdrawn_profile_is_not_in_the_library(context, tried, app):
    expert = make_speaker()
    workflow.withdraw(expert, make_user(), "退出")
    with app.test_request_context():
        form = ActivityForm(
            formdata=MultiDict(typed(speakers=f"林海 | | | {expert.number}")), meta={"csrf": False}
        )
        assert not form.validate()
