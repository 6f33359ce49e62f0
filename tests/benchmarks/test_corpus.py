"""The corpus is the same every time, and looks like what people write."""

import json

from benchmarks import corpus
from kb.alliance import reference
from kb.cli import CONTENT
from kb.db import db


def test_one_size_is_the_same_every_time(tmp_path):
    first = corpus.write(tmp_path / "first.jsonl", 50).read_bytes()
    assert corpus.write(tmp_path / "second.jsonl", 50).read_bytes() == first


def test_a_corpus_begins_with_every_smaller_one(tmp_path):
    small = corpus.write(tmp_path / "small.jsonl", 20).read_text()
    assert corpus.write(tmp_path / "large.jsonl", 40).read_text().startswith(small)


def test_keys_differ_and_titles_nearly_always(tmp_path):
    lines = corpus.write(tmp_path / "1k.jsonl", 1000).read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    assert len({row["key"] for row in rows}) == 1000
    assert len({row["title"] for row in rows}) > 950


def test_queries_never_come_twice():
    asked = corpus.queries(2000)
    assert len(set(asked)) == 2000
    assert corpus.queries(2000) == asked


def test_the_product_takes_every_kind_of_line(app, tmp_path):
    with app.app_context():
        reference.load(CONTENT)
        db.session.commit()
    path = corpus.write(tmp_path / "some.jsonl", 60)
    done = app.test_cli_runner().invoke(args=["kb", "load", str(path)])
    assert done.exit_code == 0, done.output
    assert "60 new" in done.output
    assert "0 refused" in done.output
