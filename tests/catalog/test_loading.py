"""Loading again and again without harm: by key, with what people wrote on the site kept."""

import pytest
from make import content, make_area
from sqlalchemy import func, select

from kb.accounts.users import User
from kb.db import db
from kb.libraries.case_studies import CaseStudy
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.links import RecordLink, Relation, related
from kb.publishing.records import Record
from kb.publishing.revisions import Revision, State, history

PROJECT = {"kind": "project", "key": "lab", "title": "共享实验室", "body": "七市共建。"}
CASE = {"kind": "case_study", "key": "case", "title": "案例"}


@pytest.fixture
def record(app):
    """`record()`: the one record of the database, inside a context of its own."""

    def read(key="lab", look=lambda record: record.title):
        with app.app_context():
            return look(db.session.scalar(select(Record).where(Record.key == key)))

    return read


def number_of(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_a_loaded_record_is_published_and_found(load, browse, drain):
    assert load(PROJECT).counts == {"new": 1}
    drain()
    assert "XM-" in browse().get("/libraries/projects?q=实验室").text


def test_loading_again_changes_nothing(app, load, record):
    load(PROJECT)
    before = record(look=lambda record: (record.version, record.number, record.updated_at))
    assert load(PROJECT).counts == {"same": 1}
    assert record(look=lambda record: (record.version, record.number, record.updated_at)) == before
    assert number_of(app, Revision) == 1


def test_a_changed_row_changes_its_record_which_keeps_its_number(load, record):
    load(PROJECT)
    number = record(look=lambda record: record.number)
    assert load(PROJECT | {"title": "联合实验室"}).counts == {"changed": 1}
    assert record() == "联合实验室"
    assert record(look=lambda record: record.number) == number
    states = record(look=lambda record: [revision.state for revision in history(record)])
    assert states == [State.PUBLISHED, State.SUPERSEDED]


@pytest.mark.parametrize("published", [True, False])
def test_what_was_edited_on_the_site_is_never_overwritten(app, load, record, published):
    load(PROJECT)
    with app.app_context():
        staff = db.session.scalar(select(User))
        project = db.session.scalar(select(Project))
        workflow.save(project, staff, content(Project, title="人工修改"))
        if published:
            workflow.submit(project, staff)
            workflow.publish(project, staff)
        db.session.commit()
    report = load(PROJECT | {"title": "文件里的新题目"})
    assert report.counts == {"kept": 1}
    assert "rows.jsonl:1" in report.refusals[0]
    assert record() == ("人工修改" if published else "共享实验室")


def test_a_withdrawn_record_is_not_brought_back_by_its_file(app, load, record):
    load(PROJECT)
    with app.app_context():
        staff = db.session.scalar(select(User))
        workflow.withdraw(db.session.scalar(select(Project)), staff, "有误")
        db.session.commit()
    load(PROJECT | {"title": "又来"})
    assert record(look=lambda record: record.withdrawn_at) is not None


BAD = {
    "no JSON": b'{"kind": "project", ',
    "a list": b"[1, 2]",
    "a number of 5000 digits": b'{"kind": "project", "key": "k", "year": ' + b"9" * 5000 + b"}",
    "not UTF-8": b'{"kind": "project", "key": "k", "title": "\xff"}',
    "nested too deep": b"[" * 100_000,
    "no key": {"kind": "project", "title": "没有键"},
    "a long key": PROJECT | {"key": "k" * 201},
    "an unknown kind": PROJECT | {"key": "k", "kind": "dream"},
    "a kind that is no word": PROJECT | {"key": "k", "kind": ["project"]},
    "no title": {"kind": "project", "key": "k"},
    "an unknown city": PROJECT | {"key": "k", "city": "atlantis"},
    "an unknown theme": PROJECT | {"key": "k", "themes": ["没有的主题"]},
    "a day that is none": PROJECT | {"key": "k", "published_on": "2024-02-30"},
    "a year that is none": PROJECT | {"key": "k", "year": 20245},
    "an unknown stage": PROJECT | {"key": "k", "stage": "nowhere"},
    "links that are none": PROJECT | {"key": "k", "links": "lab"},
    "links of words": PROJECT | {"key": "k", "links": ["lab"]},
    "hostile Markdown": PROJECT | {"key": "k", "body": "[" * 20_000},
    "a case study without its parts": CASE | {"key": "k", "body": "没有标题的正文"},
    "a twin": PROJECT | {"title": "同一个键"},
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_reported_with_its_number_and_the_rest_loads(app, load, name):
    report = load(PROJECT, BAD[name], PROJECT | {"key": "after"})
    assert report.counts == {"new": 2, "refused": 1}
    assert len(report.refusals) == 1
    assert report.refusals[0].startswith("rows.jsonl:2: ")
    assert len(report.refusals[0]) > len("rows.jsonl:2: ") + 10


def test_a_twin_in_another_batch_is_refused_too(load, record):
    rows = [PROJECT | {"key": f"k{number}", "title": f"第{number}"} for number in range(250)]
    report = load(*rows, PROJECT | {"key": "k0", "title": "同一个键"})
    assert report.counts == {"new": 250, "refused": 1}
    assert record("k0") == "第0"


def test_the_areas_of_experts_are_known_in_every_batch(load, keep, record):
    keep(make_area, "灵活用工")
    expert = {"kind": "expert", "title": "王海", "areas": ["灵活用工"]}
    rows = [expert | {"key": f"k{number}", "unit": f"第{number}大学"} for number in range(250)]
    assert load(*rows).counts == {"new": 250}
    assert record("k249", lambda record: record.areas) == ["灵活用工"]


def test_a_row_that_changes_its_kind_is_refused(load, record):
    load(PROJECT)
    report = load(PROJECT | {"kind": "outcome"}, PROJECT | {"key": "after"})
    assert report.counts == {"new": 1, "refused": 1}
    assert record(look=lambda record: record.kind) == "project"


def test_odd_characters_are_cleaned_and_do_no_harm(load, record):
    odd = b'{"kind": "project", "key": "la\\u0000b\\ud800", "title": "\\u0000T\\ud83d"}'
    assert load(odd).counts == {"new": 1}
    assert load(odd).counts == {"same": 1}
    assert record() == "T"


def test_a_number_serves_as_key(load):
    assert load({"kind": "project", "key": 7, "title": 2024}).counts == {"new": 1}


def test_a_mark_of_byte_order_and_empty_lines_do_not_matter(load):
    line = b'\xef\xbb\xbf{"kind": "project", "key": "lab", "title": "T"}'
    assert load(line, b"", b"   ").counts == {"new": 1}


def test_one_running_text_is_divided_by_its_headings(load, record):
    body = "引言\n\n## 背景\n\n甲\n\n### 细节\n\n## 做法\n\n乙\n\n## 联系方式\n\n丙"
    assert load(CASE | {"body": body}).counts == {"new": 1}

    def parts(case: CaseStudy):
        return case.background, case.practice, case.results, case.contact

    assert record("case", parts) == ("引言\n\n\n甲\n\n### 细节", "乙", "", "丙")


def test_links_are_seen_from_both_ends_whatever_the_order_of_the_rows(app, load):
    link = {"relation": "produces", "to": "case"}
    case = CASE | {"background": "甲", "practice": "乙"}
    assert load(PROJECT | {"links": [link]}, case).refusals == []
    with app.app_context():
        project, case = db.session.scalars(select(Record).order_by(Record.id)).all()
        names = [[str(name) for name, _ in related(one, None)] for one in (project, case)]
        assert [other.key for _, others in related(project, None) for other in others] == ["case"]
        assert [other.key for _, others in related(case, None) for other in others] == ["lab"]
        assert names[0] != names[1]


def test_a_link_is_made_as_soon_as_its_other_end_is_there(app, load):
    row = PROJECT | {"links": [{"relation": "produces", "to": "case"}]}
    assert "case" in load(row).refusals[0]
    load(CASE | {"background": "甲", "practice": "乙"})
    assert load(row).counts == {"same": 1}
    assert number_of(app, RecordLink) == 1
    load(row)
    assert number_of(app, RecordLink) == 1


@pytest.mark.parametrize(
    "link",
    [
        {"relation": "loves", "to": "lab"},
        {"relation": "cites"},
        {"to": "lab"},
        {},
        {"relation": Relation.CITES, "to": "lab"},
    ],
)
def test_a_link_that_leads_nowhere_is_reported(app, load, link):
    report = load(PROJECT | {"links": [link]})
    assert report.counts == {"new": 1}
    assert report.refusals[0].startswith("rows.jsonl:1: link")
    assert number_of(app, RecordLink) == 0


EVENT = PROJECT | {"key": "event", "title": "招聘会", "replaces": ["lab"]}


def test_a_row_takes_the_place_of_an_old_one_whose_page_says_so(load, record, browse):
    load(PROJECT)
    old = record(look=lambda record: record.number)
    load(EVENT)
    gone = browse().get(f"/libraries/projects/{old}")
    assert gone.status_code == 410
    assert record("event", lambda record: record.number) in gone.text
    assert "招聘会" in gone.text


def test_what_was_replaced_and_restored_stays(load, record, staff, app):
    load(PROJECT)
    load(EVENT)
    with app.app_context():
        old = db.session.scalar(select(Record).where(Record.key == "lab"))
        workflow.restore(old, db.session.merge(staff))
        db.session.commit()
    load(EVENT)
    assert record(look=lambda record: record.withdrawn_at) is None


def test_what_was_edited_on_the_site_is_not_replaced(load, record, staff, app):
    load(PROJECT)
    with app.app_context():
        old = db.session.scalar(select(Record).where(Record.key == "lab"))
        workflow.save(old, db.session.merge(staff), content(Project, title="我们的实验室"))
        db.session.commit()
    report = load(EVENT)
    assert record(look=lambda record: record.withdrawn_at) is None
    assert any("lab was edited" in refusal for refusal in report.refusals)
