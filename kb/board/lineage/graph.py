"""Graph: lines of descent as plain numbers: no loops, layers, reach, longest chains."""

from collections.abc import Iterable, Sequence

Edge = tuple[int, int]
"""From the former record to the later one."""


def _nexts(edges: Iterable[Edge]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for before, after in edges:
        if before != after and after not in found.setdefault(before, []):
            found[before].append(after)
    return found


def without_loops(edges: Sequence[Edge], first: int | None = None) -> list[Edge]:
    """The edges, each once, without those that would lead back to where one came from.

    Looked through from `first`, then from nodes that nothing leads to, then from all others, so
    that the same edges give the same answer.
    """
    nexts, ends = _nexts(edges), {after for _before, after in edges}
    starts = [] if first is None else [first]
    starts += sorted(node for node in nexts if node not in ends) + sorted(nexts)
    kept: list[Edge] = []
    done: set[int] = set()
    for start in starts:
        open_: dict[int, int] = {}
        stack = [] if start in done else [start]
        while stack:
            node = stack[-1]
            place = open_.setdefault(node, 0)
            later = nexts.get(node, ())
            if place == len(later):
                done.add(node)
                del open_[node]
                stack.pop()
                continue
            open_[node] = place + 1
            after = later[place]
            if after in open_:
                continue  # It would close a loop.
            kept.append((node, after))
            if after not in done:
                stack.append(after)
    return kept


def reach(node: int, edges: Iterable[Edge]) -> set[int]:
    """All that one comes to from here along the edges, without itself."""
    nexts, seen, waiting = _nexts(edges), set[int](), [node]
    while waiting:
        for after in nexts.get(waiting.pop(), ()):
            if after not in seen and after != node:
                seen.add(after)
                waiting.append(after)
    return seen


def line_of(node: int, edges: Sequence[Edge]) -> tuple[set[int], set[int]]:
    """Those before it and those after it. The edges must have no loops."""
    return reach(node, [(after, before) for before, after in edges]), reach(node, edges)


def depths(nodes: Iterable[int], edges: Sequence[Edge]) -> dict[int, int]:
    """How many links lead to each node at most. The edges must have no loops."""
    nexts, found = _nexts(edges), dict.fromkeys(nodes, 0)
    for node in _in_order(found, nexts):
        for after in nexts.get(node, ()):
            found[after] = max(found.get(after, 0), found[node] + 1)
    return found


def _in_order(nodes: Iterable[int], nexts: dict[int, list[int]]) -> list[int]:
    """Each node before those that follow it."""
    waits: dict[int, int] = dict.fromkeys(nodes, 0)
    for afters in nexts.values():
        for after in afters:
            waits[after] = waits.get(after, 0) + 1
    ready = sorted(node for node, count in waits.items() if count == 0)
    order = []
    while ready:
        node = ready.pop(0)
        order.append(node)
        for after in nexts.get(node, ()):
            waits[after] -= 1
            if waits[after] == 0:
                ready.append(after)
    return order


def longest(edges: Sequence[Edge], most: int) -> list[list[int]]:
    """The longest chains, one for each end that nothing follows; the longest first."""
    nodes = {node for edge in edges for node in edge}
    nexts = _nexts(edges)
    best: dict[int, tuple[int, int | None]] = dict.fromkeys(nodes, (0, None))
    for node in _in_order(nodes, nexts):
        for after in nexts.get(node, ()):
            if best[node][0] + 1 > best[after][0]:
                best[after] = (best[node][0] + 1, node)
    ends = sorted((n for n in nodes if n not in nexts), key=lambda n: (-best[n][0], n))
    return [_back(end, best) for end in ends[:most]]


def _back(end: int, best: dict[int, tuple[int, int | None]]) -> list[int]:
    chain, node = [end], best[end][1]
    while node is not None:
        chain.append(node)
        node = best[node][1]
    return chain[::-1]
