import json

import pytest

from kb.catalog.sources import Unreadable, count, rows

FRONT = '+++\nkind = "article"\nkey = "k"\ntitle = "题目"\n+++\n'


@pytest.fixture
def write(tmp_path):
    """`write(name, text)` puts a file into the folder and gives the folder."""

    def run(name, text, encoding="utf-8"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode(encoding))
        return tmp_path

    return run


def test_front_matter_and_text_become_one_row(write):
    [row] = rows(write("a.md", f"{FRONT}\n正文\n\n+++\n\n后文\n"))
    assert row.values == {
        "kind": "article",
        "key": "k",
        "title": "题目",
        "body": "正文\n\n+++\n\n后文",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_files_of_other_systems_are_read(write, encoding):
    [row] = rows(write("a.md", f"{FRONT}正文\n".replace("\n", "\r\n"), encoding))
    assert (row.problem, row.values["body"]) == ("", "正文")


def test_an_english_file_beside_it_belongs_to_the_same_row(write):
    write("a.en.md", "English")
    [row] = rows(write("a.md", f"{FRONT}正文"))
    assert row.values["body_en"] == "English"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("没有开头", "utf-8"),
        ("", "utf-8"),
        ("+++\ntitle = \n+++\n", "utf-8"),
        ("+++\ntitle = 'x'\n", "utf-8"),
        ("前言\n" + FRONT, "utf-8"),
        (FRONT, "gb18030"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_the_others_come(write, text, encoding):
    write("b.md", FRONT)
    bad, good = rows(write("a.md", text, encoding))
    assert (bad.place, bad.values) == ("a.md", {})
    assert bad.problem
    assert good.problem == ""


def test_an_english_file_that_cannot_be_read_is_told_too(write):
    write("a.en.md", "“quoted”", "gb18030")
    [row] = rows(write("a.md", FRONT))
    assert "UTF-8" in row.problem


def test_a_folder_is_read_in_the_order_of_its_names_with_all_below(write):
    for name in ("b.md", "a/z.md", "a/z.en.md", "notes.txt", "themes.toml"):
        write(name, FRONT)
    folder = write("c.jsonl", "{}\n\n[]\n")
    places = [row.place for row in rows(folder)]
    assert places == ["z.md", "b.md", "c.jsonl:1", "c.jsonl:3"]
    assert count(folder) == len(places)


def test_any_other_file_is_refused_by_name(write):
    with pytest.raises(Unreadable, match=r"notes\.txt"):
        list(rows(write("notes.txt", "x") / "notes.txt"))


def test_the_digest_knows_content_and_not_its_order(write):
    lines = [{"a": 1, "b": "二"}, {"b": "二", "a": 1}, {"a": 1, "b": "三"}]
    folder = write("a.jsonl", "\n".join(json.dumps(line) for line in lines))
    first, second, third = (row.digest for row in rows(folder))
    assert first == second != third
