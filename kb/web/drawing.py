"""Drawing: Flask's environment of templates, spared what every page would do again."""

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from flask import current_app
from flask.templating import Environment
from jinja2 import Template
from markupsafe import Markup

from kb.web.languages import language


class Drawing(Environment):
    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self.globals["kept"] = kept
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
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = super().get_template(name, parent, globals)
        return found

    def make_globals(self, own: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What all templates know. None of ours has globals of its own, and without the layer
        for them Jinja sees at once that an imported template lacks nothing: for each of the
        dozen imports of a page it would compare two sets in Python.
        """
        return super().make_globals(own) if own else self.globals


def kept(name: str) -> Markup:
    """A template that is the same on all pages of one language, drawn once."""
    return _drawn(name, language())


@lru_cache(maxsize=32)
def _drawn(name: str, _language: str) -> Markup:
    return Markup(current_app.jinja_env.get_template(name).render())
