"""What a typed text means on this site: values by any of their names, words with synonyms."""

from collections.abc import Mapping

from kb.catalog.naming import Naming
from kb.search.engine import Node
from kb.search.query import parse
from kb.search.synonyms import expanded
from kb.search.values import named
from kb.web.languages import LOCALES, speaking


def meant(text: str, naming: Naming) -> Node:
    """The tree to search for. Raises QueryTooLong."""
    return understood(parse(text), naming)


def understood(node: Node, naming: Naming) -> Node:
    """A parsed text with its values and synonyms."""
    return expanded(named(node, lambda field: _names(field, naming)))


def _names(field: str, naming: Naming) -> Mapping[str, set[str]]:
    """In both languages, whatever the reader's: `city:Rizhao` may come out of a link."""
    names: dict[str, set[str]] = {}
    for language in LOCALES:
        with speaking(language):
            for facet in (field, "noun") if field == "kind" else (field,):
                for value, label in naming.values(facet).items():
                    names.setdefault(value, set()).add(label)
    if field == "kind":
        for kind in naming.kinds:
            names[kind.name].add(kind.slug.rpartition("/")[2])
    return names
