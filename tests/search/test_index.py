"""The index on disk: a pointer, a folder, a lock, and nothing that readers could trip over."""

import pytest

from kb.search.engine import Document, EngineUnavailable, Everything, Query
from kb.search.index import Index
from kb.search.query import parse
from kb.search.tantivy import TantivyEngine
from kb.search.whoosh import WhooshEngine

ENGINES = {"tantivy": TantivyEngine, "whoosh": WhooshEngine}
PARK = Document(id=1, audience="public", number="XM-2026-0001", title="日照园区")


@pytest.fixture(params=ENGINES)
def open_index(request, tmp_path):
    """`open_index()`: the index as another process opens it."""
    return lambda: Index(tmp_path / "index", request.param, ENGINES[request.param])


@pytest.fixture
def index(open_index):
    made = open_index()
    with made.replacement() as engine:
        engine.write(put=[PARK], delete=())
    return made


def ids(index):
    return index.engine().search(Query(Everything())).ids


def test_before_the_first_there_is_none_and_it_says_so(open_index):
    assert open_index().generation() == "none"
    with pytest.raises(EngineUnavailable):
        open_index().engine()


def test_what_one_process_wrote_another_reads(index, open_index):
    assert ids(open_index()) == ids(index) == (1,)


def test_a_swap_is_noticed_by_who_has_the_old_one_open(index, open_index):
    reader = open_index()
    assert ids(reader) == (1,)
    before = reader.generation()
    with index.replacement() as engine:
        engine.write(put=(), delete=())
    assert ids(reader) == ()
    assert reader.generation() != before


def test_a_written_document_changes_the_generation(index):
    before = index.generation()
    assert index.generation() == before
    index.engine().write(put=(), delete=[1])
    assert index.generation() != before


@pytest.mark.parametrize("pointer", ["", "../../etc", "no such", "0123", "\n"])
def test_a_damaged_pointer_is_no_index_and_leads_nowhere_else(index, pointer):
    (index.folder / "current").write_text(pointer)
    assert index.generation() == "none"
    with pytest.raises(EngineUnavailable):
        index.engine()


def test_a_pointer_that_is_no_text_is_no_index(index):
    (index.folder / "current").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EngineUnavailable):
        index.engine()


def test_the_lock_is_free_again_after_a_failure(index, open_index):
    with pytest.raises(KeyError), index.writing():
        raise KeyError
    with open_index().writing():
        pass


def test_an_engine_apart_knows_only_what_it_is_given_and_leaves_nothing(index):
    other = Document(id=2, audience="member:rizhao-park", number="XM-2026-0002", title="共享实验室")
    with index.apart() as engine:
        engine.write(put=[other], delete=())
        folder = engine.folder
        assert engine.search(Query(parse("实验室"), audiences=None)).ids == (2,)
        assert engine.search(Query(parse("园区"), audiences=None)).ids == ()
    assert not folder.exists()
    assert ids(index) == (1,)
