"""What is the same for every site that the tests make is worked out once, not thousands of times.

Nothing here changes what a site does: the outcome depends on the sources alone.
"""

import gc

from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class Templates(BytecodeCache):
    """Jinja's own way to keep compiled templates; it compares their sources. Each language has
    templates of its own.
    """

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket) -> None:
        if found := self.known.get((bucket.key, bucket.environment.language)):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket) -> None:
        self.known[bucket.key, bucket.environment.language] = bucket.bytecode_to_string()


class SparingRule(Rule):
    """A rule whose functions that build addresses are compiled once."""

    known = {}

    def _compile_builder(self, append_unknown=True):
        key = tuple(self._trace), repr(self.defaults), append_unknown
        if key not in self.known:
            self.known[key] = super()._compile_builder(append_unknown)
        return self.known[key]


_dialects: dict[str, Dialect] = {}
_statements = LRUCache(500)


def share_statements(engine: Engine) -> None:
    """SQLAlchemy keeps statements that it has compiled, but only for one engine and its dialect."""
    if engine.name not in _dialects:
        with engine.connect():  # Only then the dialect knows what the server can do.
            _dialects[engine.name] = engine.dialect
    engine.dialect = _dialects[engine.name]
    engine.update_execution_options(compiled_cache=_statements)


def install() -> None:
    Flask.jinja_options = {"bytecode_cache": Templates()}
    Flask.url_rule_class = SparingRule


def settle() -> None:
    """What is loaded by now stays: looking through it for rubbish took a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 5)
