"""Nothing: what a page says and offers when a search found no record."""

from functools import partial
from typing import Any

from flask_babel import gettext as _

from kb.catalog import asked as asking
from kb.catalog.asked import Asked
from kb.catalog.meaning import understood
from kb.catalog.naming import Naming
from kb.search.engine import Query
from kb.search.explaining import Explanation, WordFound, explained
from kb.search.finding import Filters
from kb.search.index import Index
from kb.search.meant import Meant


def described(
    index: Index, asked: Asked, query: Query, scope: Filters, naming: Naming
) -> dict[str, Any]:
    """Each word with its records, and ways to what nearly matches, each with its number."""
    found = Explanation()
    if asked.text:
        understand = partial(understood, naming=naming)
        found = explained(index, asked.text, query, scope, understand)
    words = [_word(asked, one) for one in found.words]
    ways = [_way(asked, found.loose, _("Without the quotes"))] if found.loose else []
    ways += [
        _way(asked, word.rest, _("Without “%(word)s”", word=word.text))
        for word in found.words
        if word.rest
    ]
    return {"words": words, "ways": ways + _wider(asked, found, naming)}


def _word(asked: Asked, word: WordFound) -> dict[str, Any]:
    return {
        "text": word.text,
        "total": word.total,
        "href": asked.with_text(word.text).address() if word.total else "",
        "near": _way(asked, word.near, word.near.text) if word.near else None,
    }


def _way(asked: Asked, other: Meant, label: str) -> dict[str, Any]:
    return {"label": label, "total": other.total, "href": asked.with_text(other.text).address()}


def _wider(asked: Asked, found: Explanation, naming: Naming) -> list[dict[str, Any]]:
    """The same words with one filter less, with none, and in the whole site."""
    ways = []
    for names, facet in _removable(asked, naming):
        if total := found.without.get(facet, 0):
            chosen = "、".join(_chosen(asked, name, naming) for name in names)
            label = _("Without the filter “%(filter)s”", filter=chosen)
            left = asked
            for name in names:
                left = left.only(name, ())
            ways.append({"label": label, "total": total, "href": left.address()})
    if found.unfiltered:
        href = asked.without_filters().address()
        ways.append({"label": _("Without any filter"), "total": found.unfiltered, "href": href})
    if found.anywhere:
        href = asked.without_filters()._replace(path="/search", order=None).address()
        ways.append({"label": _("In the whole site"), "total": found.anywhere, "href": href})
    return ways


def _removable(asked: Asked, naming: Naming) -> list[tuple[list[str], str]]:
    """The filters that may go, with the facet in which the engine knows them. Years in any form
    are one to it, and so are all traits, of which one alone can go.
    """
    years = [name for name in ("year", *asking.RANGE) if name in asked.filters]
    traits = [
        name for name in asked.filters if name not in asking.COMMON and name not in asking.RANGE
    ]
    plain = [name for name in asked.filters if name in asking.COMMON and name != "year"]
    found = [([name], name) for name in plain]
    if years:
        found.append((years, "year"))
    if len(traits) == 1 and traits[0] in naming.traits:
        found.append((traits, "trait"))
    return found


def _chosen(asked: Asked, name: str, naming: Naming) -> str:
    values = "、".join(naming.value(name, value) for value in asked.filters[name])
    return f"{naming.facet(name)}: {values}"
