"""Each language's templates, in which what never changes stands as if it had been written there."""

import pytest
from flask import render_template
from jinja2 import DictLoader

TEMPLATES = {
    "page.html": """{% from "components/icon.html" import icon %}{% set own = 'page' %}
        {{ _('Search') }} {{ icon('search') }}
        {% for n in range(2) %}{% include "part.html" %}{% endfor %}
        {{ own }} {{ inner }} {{ static('kb.css') }}
        {{ _('Prices in %% of %(what)s', what='<b>') }}""",
    "part.html": "{% set inner = n %}[{{ own }} {{ given }} {{ loop.index }} {{ inner }}]",
    "again.html": "{% if n %}{% set n = n - 1 %}x{% include 'again.html' %}{% endif %}",
    "kept.html": "{{ kept('line.html', words=words) }}",
    "line.html": "{{ words|join(' ') }}{{ given }}",
}


@pytest.fixture
def draw(site):
    files = site.jinja_env.loader
    site.jinja_env.loader = DictLoader(TEMPLATES)
    for name in ("components/icon.html",):
        TEMPLATES[name] = files.get_source(site.jinja_env, name)[0]

    def drawn(name, language="zh", **known):
        with site.test_request_context(headers={"Accept-Language": language}):
            return " ".join(render_template(name, **known).split())

    return drawn


def test_every_reader_gets_the_texts_of_the_own_language(draw):
    assert "搜索" in draw("page.html")
    assert "Search" in draw("page.html", "en")
    assert "搜索" in draw("page.html")


def test_what_is_included_sees_the_page_and_keeps_its_own_names(draw):
    assert "[page <i> 1 0][page <i> 2 1] page /".replace("<i>", "&lt;i&gt;") in draw(
        "page.html", given="<i>"
    )


def test_icons_addresses_and_variables_of_texts_are_as_ever(draw):
    page = draw("page.html")
    assert '<path d="M10.5' in page
    assert "/static/kb.css?v=" in page
    assert "Prices in % of &lt;b&gt;" in page


def test_a_part_may_include_itself(draw):
    assert draw("again.html", n=3) == "xxx"


def test_what_is_kept_knows_only_what_it_is_given(draw):
    assert draw("kept.html", words=("a", "<"), given="hidden") == "a &lt;"
    assert draw("kept.html", words=("b",), given="hidden") == "b"
