"""Tags: the rows behind the themes and tags that contents name."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from kb.db import db
from kb.publishing.records import Tag

Book = Mapping[tuple[bool, str], Tag]
"""The row of each name, by whether it is a theme."""


def book(contents: Iterable[Mapping[str, Any]]) -> Book:
    """All tags that these contents name. Free tags are made when they are new, themes never."""
    tags: set[str] = set()
    themes: set[str] = set()
    for content in contents:
        tags.update(content.get("tags") or ())
        themes.update(content.get("themes") or ())
    if not tags | themes:
        return {}
    rows = db.session.scalars(select(Tag).where(Tag.name.in_(tags | themes)))
    found = {(tag.is_theme, tag.name): tag for tag in rows}
    for name in sorted(tags):
        if (False, name) not in found:
            found[False, name] = Tag(name=name, is_theme=False)
            db.session.add(found[False, name])
    return found


def rows(names: Iterable[str], known: Book, *, is_theme: bool) -> list[Tag]:
    """The rows of these names, each once, in their order; unknown themes are left out."""
    wanted = dict.fromkeys(names)
    return [known[is_theme, name] for name in wanted if (is_theme, name) in known]
