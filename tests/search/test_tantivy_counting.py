"""What Tantivy counts and ranks by short cuts is what counting and ranking all would give."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from kb.search.engine import Document, EngineUnavailable, Everything, Query, Some, Word
from kb.search.query import parse
from kb.search.tantivy import TantivyEngine

PUBLIC = frozenset({"public"})
FACETS = ("kind", "city", "theme", "tag")


def _document(id, chance, tags, **more):
    body = " ".join(chance.sample(("园区", "人才", "合作", "平台", "海洋"), 3))
    facets = {"kind": ["project"], "tag": tags, "theme": chance.sample("甲乙丙丁", 2)}
    facets["city"] = chance.choice(([], ["rizhao"], ["weihai"]))
    made = Document(id, "public", f"XM-2026-{id:04}", f"第{id}项", body=body, facets=facets)
    return replace(made, **more)


@pytest.fixture
def engine(tmp_path):
    made = TantivyEngine(tmp_path / "index")
    made.create()
    yield made
    made.close()


@pytest.fixture
def library(engine):
    """Documents in several commits: a few tags are frequent, hundreds rare, one comes late."""
    chance, written = random.Random(3), []
    for batch in range(6):
        common, rare = [f"常{n}" for n in range(20)], [f"稀{n}" for n in range(300)]
        late = ["后来"] if batch == 5 else []
        made = [
            _document(
                batch * 350 + at, chance, [*chance.sample(common, 6), chance.choice(rare), *late]
            )
            for at in range(1, 351)
        ]
        engine.write(put=made, delete=())
        written += made
    return written


def _counted(documents, facet):
    return Counter(value for each in documents for value in each.facets[facet])


@pytest.mark.parametrize("word", ["园区", "人才 海洋"])
def test_counts_are_exact_whatever_the_parts_of_the_index(engine, library, word):
    """Of many hits tags and themes are counted in columns of their own, of few by name."""
    hits = engine.search(Query(parse(word), PUBLIC, facets=FACETS))
    found = [each for each in library if all(part in each.body for part in word.split())]
    assert hits.total == len(found)
    assert (len(found) > 1000) == (word == "园区")
    for facet in FACETS:
        expected = sorted(_counted(found, facet).items(), key=lambda one: (-one[1], one[0]))
        assert list(hits.facets[facet]) == expected[: 16 if facet == "tag" else None]


def test_a_tag_that_became_frequent_later_is_counted(engine, library):
    for tag, batch in (("新兴", 7), ("新兴", 8)):
        chance = random.Random(batch)
        more = [_document(batch * 1000 + at, chance, [tag]) for at in range(1, 401)]
        engine.write(put=more, delete=())
    assert engine.search(Query(Everything(), PUBLIC, facets=("tag",))).facets["tag"][0] == (
        "新兴",
        800,
    )


def test_changed_and_deleted_documents_no_longer_count_for_their_tags(engine, library):
    engine.write(put=[replace(library[0], facets={"tag": ["常0"]})], delete=range(2, 101))
    left = [replace(library[0], facets={"tag": ["常0"]}), *library[100:]]
    hits = engine.search(Query(Everything(), PUBLIC, facets=("tag",)))
    assert dict(hits.facets["tag"]).items() <= _counted(left, "tag").items()


def test_an_index_that_lost_its_numbers_of_tags_refuses_to_be_used(engine, library):
    engine.close()
    (engine.folder / "tags.json").write_text('{"names": ["常0", ')
    with pytest.raises(EngineUnavailable):
        engine.search(Query(Everything(), PUBLIC))
    with pytest.raises(EngineUnavailable):
        engine.write(put=library[:1], delete=())


@pytest.mark.parametrize("audience", ["alliance", "member:weihai", "unheard-of"])
@pytest.mark.parametrize("few", [True, False])
def test_what_is_not_for_the_reader_is_neither_found_nor_counted(engine, audience, few):
    chance = random.Random(4)
    hidden, shown = (3, 40) if few else (40, 3)
    secret = [_document(at, chance, ["密"], audience=audience) for at in range(1, hidden + 1)]
    public = [_document(100 + at, chance, ["开"]) for at in range(shown)]
    engine.write(put=[*secret, *public], delete=())
    hits = engine.search(Query(Everything(), PUBLIC, facets=("tag",), limit=100))
    assert set(hits.ids) == {each.id for each in public}
    assert hits.total == shown
    assert dict(hits.facets["tag"]) == {"开": shown}
    everyone = engine.search(Query(Everything(), PUBLIC | {audience}))
    assert everyone.total == hidden + shown


def test_where_some_words_are_enough_the_pages_hold_each_hit_once(engine, library):
    node = Some((Word("园区"), Word("人才"), Word("合作"), Word("平台")), minimum=3)
    enough = [each for each in library if sum(word.text in each.body for word in node.parts) > 2]
    pages = [
        engine.search(Query(node, PUBLIC, offset=offset, limit=20))
        for offset in range(0, len(enough), 20)
    ]
    assert {page.total for page in pages} == {len(enough)}
    shown = [id for page in pages for id in page.ids]
    assert len(shown) == len(set(shown))
    assert set(shown) == {each.id for each in enough}


def test_of_words_of_which_few_documents_hold_enough_those_are_found(engine):
    chance = random.Random(6)
    made = [_document(at, chance, [], body="园区 园区 园区") for at in range(1, 300)]
    engine.write(put=[*made, _document(900, chance, [], body="关于园区和人才，" * 40)], delete=())
    node = Some((Word("园区"), Word("人才"), Word("合作")), minimum=2)
    assert engine.search(Query(node, PUBLIC)).ids == (900,)


def test_tags_of_what_was_there_before_any_had_a_number_are_counted_with_the_rest(engine):
    chance = random.Random(8)
    early = [_document(at, chance, ["早", "常1"]) for at in range(1, 31)]
    engine.write(put=early, delete=())
    many = [_document(1000 + at, chance, ["早", f"常{at % 20}"]) for at in range(900)]
    engine.write(put=many, delete=())
    # One that was there is written anew, and so has a number; another is gone.
    changed = replace(early[0], facets={"tag": ["常1", "常2"]})
    engine.write(put=[changed], delete=[2])
    expected = _counted([changed, *early[2:], *many], "tag")
    counted = engine.search(Query(Everything(), PUBLIC, facets=("tag",))).facets["tag"]
    assert counted == sorted(expected.items(), key=lambda one: (-one[1], one[0]))[:16]
    assert counted[0] == ("早", 928)
