"""Paging: which page of a long list, however the address spells it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

LAST_READ = 1_000_000
"""Higher numbers are read as this one; every list ends before."""


def page_number(args: Mapping[str, str]) -> int:
    """The number in `?page=`, at least 1. Full-width digits count, rubbish is page 1."""
    given = unicodedata.normalize("NFKC", args.get("page", "")[:5000]).strip()
    if not (given.isascii() and given.isdigit()):
        return 1
    digits = given.lstrip("0")
    return min(int(digits), LAST_READ) if 0 < len(digits) < 10 else (LAST_READ if digits else 1)


@dataclass(frozen=True)
class Page:
    """One page of a list of `total` things, `size` on a page. Numbers start at 1."""

    number: int
    size: int
    total: int

    @classmethod
    def of(cls, args: Mapping[str, str], total: int, size: int = 20) -> "Page":
        """The page asked for; past the end it is the last one."""
        last = max(1, -(-total // size))
        return cls(min(page_number(args), last), size, total)

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many things stand on the pages before."""
        return (self.number - 1) * self.size

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None

    @property
    def numbers(self) -> list[int | None]:
        """The page numbers to draw: first, last, two around this one; None is a gap."""
        near = range(self.number - 2, self.number + 3)
        drawn = sorted({1, self.last} | {n for n in near if 1 <= n <= self.last})
        spaced: list[int | None] = []
        for before, number in zip([0, *drawn], drawn, strict=False):
            if number - before > 1:
                # A gap of a single page shows that page: it takes no more room than the dots.
                spaced.append(before + 1 if number - before == 2 else None)
            spaced.append(number)
        return spaced
