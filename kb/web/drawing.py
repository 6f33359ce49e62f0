"""Drawing: Flask's environment of templates, spared what every page would do again.

Each language has templates of its own, in which texts, addresses of static files and parts of
pages stand as if they had been written there: what never changes is worked out once.
"""

from collections.abc import Hashable, MutableMapping
from functools import lru_cache
from typing import Any

from flask import current_app
from flask.templating import Environment
from jinja2 import Template, nodes
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]  # not in its stubs

from kb.web.languages import language
from kb.web.writing import Fixed, Writing

METHODS = frozenset(dir(dict))


class Drawing(Environment):
    code_generator_class = Writing

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self.globals["kept"] = kept
        self._spoken: dict[str, Drawing] = {}
        self.language = ""
        """Whose templates these are; empty for the environment that leads to those."""
        self._known: dict[str, Template] = {}

    @staticmethod
    def escaped(value: Any) -> str:
        """Safe HTML, as `markupsafe.escape` makes it, for what is put out and never asked again."""
        kind = type(value)
        text: str = value
        if kind is str:
            text = escape_text(value)
        elif kind is int:
            text = str(value)
        elif kind is not Markup:
            text = escape(value)
        return text

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The same; to ask a dictionary for an attribute first takes ten times as long."""
        if type(obj) is dict and attribute in obj and attribute not in METHODS:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Once found, found at once: a page asks for two dozen, and files do not change."""
        if globals or self.auto_reload or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        if not self.language:
            return self._speaking(language()).get_template(name, parent)
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = super().get_template(name, parent, globals)
        return found

    def _speaking(self, code: str) -> "Drawing":
        found = self._spoken.get(code)
        if found is None:
            found = self.overlay(cache_size=0)
            found.language, found._known = code, {}
            self._spoken[code] = found
        return found

    def make_globals(self, own: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What all templates know. None of ours has globals of its own, and without the layer
        for them Jinja sees at once that an imported template lacks nothing: for each of the
        dozen imports of a page it would compare two sets in Python.
        """
        return super().make_globals(own) if own else self.globals

    def _generate(self, source: nodes.Template, *where: Any, **how: Any) -> str:
        if self.language:
            source = Fixed(self, self.language).visit(source)
        return super()._generate(source, *where, **how)


def kept(name: str, **known: Hashable) -> Markup:
    """A template that is the same on all pages of one language where it is given the same, drawn
    once. It knows nothing else of the page.
    """
    return _drawn(name, language(), **known)


@lru_cache(maxsize=128)
def _drawn(name: str, _language: str, **known: Hashable) -> Markup:
    return Markup(current_app.jinja_env.get_template(name).render(known))
