"""Typefaces for PDF: the offices' own where a folder holds them, else the one that is shipped."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from kb.office.official import printable
from kb.office.official_layout import FACES, Face

SHIPPED = Path(__file__).resolve().parent / "fonts" / "NotoSerifSC-8105.ttf"
"""Noto Serif SC with the 8105 characters of the general standard table; see `fonts/VENDORED.md`."""
MISSING = "〓"
"""What printers have always set for a character that they lack."""


@dataclass(frozen=True)
class Typeface:
    file: Path
    is_stand_in: bool
    """The shipped one, in the place of another."""
    characters: frozenset[int]

    def written(self, text: str) -> str:
        """The text with a mark in the place of each character that this typeface lacks."""
        kept = self.characters | {ord("\n")}
        signs = printable(text).replace("\t", " ")
        return "".join(sign if ord(sign) in kept else MISSING for sign in signs)


def typefaces(folder: str) -> dict[Face, Typeface]:
    """The typeface of each face of the layout. `folder`: where the offices' own files are."""
    return {face: _of_office(face, folder) or _opened(SHIPPED, True) for face in FACES}


def _of_office(face: Face, folder: str) -> Typeface | None:
    for file in _candidates(face, folder):
        try:
            return _opened(file, False)
        except (OSError, TTLibError):
            continue  # Not a font, whatever its name says.
    return None


def _candidates(face: Face, folder: str) -> Iterator[Path]:
    if folder:
        yield from (Path(folder) / name for name in face.files if (Path(folder) / name).is_file())


@lru_cache(maxsize=16)
def _opened(file: Path, is_stand_in: bool) -> Typeface:
    with file.open("rb") as opened, TTFont(opened, fontNumber=0, lazy=True) as font:
        return Typeface(file, is_stand_in, frozenset(font.getBestCmap() or ()))
