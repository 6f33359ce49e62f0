"""Alike: what tells of the same as a record or a text, asked of the index in an ordinary query."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from kb.search.engine import EngineUnavailable, Node, Query, Some, Word
from kb.search.index import Index
from kb.search.plain_words import STOP_WORDS, as_node, each_word

MOST_WORDS = 12
"""So many words of a title or a text tell what it is about."""
LOOKED_AT = 4000
"""Characters of a text whose words are counted."""
SHARE = 0.3
"""So much of the words and tags a record has to have."""
_TELLS_NOTHING = re.compile(r"[\W\d_]+|.|[0-9]+年.*")


def asking(title: str, text: str = "", tags: Collection[str] = ()) -> Node | None:
    """The question for records with many of these words: of the title, most frequent of the text,
    tags and themes. None where nothing tells.
    """
    own = [word for word in dict.fromkeys(each_word(title)) if _tells(word)]
    counted = Counter(word for word in each_word(text[:LOOKED_AT]) if _tells(word))
    frequent = [word for word, _times in counted.most_common(MOST_WORDS) if word not in own]
    words = [*own[:MOST_WORDS], *frequent]
    parts = (*map(as_node, words), *(Word(tag, "tag") for tag in tags))
    return Some(parts, max(1, round(SHARE * len(parts)))) if parts else None


def _tells(word: str) -> bool:
    return word not in STOP_WORDS and not _TELLS_NOTHING.fullmatch(word)


def alike(
    index: Index,
    wanted: Node | None,
    audiences: frozenset[str] | None,
    but: Collection[int] = (),
    kind: str = "",
    most: int = 5,
) -> Sequence[int]:
    """Ids of the records that answer best, without these; none when the index cannot be asked."""
    if wanted is None:
        return ()
    filters = {"kind": frozenset({kind})} if kind else {}
    query = Query(wanted, audiences=audiences, filters=filters, limit=most + len(but))
    try:
        found = index.engine().search(query).ids
    except EngineUnavailable:
        return ()
    return [id for id in found if id not in but][:most]
