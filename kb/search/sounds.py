"""Names by their sound: `wangxiaoming`, `wxm` and `rz园区`, where no text has such a word."""

import re
from dataclasses import replace

from kb.search.beginnings import longest_key
from kb.search.engine import All, Node, Some, Word

SOUND = "sound"
"""The field of what titles and names sound like, from the beginning of any of their words."""

_LETTERS = re.compile("[a-z]{2,40}")
_VOWELS = re.compile("[aeiouv]")


def by_sound(node: Node) -> Node:
    """The question with its words of Latin letters taken for pinyin or initials."""
    match node:
        case Word(text, "" | "title" | "names") if _LETTERS.fullmatch(text):
            # Initials have few vowels; of either only so much is known to the index.
            spoken = len(_VOWELS.findall(text)) * 4 >= len(text)
            return Word(longest_key(text, spoken), SOUND)
        case All(parts) | Some(parts):
            heard = tuple(map(by_sound, parts))
            if heard == parts:
                return node
            # What was typed stands nowhere: nothing is to be ranked by it.
            return replace(node, parts=heard, typed="", pieces=())
        case _:
            return node
