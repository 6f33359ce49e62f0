"""Descent: the whole line of one record, up and down, and how it is drawn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kb.accounts.users import User
from kb.board.lineage import ends, graph, reading
from kb.board.lineage.chain import Step
from kb.board.lineage.ends import Broken
from kb.board.lineage.graph import Edge
from kb.board.lineage.reaching import reached
from kb.board.lineage.reading import Node
from kb.publishing.records import Record

WIDE, HIGH, ACROSS, DOWN = 190, 58, 60, 18
"""Of a box, and the room between boxes."""


@dataclass(frozen=True)
class Descent:
    """What a reader sees of a line."""

    here: int
    nodes: Mapping[int, Node]
    edges: Sequence[Edge]
    after: Collection[int]
    """Those that follow the one it is told of."""
    is_cut: bool
    """There are more records than are shown, so nothing is said of its ends."""
    day: date

    @cached_property
    def broken(self) -> Mapping[int, Broken]:
        """Of what is before, other lines may go on that this one does not show."""
        whole = [] if self.is_cut else [self.here, *sorted(self.after)]
        nodes = [self.nodes[id] for id in whole if id in self.nodes]
        return ends.of_line(nodes, _followers(self.nodes, self.edges), self.day)

    def before(self, id: int) -> list[Node]:
        return [self.nodes[a] for a, b in self.edges if b == id]

    def in_order(self) -> list[Node]:
        """The former before the later."""
        depth = graph.depths(self.nodes, self.edges)
        return sorted(
            self.nodes.values(), key=lambda n: (depth[n.id], n.day or date.max, n.number, n.id)
        )


def descent(record: Record, reader: User | None, day: date) -> Descent:
    """The line of a record that the reader may read; a fixed number of statements."""
    nodes, is_cut = reached(record.id, reader)
    edges = graph.without_loops(reading.edges_among(nodes), record.id)
    before, after = graph.line_of(record.id, edges)
    shown = {id: nodes[id] for id in nodes if id in {record.id, *before, *after}}
    edges = [(a, b) for a, b in edges if a in shown and b in shown]
    return Descent(record.id, shown, edges, after, is_cut, day)


def _followers(nodes: Mapping[int, Node], edges: Sequence[Edge]) -> dict[int, set[Step]]:
    found: dict[int, set[Step]] = {}
    for before, after in edges:
        step = nodes[after].step
        if step is not None:
            found.setdefault(before, set()).add(step)
    return found


def main_line(shown: Descent) -> list[Node]:
    """The longest chain through the record: what fits on one line."""
    up, down = graph.line_of(shown.here, shown.edges)
    own = [(a, b) for a, b in shown.edges if {a, b} <= up | {shown.here}]
    before = graph.longest(own, 1)[0] if own else [shown.here]
    own = [(a, b) for a, b in shown.edges if {a, b} <= down | {shown.here}]
    after = graph.longest(own, 1)[0] if own else [shown.here]
    return [shown.nodes[id] for id in (*before, *after[1:])]


@dataclass(frozen=True)
class Box:
    node: Node
    x: int
    y: int
    is_here: bool
    is_broken: bool


@dataclass(frozen=True)
class Drawing:
    """The line as boxes in columns, with curves from the former to the later."""

    width: int
    height: int
    boxes: Sequence[Box]
    curves: Sequence[tuple[int, int, int, int]]


def drawn(shown: Descent) -> Drawing:
    """A column for each step away from the beginning."""
    depth = graph.depths(shown.nodes, shown.edges)
    rows: dict[int, int] = {}
    boxes = {}
    for node in shown.in_order():
        column = depth[node.id]
        row = rows[column] = rows.get(column, -1) + 1
        x, y = 4 + column * (WIDE + ACROSS), 4 + row * (HIGH + DOWN)
        is_here = node.id == shown.here
        boxes[node.id] = Box(node, x, y, is_here, node.id in shown.broken)
    curves = [
        (boxes[a].x + WIDE, boxes[a].y + HIGH // 2, boxes[b].x, boxes[b].y + HIGH // 2)
        for a, b in shown.edges
    ]
    width = max(box.x for box in boxes.values()) + WIDE + 4
    height = max(box.y for box in boxes.values()) + HIGH + 4
    return Drawing(width, height, list(boxes.values()), curves)
