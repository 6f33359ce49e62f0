"""BibTeX and RIS as reference managers read them, whatever the titles hold."""

import re
from datetime import date

import pytest

from kb.office.references import Genre, Reference, bibtex, escaped, ris

REPORT = Reference(
    number="CG-2026-0001",
    genre=Genre.REPORT,
    title="人力资源服务业发展报告",
    address="https://kb.example.cn/libraries/outcomes/CG-2026-0001",
    authors=("王敏", "Li, Qiang"),
    publisher="山东大学",
    day=date(2025, 3, 4),
    summary="七市\n共编。",
    keywords=("灵活用工", "报告"),
    accessed=date(2026, 11, 22),
)


def test_a_bibtex_entry_names_everything():
    lines = bibtex([REPORT]).splitlines()
    assert lines[0] == "@techreport{CG-2026-0001,"
    assert lines[-1] == "}"
    assert "  author = {{王敏} and {Li, Qiang}}," in lines
    assert "  title = {{人力资源服务业发展报告}}," in lines
    assert "  institution = {山东大学}," in lines
    assert "  year = {2025}," in lines
    assert "  abstract = {七市 共编。}," in lines


def test_a_ris_record_is_one_line_a_field():
    lines = ris([REPORT]).split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert lines[-2:] == ["ER  - ", ""]
    assert [line for line in lines if line.startswith("AU")] == ["AU  - 王敏", "AU  - Li, Qiang"]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    assert "DA  - 2025/03/04" in lines


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("50% & more_#1 $x$", r"50\% \& more\_\#1 \$x\$"),
        ("a{b}c", r"a\{b\}c"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("~ ^", r"\textasciitilde{} \textasciicircum{}"),
        ("two\nlines", "two lines"),
    ],
)
def test_what_latex_would_run_is_escaped(text, latex):
    assert escaped(text) == latex


@pytest.mark.parametrize("title", ["}\n@book{evil,", "x\r\nER  - \r\nTY  - BOOK", "}}}{{{"])
def test_no_title_begins_a_new_entry(title):
    hostile = Reference("XM-1", Genre.PAGE, title, "https://kb.example.cn/1", authors=(title,))
    entry = bibtex([hostile])
    assert len(re.findall(r"^@", entry, re.MULTILINE)) == 1
    bare = re.sub(r"\\[{}]", "", entry)
    assert bare.count("{") == bare.count("}")
    lines = ris([hostile]).split("\r\n")
    assert [line for line in lines if line.startswith(("TY", "ER"))] == ["TY  - ELEC", "ER  - "]


def test_several_references_stand_behind_each_other():
    assert bibtex([REPORT, REPORT]).count("@techreport{") == 2
    assert ris([REPORT, REPORT]).count("ER  - ") == 2
    assert bibtex([]) == ris([]) == ""


def test_what_is_not_known_is_left_out():
    bare = Reference("XM-1", Genre.PAGE, "题", "https://kb.example.cn/1")
    assert "year" not in bibtex([bare])
    assert "PY" not in ris([bare])
