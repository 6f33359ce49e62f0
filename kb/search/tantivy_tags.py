"""The tags that Tantivy counts by number: thousands of them take long to count by name.

The tags that are frequent in the first great batch of documents get a number each, and documents
have their numbers in columns of one value each. Whether a tag without a number is as frequent as
those is known for certain, see `is_certain`: then tags are counted by name. So are the documents
that were there before any tag had a number, as the texts that a site begins with; they are marked.

A number once given stays, as documents without it would not be counted; an index made anew has
better ones.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Searcher

from kb.search.engine import Document, EngineUnavailable

MOST = 128
"""Tags with a number. This number itself stands for no tag."""
EARLIER = MOST + 1
"""Stands in the first column of a document that was there before any tag had a number."""
COLUMNS = tuple(f"tag{place}" for place in range(1, 5))
FURTHER = "tags_further"
"""Where the numbers go that have no column left."""
MARK = "tags_by_name"
"""Field by which those documents are found; its one value."""

_MANY = 100
_NAME = "tags.json"


class Numbers:
    """The tags of an index that have a number, in that order. Only its one writer adds some."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        try:
            kept = json.loads(self._path.read_text())
            self._numbers = {tag: at for at, tag in enumerate(kept["names"])}
            self.most = int(kept["most"])
            """Numbers of one document, the most there ever were."""
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise EngineUnavailable(f"{self._path} cannot be read") from error
        self._saved = (len(self._numbers), self.most)

    @staticmethod
    def create(folder: Path) -> None:
        (folder / _NAME).write_text('{"names": [], "most": 0}')

    def names(self) -> tuple[str, ...]:
        return tuple(self._numbers)

    def learn(self, documents: Sequence[Document], is_new: Callable[[str], bool]) -> None:
        """Number the most frequent tags of these as long as there are numbers, where they are
        many: few tell nothing of what will be frequent. Later only new ones, as what the index
        holds already has no number.
        """
        if len(documents) < _MANY or len(self._numbers) >= MOST:
            return
        first = not self._numbers
        seen = Counter(tag for each in documents for tag in set(each.facets.get("tag", ())))
        for tag, count in sorted(seen.items(), key=lambda each: (-each[1], each[0])):
            if len(self._numbers) < MOST and count > 1 and (first or is_new(tag)):
                self._numbers.setdefault(tag, len(self._numbers))

    def of(self, tags: Sequence[str]) -> list[int]:
        """The numbers of those that have one, to be given to a document."""
        if not self._numbers:
            return [EARLIER]
        found = [self._numbers[tag] for tag in tags if tag in self._numbers]
        self.most = max(self.most, len(found))
        return found

    def save(self) -> None:
        """To be called before the documents are committed: a number must never mean two tags."""
        state = (len(self._numbers), self.most)
        if state == self._saved:
            return
        beside = self._path.with_suffix(".part")
        with beside.open("w") as file:
            json.dump({"names": list(self._numbers), "most": self.most}, file, ensure_ascii=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self._path)
        self._saved = state


def add_columns(schema: tantivy.SchemaBuilder) -> None:
    for name in (*COLUMNS, FURTHER):
        schema.add_unsigned_field(name, fast=True)
    schema.add_text_field(MARK, tokenizer_name="raw", index_option="basic")


def add_numbers(made: tantivy.Document, numbers: Sequence[int]) -> None:
    for place, name in enumerate(COLUMNS):
        made.add_unsigned(name, numbers[place] if place < len(numbers) else MOST)
    for number in numbers[len(COLUMNS) :]:
        made.add_unsigned(FURTHER, number)
    if EARLIER in numbers:
        made.add_text(MARK, MARK)


class Tags:
    """What a searcher needs to count tags by number."""

    def __init__(self, searcher: Searcher, numbers: Numbers, earlier: tantivy.Query) -> None:
        """`earlier` finds the documents that are marked."""
        self._searcher = searcher
        self._earlier = earlier
        self._names = numbers.names()
        self._columns = (*COLUMNS, FURTHER)[: numbers.most]
        self.asked: dict[str, Any] = {
            name: {"terms": _EACH | {"field": name}} for name in self._columns
        }
        """What to aggregate; nothing where no tag has a number."""

    @cached_property
    def _others(self) -> int:
        """How many documents have the most frequent of the tags without a number."""
        numbered = set(self._names)
        found = self._searcher.terms_with_prefix("tag", "")
        return max((count for tag, count in found if tag not in numbered), default=0)

    def is_certain(self, counts: Mapping[str, int], most: int) -> bool:
        """Whether no tag without a number can be among so many most frequent ones."""
        if not self._others:
            return True
        ordered = sorted(counts.values(), reverse=True)
        return len(ordered) >= most and ordered[most - 1] > self._others

    def counts(self, found: Mapping[str, Any], matching: tantivy.Query) -> dict[str, int]:
        """The tags with a number in what was aggregated of these documents."""
        counts = [0] * (EARLIER + 1)
        for name in self._columns:
            for bucket in found[name]["buckets"]:
                counts[int(bucket["key"])] += bucket["doc_count"]
        named = self._by_name(matching) if counts[EARLIER] else {}
        both = {
            name: count + named.get(name, 0)
            for name, count in zip(self._names, counts, strict=False)
        }
        return {name: count for name, count in both.items() if count}

    def _by_name(self, matching: tantivy.Query) -> dict[str, int]:
        """The same of those that are marked, which are few."""
        marked = tantivy.Query.boolean_query([(Occur.Must, matching), (Occur.Must, self._earlier)])
        found = self._searcher.aggregate(marked, {"tag": {"terms": _ALL | {"field": "tag"}}})
        return {bucket["key"]: bucket["doc_count"] for bucket in found["tag"]["buckets"]}


_EACH = {"size": EARLIER + 1, "segment_size": EARLIER + 1}
_ALL = {"size": 1_000_000, "segment_size": 1_000_000}
