"""Drawing: Flask's environment of templates, spared what every page would do again.

Each language has templates of its own, in which texts, addresses of static files and parts of
pages stand as if they had been written there: what never changes is worked out once.
"""

from collections.abc import Hashable, MutableMapping
from functools import lru_cache
from types import FunctionType
from typing import Any

from flask import current_app
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from kb.web.addresses import static
from kb.web.languages import language, words_of


class Page(Context):
    """Calls macros and plain functions, of which a page has many, without asking what they are."""

    def call(self, what: Any, /, *given: Any, **named: Any) -> Any:
        if named:
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
        if type(what) is Macro:
            return what(self.eval_ctx, *given, **named)
        if type(what) is FunctionType and "jinja_pass_arg" not in what.__dict__:
            return what(*given, **named)
        return super().call(what, *given, **named)


class Drawing(Environment):
    context_class = Page

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self.globals["kept"] = kept
        self._spoken: dict[str, Drawing] = {}
        self._code = ""
        self._known: dict[str, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Once found, found at once: a page asks for two dozen, and files do not change."""
        if globals or self.auto_reload or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        if not self._code:
            return self._speaking(language()).get_template(name, parent)
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = super().get_template(name, parent, globals)
        return found

    def _speaking(self, code: str) -> "Drawing":
        found = self._spoken.get(code)
        if found is None:
            found = self.overlay(cache_size=0)
            found._code, found._known = code, {}
            self._spoken[code] = found
        return found

    def make_globals(self, own: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What all templates know. None of ours has globals of its own, and without the layer
        for them Jinja sees at once that an imported template lacks nothing: for each of the
        dozen imports of a page it would compare two sets in Python.
        """
        return super().make_globals(own) if own else self.globals

    def _generate(self, source: nodes.Template, *where: Any, **how: Any) -> str:
        if self._code:
            source = _Fixed(self, self._code).visit(source)
        return super()._generate(source, *where, **how)


SAME = {
    "brand": "components/brand.html",
    "icon": "components/icon.html",
    "small_search_box": "components/search_box.html",
}
"""Macros that draw the same whenever they are given the same."""


class _Fixed(NodeTransformer):
    """Puts what is known beforehand in the place of what asks for it."""

    def __init__(self, environment: Drawing, code: str) -> None:
        self._environment = environment
        self._words = words_of(current_app, code)
        self._inside: list[str] = []

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """A text, the address of a static file, or a macro of `SAME` with what it is given."""
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        given = [each.value for each in node.args if isinstance(each, nodes.Const)]
        if node.kwargs or node.dyn_args or node.dyn_kwargs or len(given) < len(node.args):
            return node
        if name == "_" and isinstance(given[0], str):
            value: str = self._words.said(given[0])
        elif name == "static":
            value = static(*given)
        elif name in SAME:
            known = self._environment.get_template(SAME[name]).module
            value = getattr(known, name)(*given)
        else:
            return node
        return nodes.Const(value, lineno=node.lineno, environment=node.environment)

    def visit_Include(self, node: nodes.Include) -> nodes.Node:
        """The part itself, which sees as much of the page as if it were included, and whose own
        variables are as unknown outside.
        """
        named = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(named, str) or node.ignore_missing or not node.with_context:
            return node
        loader = self._environment.loader
        if loader is None or named in self._inside:
            return node
        part = self._environment.parse(loader.get_source(self._environment, named)[0], named)
        if any(part.find_all((nodes.Block, nodes.Extends, nodes.Macro))):
            return node
        self._inside.append(named)
        part = self.visit(part)
        self._inside.pop()
        return nodes.Scope(part.body, lineno=node.lineno, environment=node.environment)


def kept(name: str, **known: Hashable) -> Markup:
    """A template that is the same on all pages of one language where it is given the same, drawn
    once. It knows nothing else of the page.
    """
    return _drawn(name, language(), **known)


@lru_cache(maxsize=128)
def _drawn(name: str, _language: str, **known: Hashable) -> Markup:
    return Markup(current_app.jinja_env.get_template(name).render(known))
