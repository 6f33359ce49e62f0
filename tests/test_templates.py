"""Templates keep the rules of the house, and the page of all components can be drawn."""

import re
from pathlib import Path

import pytest
from flask import render_template
from jinja2 import nodes

from kb.config import ROOT

FOLDER = ROOT / "templates"
NAMES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
COMPONENTS = [name for name in NAMES if re.match(r"components/[a-z]", name)]
LAYOUT = {"components/brand.html", "components/coast.html", "components/field.html"}
"""Shown on every page, on the home page, and by the forms: not in the gallery."""


def source(name: str) -> str:
    return Path(FOLDER, name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_short_and_leaves_style_script_and_trust_to_others(name):
    text = source(name)
    assert text.count("\n") <= 60
    assert not re.search(r"\|\s*safe\b|<style|\sstyle=|\son[a-z]+=\"|<script(?! src=)", text)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_uses_what_it_imports(name, app):
    tree = app.jinja_env.parse(source(name))
    imported = {
        given[1] if isinstance(given, tuple) else given
        for found in tree.find_all(nodes.FromImport)
        for given in found.names
    }
    used = {found.name for found in tree.find_all(nodes.Name) if found.ctx == "load"}
    assert imported <= used


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_says_first_what_it_draws(name):
    assert source(name).startswith("{#")


@pytest.mark.parametrize("name", sorted(set(COMPONENTS) - LAYOUT))
def test_the_gallery_shows_every_component(name):
    assert f'"{name}"' in source("components/_gallery.html")


def test_the_gallery_can_be_drawn(app):
    with app.test_request_context():
        assert "<h1>Components</h1>" in render_template("components/_gallery.html")


def test_the_files_of_every_page_are_light():
    sizes = {path.name: path.stat().st_size for path in (ROOT / "kb" / "static").glob("kb.*")}
    assert sizes.keys() == {"kb.css", "kb.js"}
    assert sum(sizes.values()) < 64_000
