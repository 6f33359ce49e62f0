"""Called: the cities and members whose names were typed. They are no records, but have pages."""

from kb.catalog.asked import Asked
from kb.catalog.naming import Naming
from kb.search.plain_words import trimmed
from kb.text.folding import clean

MOST = 3
_PAGES = {"city": "/cities/", "member": "/members/"}


def called(asked: Asked, naming: Naming) -> list[dict[str, str]]:
    """Those that the whole of what was typed names, then those of its words, at most three. Only
    of the search of the whole site, on its first page and without filters.
    """
    if asked.path != "/search" or asked.filters or asked.page > 1 or not asked.text:
        return []
    known = naming.values("called")
    words = [trimmed(word) for word in clean(asked.text).split()]
    found = [known[word] for word in ("".join(words), *words) if word in known]
    return [_link(one, naming) for one in list(dict.fromkeys(found))[:MOST]]


def _link(which: str, naming: Naming) -> dict[str, str]:
    facet, _sign, slug = which.partition("=")
    return {
        "label": naming.facet(facet),
        "name": naming.value(facet, slug),
        "href": _PAGES[facet] + slug,
    }
