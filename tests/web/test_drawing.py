"""Templates are written to Python that does less: what they show must stay the same."""

from typing import Any

import pytest
from flask import Flask
from jinja2 import pass_context
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from kb.web.drawing import Drawing
from kb.web.languages import FIRST, speaking

SIGNS = "<b>&\"'"


@pytest.fixture
def drawing(app: Flask) -> Drawing:
    found = app.jinja_env
    assert isinstance(found, Drawing)
    return found


def drawn(drawing: Drawing, source: str, **given: Any) -> str:
    return drawing.from_string(source).render(**given)


class Safe:
    def __html__(self) -> str:
        return "<i>"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (SIGNS, "&lt;b&gt;&amp;&#34;&#39;"),
        (Markup("<b>"), "<b>"),
        (Safe(), "<i>"),
        (7, "7"),
        (None, "None"),
        ([SIGNS[0]], "[&#39;&lt;&#39;]"),
    ],
)
def test_whatever_is_put_out_is_safe(drawing: Drawing, value: object, shown: str) -> None:
    assert drawn(drawing, "{{ value }}", value=value) == shown
    assert drawn(drawing, "{% set it %}{{ value }}{% endset %}{{ it }}", value=value) == shown
    macro = "{% macro m(v) %}{{ v }}{% endmacro %}{{ m(value) }}{{ m(v=value) }}"
    assert drawn(drawing, macro, value=value) == shown * 2
    assert drawn(drawing, "{% for v in all %}{{ v }}{% endfor %}", all=[value]) == shown


def test_a_macro_is_given_what_stands_between_its_call(drawing: Drawing) -> None:
    source = (
        "{% macro m(v) %}{{ v }}({{ caller() }}){% endmacro %}{% call m('<') %}{{ x }}{% endcall %}"
    )
    assert drawn(drawing, source, x="&") == "&lt;(&amp;)"


def test_a_function_that_wants_the_context_gets_it(app: Flask, drawing: Drawing) -> None:
    @pass_context
    def said(context: Any, name: str) -> str:
        return str(context[name])

    app.jinja_env.globals["said"] = said
    try:
        assert drawn(drawing, "{{ said('x') }}", x="<") == "&lt;"
    finally:
        del app.jinja_env.globals["said"]


def test_lists_and_names_of_arguments_reach_a_function(drawing: Drawing) -> None:
    source = "{{ f(*some, **others) }} {{ f(1, b=2) }} {{ f() }}"
    shown = drawn(drawing, source, f=lambda a=0, b=0: f"{a}-{b}", some=[3], others={"b": 4})
    assert shown == "3-4 1-2 0-0"


def test_what_nobody_has_given_cannot_be_called(drawing: Drawing) -> None:
    with pytest.raises(UndefinedError, match="nothing"):
        drawn(drawing, "{{ nothing('x') }}")


def test_a_dictionary_keeps_its_methods_whatever_it_holds(drawing: Drawing) -> None:
    """Counts by what readers typed may have any word as a key."""
    counts = {"items": 1, "one": 2}
    source = (
        "{% for name, count in counts.items() %}{{ name }}{{ count }} {% endfor %}{{ counts.one }}"
    )
    assert drawn(drawing, source, counts=counts) == "items1 one2 2"


def test_texts_are_translated_and_their_variables_escaped(app: Flask, drawing: Drawing) -> None:
    with app.test_request_context(), speaking(FIRST):
        source = "{{ _('Search') }} {{ _('Page %(number)s', number=number) }}"
        assert drawn(drawing, source, number="<1>") == "搜索 第 &lt;1&gt; 页"
