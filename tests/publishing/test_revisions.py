from datetime import date

import pytest
from make import content, make_record, make_theme, make_user

from kb.db import db
from kb.libraries.projects import Project, Stage
from kb.parts import KINDS
from kb.publishing import workflow
from kb.publishing.records import Tag, Visibility
from kb.publishing.revisions import decode, encode, latest, snapshot

pytestmark = pytest.mark.usefixtures("context")


def test_content_comes_back_from_a_revision_with_its_types():
    given = content(Project, stage=Stage.LANDED, landed_on=date(2021, 12, 2), year=2021)
    made = make_record(Project, **given)
    db.session.expire_all()
    back = decode(Project, latest(made).content)
    assert back == {**encode(given), "landed_on": date(2021, 12, 2), "stage": Stage.LANDED} | {
        "visibility": Visibility.PUBLIC
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_snapshot_holds_every_content_field_as_json(kind):
    made = make_record(kind.model, tags=["共建"])
    taken = snapshot(made)
    assert set(taken) == set(kind.model.content_fields)
    assert encode(decode(kind.model, taken)) == taken


def test_a_field_that_the_model_no_longer_has_is_left_out():
    assert decode(Project, {"title": "题目", "colour": "blue"}) == {"title": "题目"}


def test_a_new_tag_is_made_once_however_many_use_it():
    for _turn in range(2):
        make_record(Project, tags=["共建", "共建"])
    assert [tag.name for tag in db.session.query(Tag)] == ["共建"]


def test_a_theme_is_never_made_by_a_record_and_a_tag_may_have_its_name():
    make_theme("灵活用工")
    made = make_record(Project, themes=["灵活用工", "没有的主题"], tags=["灵活用工"])
    assert (made.themes, made.tags) == (["灵活用工"], ["灵活用工"])
    assert db.session.query(Tag).count() == 2


def test_the_text_that_search_reads_follows_the_content():
    staff = make_user()
    made = make_record(Project, staff, body="**甲**方案", stage="landed", lead_unit="某单位")
    assert (made.text.plain, made.text.trait, made.text.facts) == (
        "甲方案",
        "stage=landed",
        "某单位",
    )
    workflow.save(made, staff, content(Project, body="乙方案"))
    assert made.text.plain == "甲方案"
    workflow.submit(made, staff)
    workflow.publish(made, staff)
    assert made.text.plain == "乙方案"
