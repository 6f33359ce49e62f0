"""Whoosh runs in our own Python: whoever asks for very much is not served for seconds."""

import pytest

from kb.search.engine import Document, Query
from kb.search.query import parse
from kb.search.whoosh import WhooshEngine


@pytest.fixture
def engine(tmp_path):
    made = WhooshEngine(tmp_path / "index")
    made.create()
    texts = ["园区 人才", "园区", "人才 海洋", "园区 人才 海洋 合作"]
    made.write(
        [Document(at, "public", "", text, body=text) for at, text in enumerate(texts, 1)], ()
    )
    yield made
    made.close()


@pytest.mark.parametrize("text", ["园区", "园区 人才", "园区 人才 海洋 合作", "园区的人才怎么样？"])
def test_when_time_is_over_the_same_is_found_and_counted(engine, text):
    asked = Query(parse(text), facets=("kind",))
    patient = engine.search(asked)
    engine.patience = 0
    hurried = engine.search(asked)
    assert (hurried.total, set(hurried.ids)) == (patient.total, set(patient.ids))
    assert hurried.facets == patient.facets


def test_when_time_is_over_what_was_found_is_in_the_order_of_the_newest(engine):
    engine.patience = 0
    assert engine.search(Query(parse("园区"))).ids == (4, 2, 1)
