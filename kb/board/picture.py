"""Picture: the dates of a year on one line for each sort; the table beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.board.moments import Kind, Moment
from kb.clock import add_months

MONTHS = 12
LEFT, RIGHT, TOP, LANE = 170, 1180, 34, 30
"""Of a drawing 1200 units wide: where the year begins and ends, and how high a lane is."""


@dataclass(frozen=True)
class Lane:
    label: str
    y: int
    dots: Sequence[tuple[float, bool]]
    """Place and whether overdue."""


@dataclass(frozen=True)
class Picture:
    height: int
    months: Sequence[tuple[float, date]]
    today: float
    lanes: Sequence[Lane]


def drawn(moments: Sequence[Moment], day: date) -> Picture:
    """From the first of this month a year on; what is overdue from before stands at the left."""
    first = day.replace(day=1)
    last = add_months(first, MONTHS)
    starts = [add_months(first, number) for number in range(MONTHS)]
    kinds = [kind for kind in Kind if any(each.kind is kind for each in moments)]
    lanes = [
        Lane(
            str(kind.label),
            TOP + 12 + number * LANE,
            [
                (_place(each.day, first, last), each.is_late)
                for each in moments
                if each.kind is kind and each.day < last
            ],
        )
        for number, kind in enumerate(kinds)
    ]
    months = [(_place(start, first, last), start) for start in starts]
    return Picture(TOP + LANE * len(lanes) + 4, months, _place(day, first, last), lanes)


def _place(day: date, first: date, last: date) -> float:
    share = max(0, (day - first).days) / (last - first).days
    return round(LEFT + (RIGHT - LEFT) * share, 1)
