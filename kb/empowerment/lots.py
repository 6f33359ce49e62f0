"""Lots: taking numbers out of a pool so that anybody gets the same with any SHA-256 tool.

Knows nothing but its input: no names, no database, no clock. Method V1 is what `draw` does.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _
from flask_babel import ngettext

from kb.errors import DomainError

METHOD = "V1"
SIGN = "|"
"""Between the parts of what is hashed; texts that people type have none."""


class TooFew(DomainError):
    """There are not so many to draw from."""


@dataclass(frozen=True)
class Entrant:
    """One number in the pool."""

    number: str
    city: str = ""
    """Slug; of those without one any count may be drawn."""
    load: int = 0
    """How much this one has to do already: whoever has less goes first."""


@dataclass(frozen=True)
class Lot:
    """An entrant with its ticket, and where it came in the draw: 1 for the first; None: not."""

    entrant: Entrant
    ticket: str
    place: int | None


@dataclass(frozen=True)
class Result:
    lots: tuple[Lot, ...]
    """The whole pool, in the order of the lot."""
    most_of_city: int
    """As many as could come from one city in the end."""
    is_raised: bool
    """The pool forced more of one city than was asked for."""

    @property
    def drawn(self) -> tuple[str, ...]:
        """The numbers drawn, the first first."""
        taken = [lot for lot in self.lots if lot.place is not None]
        return tuple(lot.entrant.number for lot in sorted(taken, key=lambda lot: lot.place or 0))


def draw(
    pool: Sequence[Entrant], seed: str, wanted: int, most_of_city: int | None = None
) -> Result:
    """Take `wanted` out of the pool. Raises TooFew.

    V1: the ticket of an entrant is the SHA-256 of `seed|number`, in lower-case hexadecimals. The
    pool is put in the order of load, of equal loads in the order of the tickets. From the top
    each is drawn, but passed over when its city has given `most_of_city` already. If the end
    comes too early, one more of each city is allowed, and it begins at the top again with those
    who are left.
    """
    if len({entrant.number for entrant in pool}) != len(pool):
        raise ValueError("a number stands in the pool twice")
    check(len(pool), wanted)
    order = sorted(pool, key=lambda entrant: (entrant.load, ticket(seed, entrant.number)))
    first = most = max(most_of_city or wanted, 1)
    places: dict[str, int] = {}
    of_city: Counter[str] = Counter()
    while True:
        for entrant in order:
            is_full = bool(entrant.city) and of_city[entrant.city] >= most
            if len(places) < wanted and entrant.number not in places and not is_full:
                places[entrant.number] = len(places) + 1
                of_city[entrant.city] += 1
        if len(places) == wanted:
            break
        most += 1
    lots = (Lot(one, ticket(seed, one.number), places.get(one.number)) for one in order)
    return Result(tuple(lots), most, most > first)


def check(there: int, wanted: int) -> None:
    """Raise TooFew when so many cannot be drawn."""
    if wanted < 1:
        raise TooFew(_("At least one has to be drawn."))
    if there < wanted:
        found = ngettext(
            "The pool holds %(num)s expert only.", "The pool holds %(num)s experts only.", there
        )
        advice = _("Choose more areas, or draw fewer.")
        raise TooFew(f"{found} {advice}")


def ticket(seed: str, number: str) -> str:
    """What decides: 64 hexadecimals that nobody can choose."""
    return fingerprint(f"{seed}{SIGN}{number}")


def seed_of(secret: str, words: str) -> str:
    """Of what the site kept secret and what the witness said afterwards."""
    return f"{secret}{SIGN}{words}"


def fingerprint(text: str) -> str:
    """SHA-256 of the text as UTF-8, in lower-case hexadecimals."""
    return sha256(text.encode()).hexdigest()
