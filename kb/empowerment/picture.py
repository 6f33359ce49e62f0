"""The picture of the matrix: in each cell a circle, a square and a triangle, as large as counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from kb.empowerment.matrix import Matrix
from kb.empowerment.resources import Resource

LEFT, TOP, WIDTH, HEIGHT = 130, 50, 132, 44
"""Room for the words beside and above, and the measures of a cell."""
SMALLEST, LARGEST = 9.0, 20.0
"""Half the width of a shape at least, and of that for the highest number."""


@dataclass(frozen=True)
class Shape:
    """What stands for a number; `points` is empty for circles and squares."""

    what: str
    x: float
    y: float
    half: float
    count: int
    points: str = ""


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    columns: Sequence[tuple[int, str]]
    rows: Sequence[tuple[int, Resource]]
    shapes: Sequence[Shape]


def drawn(found: Matrix, cities: Sequence[tuple[str, str]]) -> Picture:
    """Cities with their names across, kinds down. Areas, not widths, grow with the numbers."""
    shapes = []
    for row, resource in enumerate(Resource):
        for column, (city, _name) in enumerate(cities):
            tally = found.cell(resource, city)
            counts = (("offers", tally.offers), ("needs", tally.needs), ("links", tally.links))
            for place, (what, count) in enumerate(counts):
                if count:
                    x = LEFT + column * WIDTH + 22 + place * 44
                    y = TOP + row * HEIGHT + HEIGHT / 2
                    shapes.append(_shape(what, x, y, count, found.most))
    return Picture(
        LEFT + len(cities) * WIDTH,
        TOP + len(Resource) * HEIGHT,
        [(LEFT + at * WIDTH + WIDTH // 2, name) for at, (_slug, name) in enumerate(cities)],
        [(TOP + at * HEIGHT, resource) for at, resource in enumerate(Resource)],
        shapes,
    )


def _shape(what: str, x: float, y: float, count: int, most: int) -> Shape:
    share = count / most if most > 1 else 0.0
    half = round(max(SMALLEST, LARGEST * sqrt(share)), 1)  # The number stands inside.
    half += 3 if what == "links" else 0  # A triangle has less room for it.
    points = f"{x},{y - half} {x + half},{y + half} {x - half},{y + half}"
    return Shape(what, x, y, half, count, points if what == "links" else "")
