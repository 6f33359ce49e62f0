"""The tags that Tantivy counts by number: thousands of them take long to count by name.

The tags that are frequent in the first documents of an index get a number each, and documents
have their numbers in columns of one value each. Whether a tag without a number is as frequent as
those is known for certain, see `is_certain`: then tags are counted by name.

A number once given stays, as documents without it would not be counted; an index made anew has
better ones.
"""

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Searcher

from kb.search.engine import Document, EngineUnavailable

MOST = 128
"""Tags with a number. This number itself stands for no tag."""
COLUMNS = tuple(f"tag{place}" for place in range(1, 5))
FURTHER = "tags_further"
"""Where the numbers go that have no column left."""

_MANY = 100
_NAME = "tags.json"


class Numbers:
    """The tags of an index that have a number, in that order. Only its one writer adds some."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        try:
            self._numbers = {tag: at for at, tag in enumerate(json.loads(self._path.read_text()))}
        except (OSError, ValueError, TypeError) as error:
            raise EngineUnavailable(f"{self._path} cannot be read") from error
        self._saved = len(self._numbers)

    @staticmethod
    def create(folder: Path) -> None:
        (folder / _NAME).write_text("[]")

    def names(self) -> tuple[str, ...]:
        return tuple(self._numbers)

    def learn(self, documents: Sequence[Document]) -> None:
        """Number the most frequent tags of these as long as there are numbers. Of many documents
        those that only one has are left out: there will be better ones.
        """
        seen = Counter(tag for each in documents for tag in set(each.facets.get("tag", ())))
        least = 1 if len(documents) < _MANY else 2
        for tag, count in sorted(seen.items(), key=lambda each: (-each[1], each[0])):
            if len(self._numbers) < MOST and count >= least:
                self._numbers.setdefault(tag, len(self._numbers))

    def of(self, tags: Sequence[str]) -> list[int]:
        """The numbers of those that have one."""
        return [self._numbers[tag] for tag in tags if tag in self._numbers]

    def save(self) -> None:
        """To be called before the documents are committed: a number must never mean two tags."""
        if len(self._numbers) == self._saved:
            return
        beside = self._path.with_suffix(".part")
        with beside.open("w") as file:
            json.dump(list(self._numbers), file, ensure_ascii=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self._path)
        self._saved = len(self._numbers)


def add_columns(schema: tantivy.SchemaBuilder) -> None:
    for name in (*COLUMNS, FURTHER):
        schema.add_unsigned_field(name, fast=True)


def add_numbers(made: tantivy.Document, numbers: Sequence[int]) -> None:
    for place, name in enumerate(COLUMNS):
        made.add_unsigned(name, numbers[place] if place < len(numbers) else MOST)
    for number in numbers[len(COLUMNS) :]:
        made.add_unsigned(FURTHER, number)


class Tags:
    """What a searcher needs to count tags by number."""

    def __init__(self, searcher: Searcher, names: Sequence[str]) -> None:
        self._searcher = searcher
        self.names = names

    @cached_property
    def _others(self) -> int:
        """How many documents have the most frequent of the tags without a number, at most."""
        if len(self.names) < MOST:
            return 0
        numbered = set(self.names)
        found = self._searcher.terms_with_prefix("tag", "")
        return max((count for tag, count in found if tag not in numbered), default=0)

    def is_certain(self, counts: Mapping[str, int], most: int) -> bool:
        """Whether no tag without a number can be among so many most frequent ones."""
        if not self._others:
            return True
        ordered = sorted(counts.values(), reverse=True)
        return len(ordered) >= most and ordered[most - 1] > self._others

    def asked(self) -> dict[str, Any]:
        size = MOST + 1
        terms = {"size": size, "segment_size": size}
        return {name: {"terms": {"field": name} | terms} for name in (*COLUMNS, FURTHER)}

    def counts(self, found: Mapping[str, Any]) -> dict[str, int]:
        counts: Counter[int] = Counter()
        for name in (*COLUMNS, FURTHER):
            for bucket in found[name]["buckets"]:
                counts[int(bucket["key"])] += bucket["doc_count"]
        del counts[MOST]
        return {self.names[number]: count for number, count in counts.items()}
