"""The judged set is well formed, so that whoever measures with it need not doubt it."""

import json
from collections import Counter
from pathlib import Path

from kb.cli import CONTENT
from kb.publishing.records import Record

FOLDER = Path(__file__).parents[2] / "benchmarks" / "judged"
LEAST = {"topic": 20, "question": 20, "name": 20, "number": 15, "slip": 10, "operator": 10}
LEAST |= {"traditional": 10, "alias": 10, "attached": 8}
CITIES = {"qingdao", "yantai", "weifang", "weihai", "rizhao", "binzhou", "dongying"}


def rows(name):
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


def judgments():
    lines = (FOLDER / "qrels.tsv").read_text("utf-8").splitlines()
    return [(query, record, int(grade)) for query, record, grade in (x.split("\t") for x in lines)]


def test_there_are_enough_records_of_every_kind_and_city(app):
    records = rows("corpus.jsonl")
    assert len(records) >= 150
    assert len({record["id"] for record in records}) == len(records)
    assert {record["kind"] for record in records} == set(Record.__mapper__.polymorphic_map)
    assert {record["city"] for record in records} == CITIES | {""}


def test_no_two_records_share_a_number():
    numbers = Counter(record["number"] for record in rows("corpus.jsonl"))
    assert numbers.most_common(1)[0][1] == 1


def test_records_have_the_themes_of_the_site():
    known = (CONTENT / "themes.toml").read_text("utf-8")
    used = {theme for record in rows("corpus.jsonl") for theme in record["themes"]}
    assert not {theme for theme in used if f'name = "{theme}"' not in known}


def test_there_are_enough_queries_of_every_kind():
    queries = rows("queries.jsonl")
    assert len(queries) >= 80
    assert len({query["id"] for query in queries}) == len(queries)
    found = Counter(query["kind"] for query in queries)
    assert found.keys() == LEAST.keys()
    assert all(found[kind] >= least for kind, least in LEAST.items())


def test_no_query_is_asked_twice():
    asked = Counter(query["text"] for query in rows("queries.jsonl"))
    assert asked.most_common(1)[0][1] == 1


def test_a_slip_says_what_was_meant():
    meant = {query["kind"] for query in rows("queries.jsonl") if query.get("meant")}
    assert meant == {"slip"}
    assert all(query.get("meant") for query in rows("queries.jsonl") if query["kind"] == "slip")


def test_every_query_has_a_record_that_is_just_what_was_asked_for():
    best = {query for query, _, grade in judgments() if grade == 3}
    assert best == {query["id"] for query in rows("queries.jsonl")}


def test_judgments_are_about_records_and_queries_that_there_are():
    found = judgments()
    assert {record for _, record, _ in found} <= {row["id"] for row in rows("corpus.jsonl")}
    assert {query for query, _, _ in found} <= {row["id"] for row in rows("queries.jsonl")}
    assert {grade for _, _, grade in found} == {1, 2, 3}
    assert len({(query, record) for query, record, _ in found}) == len(found)
