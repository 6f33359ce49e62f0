"""Which engine, schema, analysis and dictionary made an index.

One that differs in anything is built anew by the indexer. Until then one of the same schema is
still read: its words may be cut a little otherwise, which is better than no index.
"""

import json
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from kb.search import analysis
from kb.search.engine import EngineUnavailable
from kb.text.segmenting import NAMES

_NAME = "format.json"


@cache
def dictionary() -> str:
    """Of the words that texts are cut into: the segmenter's own, and the alliance's names."""
    names = blake2b(" ".join(NAMES).encode(), digest_size=8).hexdigest()
    return f"rjieba {version('rjieba')} {names}"


@dataclass(frozen=True)
class Format:
    engine: str
    """Name and version of the library."""
    schema: int
    analysis: int = analysis.VERSION

    def prepare(self, folder: Path) -> None:
        """An empty folder for a new index. Raises EngineUnavailable when there is something."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            taken = any(folder.iterdir())
        except OSError as error:
            raise EngineUnavailable(f"no index can be made in {folder}") from error
        if taken:
            raise EngineUnavailable(f"{folder} is not empty")

    def save(self, folder: Path) -> None:
        """To be called last: a folder without it is no index yet."""
        (folder / _NAME).write_text(json.dumps(self._wanted()))

    def check(self, folder: Path) -> None:
        """Raises EngineUnavailable unless the folder holds an index that this engine can read."""
        found = _found(folder)
        if _readable(found) != _readable(self._wanted()):
            raise EngineUnavailable(f"{folder} is of another format: {found}")

    def check_current(self, folder: Path) -> None:
        """Raises EngineUnavailable unless it is of this very format: others are not added to."""
        if (found := _found(folder)) != self._wanted():
            raise EngineUnavailable(f"{folder} is of another format: {found}")

    def _wanted(self) -> dict[str, object]:
        return asdict(self) | {"dictionary": dictionary()}


def _found(folder: Path) -> dict[str, object]:
    try:
        found = json.loads((folder / _NAME).read_text())
    except (OSError, ValueError) as error:
        raise EngineUnavailable(f"{folder} holds no index") from error
    if not isinstance(found, dict):
        raise EngineUnavailable(f"{folder} holds no index")
    return found


def _readable(format: dict[str, object]) -> tuple[str, object]:
    """What must be the same to be read: the library, whatever its version, and the schema."""
    return str(format.get("engine")).partition(" ")[0], format.get("schema")
