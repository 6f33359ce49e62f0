"""Lines of descent as plain numbers: equal to a plain recount, and never a loop."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.board.lineage import graph

EDGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)
DOWNWARDS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted).map(tuple), max_size=30
)


def reachable(node, edges):
    """As one would count with pencil and paper: again and again, until nothing is added."""
    found = {node}
    while True:
        more = {after for before, after in edges if before in found} - found
        if not more:
            return found - {node}
        found |= more


@given(EDGES, st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_there_is_never_a_loop_and_each_link_comes_from_what_was_given(edges, first):
    kept = graph.without_loops(edges, first)
    assert set(kept) <= set(edges)
    assert len(kept) == len(set(kept))
    assert not any(before in reachable(after, kept) | {after} for before, after in kept)


@given(EDGES, st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_whatever_comes_after_stays_reachable_without_the_loops(edges, first):
    kept = graph.without_loops(edges, first)
    assert reachable(first, kept) == reachable(first, edges)


@given(DOWNWARDS, st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_of_links_without_a_loop_the_line_equals_the_recount(edges, node):
    plain = {(a, b) for a, b in edges if a != b}
    kept = graph.without_loops(edges, node)
    assert set(kept) == plain
    before, after = graph.line_of(node, kept)
    assert after == reachable(node, plain)
    assert before == reachable(node, {(b, a) for a, b in plain})


@given(EDGES)
@settings(max_examples=300, deadline=None)
def test_depth_grows_along_every_link(edges):
    kept = graph.without_loops(edges)
    depth = graph.depths({node for edge in kept for node in edge}, kept)
    assert all(depth[before] < depth[after] for before, after in kept)


@given(EDGES)
@settings(max_examples=200, deadline=None)
def test_the_longest_chain_is_as_long_as_the_deepest_node(edges):
    kept = graph.without_loops(edges)
    depth = graph.depths({node for edge in kept for node in edge}, kept)
    chains = graph.longest(kept, 3)
    assert [len(chains[0]) - 1] == [max(depth.values())] if kept else chains == []
    for chain in chains:
        assert all((a, b) in kept for a, b in pairwise(chain))
