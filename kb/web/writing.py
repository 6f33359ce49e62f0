"""Writing: how a template becomes Python that does little, with whatever never changes put in."""

from typing import Any

from flask import current_app
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from kb.web.addresses import static
from kb.web.languages import words_of


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


SAME = {
    "brand": "components/brand.html",
    "icon": "components/icon.html",
    "small_search_box": "components/search_box.html",
}
"""Macros that draw the same whenever they are given the same."""


class Fixed(NodeTransformer):
    """Puts what is known beforehand in the place of what asks for it."""

    def __init__(self, environment: Environment, code: str) -> None:
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
