from datetime import date
from enum import StrEnum

import pytest
from werkzeug.datastructures import MultiDict
from wtforms.validators import DataRequired, Length, Optional

from kb.web.fields import (
    Choice,
    DateField,
    Form,
    LongText,
    OptionalChoice,
    Reference,
    Tags,
    Text,
    Themes,
    YearField,
)


class Stage(StrEnum):
    IDEA = "idea"
    PILOT = "pilot"

    @property
    def label(self):
        return {"idea": "想法", "pilot": "试点"}[self.value]


def cities():
    return [("qingdao", "青岛"), ("rizhao", "日照")]


class ThingForm(Form):
    title = Text("Title", [DataRequired(), Length(max=10)])
    body = LongText("Body")
    stage = Choice("Stage", Stage, default=Stage.IDEA)
    other = OptionalChoice("Other", Stage)
    city = Reference("City", [Optional()], choices=cities)
    day = DateField("Day", [Optional()])
    year = YearField("Year", [Optional()])
    tags = Tags("Tags")
    themes = Themes("Themes", choices=cities)


@pytest.fixture
def read(site):
    """The form made of one row of a file."""

    def made(**row):
        with site.app_context():
            form = ThingForm(formdata=MultiDict({"title": "x"} | row), meta={"csrf": False})
            form.validate()
            return form

    return made


def test_text_is_clean_trimmed_and_never_none(read):
    assert read(title="  聯(lián)盟\u200b \t 章程 ").content["title"] == "聯盟 章程"
    assert read().content["body"] == ""
    assert read(body="a\r\nb\x00\n").content["body"] == "a\nb"


def test_the_content_of_a_row_has_no_token_and_only_fields(read):
    names = ["title", "body", "stage", "other", "city", "day", "year", "tags", "themes"]
    assert list(read().content) == names


@pytest.mark.parametrize("given", ["pilot", "试点", " pilot "])
def test_a_choice_is_read_by_value_and_by_label(read, given):
    assert read(stage=given).stage.data is Stage.PILOT


def test_a_choice_that_is_missing_keeps_its_default_and_an_unknown_one_is_named(read):
    assert read().stage.data is Stage.IDEA
    assert "rocket" in str(read(stage="rocket").errors["stage"])
    assert read(other="").other.data is None


def test_a_reference_is_read_by_key_and_by_label(read):
    assert read(city="青岛").city.data == read(city="qingdao").city.data == "qingdao"
    assert read(city="").city.data is None
    assert read(city="上海").errors["city"]


@pytest.mark.parametrize(
    "given", ["2026-11-12", "２０２６-11-12", "2026年11月12日", "2026/11/12", "2026.11.12"]
)
def test_a_day_is_read_as_offices_write_it(read, given):
    assert read(day=given).day.data == date(2026, 11, 12)


@pytest.mark.parametrize("given", ["2026-02-30", "tomorrow", "9" * 50, "2026-11", "99999-1-1"])
def test_a_day_that_is_none_is_refused(read, given):
    assert read(day=given).errors["day"]


@pytest.mark.parametrize(
    ("given", "year"), [("2026", 2026), ("２０２６", 2026), ("2026年", 2026), ("", None)]
)
def test_a_year_may_be_written_in_full_width(read, given, year):
    form = read(year=given)
    assert (form.year.data, form.errors) == (year, {})


@pytest.mark.parametrize("given", ["1899", "2101", "26", "x", "-2026", "9" * 5000, "²⁰²⁶x"])
def test_a_year_out_of_range_is_refused(read, given):
    assert read(year=given).errors["year"]


def test_tags_are_separated_by_whatever_people_type(read):
    row = "零工，市场, 评价、出海;人才；零工\n园区  服务"
    assert read(tags=row).tags.data == ["零工", "市场", "评价", "出海", "人才", "园区", "服务"]
    assert read().tags.data == []


def test_themes_are_a_list_of_keys_and_unknown_ones_are_named(read):
    assert read(themes="青岛、rizhao").themes.data == ["qingdao", "rizhao"]
    assert "火星" in str(read(themes="火星").errors["themes"])


def test_controls_draw_labels_and_the_present_choice(site, read):
    with site.test_request_context():
        form = read(stage="pilot", city="rizhao", tags="a,b")
        assert '<option selected value="pilot">试点</option>' in form.stage()
        assert '<option selected value="rizhao">日照</option>' in form.city()
        assert 'value="a，b"' in form.tags()
        assert 'selected value="rizhao"' not in form.themes()


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "该字段是必填字段"), ("en", "This field is required")]
)
def test_messages_of_the_library_follow_the_language(site, language, words):
    with site.test_request_context(headers={"Accept-Language": language}):
        form = ThingForm(formdata=MultiDict({"title": ""}), meta={"csrf": False})
        form.validate()
        assert words in str(form.errors["title"])
