"""Drawing: Flask's environment of templates, spared what every page would do again."""

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from flask import current_app
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]

from kb.web.languages import language

METHODS = frozenset(dir(dict))


class Writing(CodeGenerator):
    """Python of a template, which does the same with less: what is put out is escaped without
    becoming Markup, and macros and functions are called without asking whether they want the
    context. A search page has 450 of the one and 100 of the other.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            return super()._output_child_pre(node, frame, finalize)
        self.write("environment.escaped(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if forward_caller or not self._is_plain(node):
            return super().visit_Call(node, frame, forward_caller=forward_caller)
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def _is_plain(self, call: nodes.Call) -> bool:
        """Whether a name is called that wants nothing but its arguments."""
        if not isinstance(call.node, nodes.Name) or call.dyn_args or call.dyn_kwargs:
            return False
        return not hasattr(self.environment.globals.get(call.node.name), "jinja_pass_arg")


class Drawing(Environment):
    code_generator_class = Writing

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self.globals["kept"] = kept
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
