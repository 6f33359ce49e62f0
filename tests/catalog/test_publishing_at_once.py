"""Two reviewers with the same draft before them: one publishes it, the other one learns of it."""

import pytest
from make import make_of, make_user

from kb.accounts.users import Role
from kb.db import db
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.records import Record


@pytest.fixture
def draft(app, keep, editor):
    """A submitted project's address, and how to publish it: its number then."""
    made = keep(make_of, editor, Project, published=False)
    with app.app_context():
        workflow.submit(db.session.get(Record, made.id), db.session.merge(editor))
        db.session.commit()
    return f"/libraries/projects/{made.address}"


def published(browse, keep, draft):
    answer = browse(keep(make_user, Role.SECRETARIAT)).post(f"{draft}/publish")
    assert answer.status_code == 302
    return answer.location


def test_the_second_reviewer_is_told_that_somebody_was_faster(browse, keep, draft):
    published(browse, keep, draft)
    second = browse(keep(make_user, Role.SECRETARIAT))
    for order in ("publish", "return", "submit"):
        assert second.post(f"{draft}/{order}", {"note": "请补充"}).status_code == 409


def test_the_address_of_the_draft_leads_to_the_published_record(browse, keep, editor, draft):
    place = published(browse, keep, draft)
    assert browse().get(draft).location == place
    assert browse(editor).get(f"{draft}/history?a=1").location == f"{place}/history?a=1"


def test_it_leads_nobody_to_what_they_may_not_read(app, browse, keep, draft):
    place = published(browse, keep, draft)
    with app.app_context():
        record = db.session.query(Record).filter_by(number=place.rpartition("/")[2]).one()
        record.visibility = "secretariat"
        db.session.commit()
    for address in (draft, draft.replace("projects", "outcomes")):
        assert browse().get(address).status_code == 404
