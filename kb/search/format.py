"""Which engine, schema and analysis made an index; another one must not read it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from kb.search import analysis
from kb.search.engine import EngineUnavailable

_NAME = "format.json"


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
        (folder / _NAME).write_text(json.dumps(asdict(self)))

    def check(self, folder: Path) -> None:
        """Raises EngineUnavailable unless the folder holds an index of this very format."""
        try:
            found = json.loads((folder / _NAME).read_text())
        except (OSError, ValueError) as error:
            raise EngineUnavailable(f"{folder} holds no index") from error
        if found != asdict(self):
            raise EngineUnavailable(f"{folder} is of another format: {found}")
