"""Sources: folders of Markdown with front matter and .jsonl files, read into one row a record."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from kb.errors import DomainError

FENCE = "+++"


@dataclass(frozen=True)
class Row:
    """One record as it was written down, and where it stands."""

    place: str
    values: Mapping[str, Any]
    problem: str = ""

    @cached_property
    def digest(self) -> str:
        text = json.dumps(self.values, sort_keys=True, default=str)
        return sha256(text.encode()).hexdigest()


class Unreadable(DomainError):
    """The file is not what it should be; the sentence says where."""


def rows(path: Path) -> Iterator[Row]:
    """Every record of a folder (Markdown and .jsonl, in the order of their names) or a file."""
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix == ".jsonl" or (file.suffix == ".md" and file.stem[-3:] != ".en"):
                yield from rows(file)
    elif path.suffix == ".jsonl":
        yield from _lines(path)
    elif path.suffix == ".md":
        yield _markdown(path)
    else:
        raise Unreadable(f"{path}: a folder, a .md or a .jsonl file is expected")


def count(path: Path) -> int:
    """How many rows there are, without reading them, for the progress bar."""
    if path.is_dir():
        return sum(1 for file in path.rglob("*.md") if file.stem[-3:] != ".en") + sum(
            count(file) for file in path.rglob("*.jsonl")
        )
    if path.suffix == ".jsonl":
        with open(path, "rb") as file:
            return sum(1 for line in file if line.strip())
    return 1


def _lines(path: Path) -> Iterator[Row]:
    with open(path, "rb") as file:
        for number, line in enumerate(file, start=1):
            place = f"{path.name}:{number}"
            if not line.strip():
                continue
            try:
                # Notepad writes a mark of byte order before the first line.
                values = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                yield Row(place, {}, f"not a line of JSON: {error}")
                continue
            if isinstance(values, dict):
                yield Row(place, values)
            else:
                yield Row(place, {}, "a line must be one JSON object")


def _markdown(path: Path) -> Row:
    english = path.with_suffix(".en.md")
    try:
        text = path.read_text(encoding="utf-8-sig")
        body_en = english.read_text(encoding="utf-8-sig").strip() if english.exists() else ""
    except UnicodeDecodeError as error:
        return Row(path.name, {}, f"not UTF-8: {error}")
    parts = text.split(f"{FENCE}\n", 2)
    if len(parts) != 3 or parts[0].strip():
        return Row(path.name, {}, f"the file must begin with front matter between {FENCE} lines")
    try:
        values: dict[str, Any] = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        return Row(path.name, {}, f"front matter: {error}")
    values["body"] = parts[2].strip()
    if body_en:
        values["body_en"] = body_en
    return Row(path.name, values)
