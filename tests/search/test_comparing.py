"""Index and database are compared record by record, and what differs is mended."""

import pytest
from make import make_record, make_user

from kb import ENGINES
from kb.accounts.users import Role
from kb.db import db
from kb.errors import Conflict, NotAllowed
from kb.libraries.projects import Project
from kb.search import comparing, indexer, library, nodes, orders
from kb.search.engine import Document, Everything, Query
from kb.search.index import Index
from kb.search.nodes import SearchNode, Task

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture(params=ENGINES)
def index(request, tmp_path):
    return Index(tmp_path / "index", request.param, ENGINES[request.param])


def ids(index):
    return set(index.engine().search(Query(Everything(), None, limit=100)).ids)


def test_an_index_that_is_right_is_left_alone(index):
    for _turn in range(3):
        make_record(Project)
    db.session.commit()
    indexer.catch_up(index)
    found = comparing.compare(index)
    assert (found.records, found.differing) == (3, [])
    assert indexer.waiting() == 0


def test_what_is_missing_stale_or_surplus_is_found_and_mended(index):
    missing, stale, fine = (make_record(Project).id for _turn in range(3))
    db.session.commit()
    indexer.catch_up(index)
    surplus = fine + 1000
    index.engine().write(
        put=[
            Document(id=stale, audience="public", number="", title="旧名"),
            Document(id=surplus, audience="public", number="", title="不在了"),
        ],
        delete=[missing],
    )
    found = comparing.compare(index)
    assert found.missing == {missing}
    assert found.stale == {stale}
    assert found.surplus == {surplus}
    indexer.catch_up(index)
    assert ids(index) == {missing, stale, fine}
    assert comparing.compare(index).differing == []


def test_a_change_that_waits_is_no_difference(index):
    made = make_record(Project)
    db.session.commit()
    indexer.catch_up(index)
    db.session.delete(made)
    make_record(Project)
    db.session.commit()
    assert comparing.compare(index).differing == []


def test_more_than_one_batch_is_compared(index, monkeypatch):
    for module in (library, comparing):
        monkeypatch.setattr(module, "BATCH", 2)
    made = [make_record(Project).id for _turn in range(5)]
    db.session.commit()
    indexer.catch_up(index)
    index.engine().write(put=(), delete=made)
    assert comparing.compare(index).missing == {*made}


def test_the_result_is_kept_with_the_node(index):
    made = make_record(Project)
    db.session.commit()
    indexer.catch_up(index)
    index.engine().write(put=(), delete=[made.id])
    comparing.compare(index)
    node = db.session.get(SearchNode, nodes.here(index.folder))
    assert (node.compared, node.missing, node.stale, node.surplus) == (1, 1, 0, 0)
    assert node.compared_at is not None


def test_only_an_administrator_orders_and_only_one_thing_at_a_time(index):
    indexer.catch_up(index)
    node = db.session.get(SearchNode, nodes.here(index.folder))
    with pytest.raises(NotAllowed):
        orders.order(node, Task.REBUILD, make_user(Role.SECRETARIAT))
    orders.order(node, Task.REBUILD, make_user())
    with pytest.raises(Conflict):
        orders.order(node, Task.COMPARE, make_user())


def test_every_night_all_indexes_are_asked_to_compare(app, index):
    indexer.catch_up(index)
    assert "compare-index" in app.extensions["kb_daily"]
    app.extensions["kb_handlers"]["compare-index"]({}, lambda _done, _total: None)
    db.session.commit()
    assert db.session.get(SearchNode, nodes.here(index.folder)).wanted is Task.COMPARE
