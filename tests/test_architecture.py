"""Who may import whom: the rules of the house, read from the sources and enforced here."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS = (
    ("db", "errors", "config", "clock", "prepared"),
    ("text",),
    ("office",),
    ("jobs",),
    ("web",),
    ("accounts",),
    ("publishing",),
    ("search",),
    ("catalog",),
    ("alliance",),
    ("people",),
    ("libraries",),
    ("meetings", "empowerment", "research", "activities", "parks", "bulletin"),
    ("board",),
    ("portal",),
    ("warming",),
    ("health", "serving", "beside", "migrating", "index_commands"),
    ("parts",),
    ("cli",),
    ("__init__",),
)
"""From the ground up; what stands in one line is siblings, which never import each other."""
GROUND = LAYERS[0]
"""Single modules, not folders: db may read errors and the like."""
HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer}

WEB = ("flask", "wtforms", "werkzeug.routing", "flask_login", "flask_wtf", "flask_sqlalchemy_lite")
WEB_READERS = (
    "*/views.py",
    "*/forms.py",
    "accounts/sign_in.py",
    "catalog/*.py",
    "web/*.py",
    "db.py",
    # What puts the application together, runs it or looks after it from outside.
    "__init__.py",
    "parts.py",
    "cli.py",
    "serving.py",
    "warming.py",
    "health.py",
    "beside.py",
)
ENGINES = {
    "tantivy": ("search/tantivy*.py",),
    # The query language is Whoosh's own parser whatever the engine: that is the one language.
    "whoosh": ("search/whoosh*.py", "search/query.py", "search/reading_back.py"),
}
LONGEST = 250


def sources() -> dict[str, str]:
    """Every module of kb/ by its path below it."""
    folder = ROOT / "kb"
    return {
        str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.py"))
    }


def faults(path: str, source: str) -> list[str]:
    """What this module does against the rules, one sentence each."""
    tree = ast.parse(source)
    found = [f"{path}: longer than {LONGEST} lines"] if source.count("\n") > LONGEST else []
    found += [f"{path}:{line}: import inside a function" for line in _inside_functions(tree)]
    for line, module, names in _imports(tree):
        reason = _wrong_layer(path, module) or _wrong_library(path, module)
        if module.startswith("kb") and any(name.startswith("_") for name in names):
            reason = f"private name out of {module}"
        if reason:
            found.append(f"{path}:{line}: {reason}")
    return found


def _imports(tree: ast.AST) -> Iterator[tuple[int, str, list[str]]]:
    """Line, module and names; `from kb import config` is the module kb.config."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names]
            if node.level:
                yield node.lineno, "kb.relative", names
            elif node.module == "kb":
                yield from ((node.lineno, f"kb.{name}", []) for name in names)
            else:
                yield node.lineno, node.module or "", names


def _inside_functions(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = (
                each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)
            )
            yield from (each.lineno for each in inner)


def _area(path: str) -> str:
    return path.split("/")[0].removesuffix(".py")


def _wrong_layer(path: str, module: str) -> str:
    if not module.startswith("kb.") and module != "kb":
        return ""
    own, other = _area(path), module.split(".")[1] if "." in module else "__init__"
    if other not in HEIGHT or own not in HEIGHT:
        return f"{module} has no place in the order of layers"
    beside = own == other or (own in GROUND and other in GROUND)
    return "" if beside or HEIGHT[other] < HEIGHT[own] else f"{own} imports {other}"


def _wrong_library(path: str, module: str) -> str:
    top = module.split(".")[0]
    if any(module == name or module.startswith(f"{name}.") for name in WEB):
        allowed = WEB_READERS
    else:
        allowed = ENGINES.get(top, ("*",))
    return "" if any(fnmatch(path, pattern) for pattern in allowed) else f"{path} knows {top}"


@pytest.mark.parametrize("path", sources())
def test_every_module_keeps_the_rules_of_the_house(path):
    assert faults(path, sources()[path]) == []


def test_every_folder_has_a_place_in_the_order_of_layers():
    folders = {path.name for path in (ROOT / "kb").iterdir() if (path / "__init__.py").exists()}
    assert folders <= set(HEIGHT)


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        ("publishing/records.py", "from kb.catalog.kind import RecordKind", "imports catalog"),
        ("publishing/records.py", "import kb.portal.home", "imports portal"),
        ("activities/reports.py", "from kb.meetings.minutes import Minutes", "imports meetings"),
        ("text/folding.py", "from kb.db import db\n\nfrom kb import accounts", "imports accounts"),
        ("libraries/kinds.py", "from kb import create_app", "has no place"),
        ("web/fields.py", "from kb import cli", "imports cli"),
        ("portal/home.py", "from kb.surprise.noun import Noun", "has no place"),
        ("publishing/workflow.py", "from flask import request", "knows flask"),
        ("alliance/members.py", "import wtforms.fields", "knows wtforms"),
        ("catalog/results.py", "import tantivy", "knows tantivy"),
        ("search/tantivy.py", "from whoosh.index import create_in", "knows whoosh"),
        ("catalog/page.py", "from kb.search.query import _PARSER", "private name"),
        ("catalog/page.py", "def draw():\n    from kb.db import db", "inside a function"),
        (
            "catalog/page.py",
            "class A:\n    def draw(self):\n        import json",
            "inside a function",
        ),
        (
            "text/folding.py",
            "if TYPE_CHECKING:\n    from kb.web.fields import Form",
            "imports web",
        ),
        ("catalog/page.py", "pass\n" * (LONGEST + 1), "longer than"),
    ],
)
def test_a_rule_broken_on_purpose_is_found(path, source, fault):
    assert any(fault in sentence for sentence in faults(path, source))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("catalog/views.py", "from flask import request\nfrom kb.publishing import workflow"),
        ("publishing/links.py", "from flask_babel import lazy_gettext as _l"),
        ("search/query.py", "from whoosh.qparser import plugins"),
        ("search/indexer.py", "from kb.search.index import Index"),
        ("web/page_cache.py", "if TYPE_CHECKING:\n    from _typeshed.wsgi import StartResponse"),
        ("__init__.py", "from kb.portal import views as portal"),
    ],
)
def test_what_the_rules_allow_is_not_a_fault(path, source):
    assert faults(path, source) == []
