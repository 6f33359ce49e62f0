"""What Tantivy ranks side by side and checks afterwards is what it would find all at once."""

import json
import random

import pytest

from kb.search.engine import All, Document, Phrase, Query, Some, Without, Word
from kb.search.query import parse
from kb.search.tantivy import TantivyEngine

PUBLIC = frozenset({"public"})
WORDS = ("园区", "人才", "合作", "平台", "海洋")


def _document(id, body, title="", **facets):
    return Document(
        id, "public", f"XM-2026-{id:04}", title or f"第{id}项", body=body, facets=facets
    )


@pytest.fixture
def engine(tmp_path):
    made = TantivyEngine(tmp_path / "index")
    made.create()
    yield made
    made.close()


@pytest.fixture
def bodies(engine):
    """A few hundred texts with two to four of the words, some of them side by side."""
    chance = random.Random(8)
    found = {
        id: chance.choice(("", "、", "和")).join(chance.choices(WORDS, k=chance.randint(2, 4)))
        + "的事" * chance.randint(1, 20)
        for id in range(1, 400)
    }
    engine.write(put=[_document(id, body) for id, body in found.items()], delete=())
    return found


NODES = [
    (All((Word("园区"), Word("人才")), "园区人才"), lambda t: "园区" in t and "人才" in t),
    (All((Word("园区"), Without(Word("人才")))), lambda t: "园区" in t and "人才" not in t),
    (Phrase("园区人才"), lambda t: "园区人才" in t),
    (Word("区人才合"), lambda t: "区人才合" in t),
    (Some((Word("园区人才"), Word("海洋", "", 0.6))), lambda t: "园区人才" in t or "海洋" in t),
    (Some((Word("园区"), Without(Word("人才"))), 2), lambda t: "园区" in t and "人才" not in t),
    *(
        (Some(tuple(map(Word, WORDS)), least), lambda t, n=least: sum(w in t for w in WORDS) >= n)
        for least in range(1, 6)
    ),
]


@pytest.mark.parametrize(("node", "holds"), NODES)
def test_the_first_pages_are_the_beginning_of_all_that_matches(engine, bodies, node, holds):
    every = engine.search(Query(node, PUBLIC, limit=1000))
    assert set(every.ids) == {id for id, body in bodies.items() if holds(body)}
    assert every.total == len(every.ids)
    first, second = (engine.search(Query(node, PUBLIC, limit=10, offset=n)).ids for n in (0, 10))
    assert len(set(first + second)) == min(20, every.total)
    assert set(first + second) <= set(every.ids)


@pytest.mark.parametrize(("node", "holds"), NODES)
def test_what_is_left_out_for_good_does_not_come_back_when_ranked(engine, bodies, node, holds):
    """Where nearly all match, only what ranks highest is looked at."""
    assert all(holds(bodies[id]) for id in engine.search(Query(node, PUBLIC, limit=50)).ids)


def test_words_side_by_side_as_they_were_typed_come_first(engine):
    apart = [_document(id, "创业的人和就业的人在这里") for id in range(11, 30)]
    beside = _document(1, "这里的人和那里的就业创业")
    engine.write(put=[*apart, beside], delete=())
    assert engine.search(Query(parse("就业创业"), PUBLIC)).ids[0] == 1


@pytest.mark.parametrize(
    ("words", "total"), [(("产业园区", "园区"), 2), (("мосты", "мост"), 2), (("hrm", "hr"), 2)]
)
def test_a_word_within_another_one_stands_for_it_only_in_chinese(engine, words, total):
    engine.write(put=[_document(at, word) for at, word in enumerate(words, 1)], delete=())
    assert engine.search(Query(Some(tuple(map(Word, words))), PUBLIC)).total == total


def test_tags_that_were_there_before_they_were_many_are_counted(engine):
    """Only what many documents bring gets numbers; who was there before is counted by name."""
    engine.write(put=[_document(1, "园区", tag=["早"])], delete=())
    assert json.loads((engine.folder / "tags.json").read_text())["names"] == []
    many = [_document(id, "园区", tag=["早", "新", f"稀{id}"]) for id in range(2, 900)]
    engine.write(put=many, delete=())
    assert json.loads((engine.folder / "tags.json").read_text())["names"] == ["新", "早"]
    counted = engine.search(Query(Word("园区"), PUBLIC, facets=("tag",))).facets["tag"]
    assert list(counted[:2]) == [("早", 899), ("新", 898)]


def test_of_fewer_hits_than_are_enough_only_their_number_is_told(engine, bodies):
    few = Query(All((Word("园区"), Word("没有"))), PUBLIC, facets=("kind",), enough=5)
    assert (engine.search(few).ids, engine.search(few).facets) == ((), {})
    assert engine.search(few).total < 5
