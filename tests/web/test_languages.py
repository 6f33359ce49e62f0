import sys

import flask_babel
import pytest

from kb.web.languages import choose, html_lang, language, speaking


@pytest.mark.parametrize(
    ("chosen", "accepted", "expected"),
    [
        ("", "", "zh"),
        ("en", "zh-CN", "en"),
        ("xx", "en-US,en;q=0.9", "en"),
        ("", "en;q=0.3,zh-TW;q=0.8", "zh"),
        ("", "fr,de;q=0.5", "zh"),
        ("", "en;q=0", "zh"),
        ("", "en;q=" + "9" * 4000, "en"),
        ("", ",;,=;q=;zh;;", "zh"),
    ],
)
def test_the_readers_choice_comes_before_the_browsers_and_chinese_before_all(
    chosen, accepted, expected
):
    assert choose(chosen, accepted) == expected


def test_what_a_stranger_sends_is_not_kept_in_memory():
    cookie, header = "zh-" * 100_000, "en," * 100_000
    before = sys.getrefcount(cookie), sys.getrefcount(header)
    assert choose(cookie, header) == "en"
    assert (sys.getrefcount(cookie), sys.getrefcount(header)) == before


def test_the_switch_is_remembered_and_leads_back(visit):
    answer = visit.get("/language/en?next=/sayings?page=2")
    assert answer.location == "/sayings?page=2"
    assert "en" in visit.get("/sayings").text
    visit.get("/language/zh")
    assert "zh-Hans-CN" in visit.get("/sayings", headers={"Accept-Language": "en"}).text


def test_an_unknown_language_is_not_found(visit):
    assert visit.get("/language/xx").status_code == 404


def test_outside_of_a_request_it_is_chinese_until_told_otherwise(site):
    with site.app_context():
        assert language() == "zh"
        with speaking("en"):
            assert html_lang() == "en"
        assert language() == "zh"


def test_lazy_texts_made_at_import_time_share_one_catalogue(site):
    first, second = flask_babel.lazy_gettext("one"), flask_babel.lazy_gettext("two")
    with site.app_context():
        assert (str(first), str(second)) == ("one", "two")
        assert flask_babel.Domain().get_translations() is flask_babel.get_translations()


def test_variables_in_texts_are_escaped(site):
    with site.test_request_context():
        drawn = site.jinja_env.from_string("{{ _('Hello %(name)s', name=name) }}")
        assert drawn.render(name="<b>") == "Hello &lt;b&gt;"
        block = site.jinja_env.from_string(
            "{% trans n=n %}{{ n }} thing{% pluralize %}{{ n }} things{% endtrans %}{{ _('%%') }}"
        )
        assert block.render(n=2) == "2 things%"


@pytest.mark.parametrize("name", ["text", "one", "many", "number"])
def test_a_texts_variable_in_a_template_may_have_any_name(site, name):
    said = site.jinja_env.from_string("{{ _('<i>%(" + name + ")s', " + name + "='<b>') }}")
    counted = site.jinja_env.from_string(
        "{{ ngettext('one %(" + name + ")s', 'some', 1, " + name + "='<b>') }}"
    )
    with site.test_request_context():
        assert said.render() == "<i>&lt;b&gt;"
        assert counted.render() == "one &lt;b&gt;"
