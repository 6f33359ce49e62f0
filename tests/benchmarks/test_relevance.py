"""The benchmark of ranking reads any judged set and reckons as textbooks do."""

import gzip
import json
import math

import pytest

from benchmarks import relevance

CORPUS = [
    {"id": "a", "title": "日照产业园", "text": "园区运营。"},
    {"id": "b", "title": "青岛", "text": "提到日照产业园运营一次。"},
    {"id": "c", "title": "无关", "body": "别的。", "tags": ["海洋"], "number": "XM-2026-0001"},
]
QUERIES = [
    {"id": "1", "text": "日照产业园", "kind": "topic"},
    {"id": "2", "text": "海洋", "kind": "name"},
    {"id": "3", "text": "没有的词语", "kind": "name"},
    {"id": "4", "text": "没有判断", "kind": "name"},
]


@pytest.fixture
def folder(tmp_path):
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in CORPUS)
    (tmp_path / "corpus.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, QUERIES)))
    (tmp_path / "qrels.tsv").write_text("query\tdoc\tgrade\n1\ta\t3\n1\tb\t1\n2\tc\t1\n3\ta\t1\n")
    return tmp_path


@pytest.mark.parametrize("engine", relevance.ENGINES)
def test_each_kind_of_query_has_its_figures(folder, engine):
    judged = relevance.read(folder)
    with relevance.filled(judged, engine) as site:
        figures = relevance.measured(site, judged, judged.queries)
    assert figures["topic"].ndcg == [1.0]
    assert figures["name"].reciprocal == [1.0, 0.0]
    assert (figures["all"].empty, len(figures["all"].recall)) == (1, 3)


def test_what_is_right_counts_less_the_later_it_comes():
    figures = relevance.Figures()
    relevance._add(figures, ["x", "a"], {"a": 1}, 2.0)
    assert figures.ndcg == [pytest.approx(1 / math.log2(3))]
    assert figures.reciprocal == [0.5]
    assert figures.recall == [1.0]
