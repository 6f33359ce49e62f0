"""Who may do what: the rules, and the WHERE clause that says the same."""

import pytest
from make import make_member, make_record, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.db import db
from kb.errors import NotAllowed
from kb.libraries.projects import Project
from kb.publishing import permissions, workflow
from kb.publishing.records import Record, Visibility

pytestmark = pytest.mark.usefixtures("context")
PARK, OTHER = "rizhao-park", "yantai-park"


@pytest.fixture
def people():
    """Everybody there can be, by what they are."""
    make_member(PARK)
    make_member(OTHER)
    return {
        "visitor": None,
        "administrator": make_user(),
        "secretariat": make_user(Role.SECRETARIAT),
        "own": make_user(Role.PARK_EDITOR, member=PARK),
        "other": make_user(Role.PARK_EDITOR, member=OTHER),
        "nowhere": make_user(Role.PARK_EDITOR),
        "gone": make_user(Role.SECRETARIAT, active=False),
    }


STAFF = {"administrator", "secretariat"}


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility.PUBLIC, {"visitor", "own", "other", "nowhere", "gone"}),
        (Visibility.ALLIANCE, {"own", "other", "nowhere"}),
        (Visibility.MEMBER, {"own"}),
        (Visibility.SECRETARIAT, set()),
    ],
)
def test_one_record_is_read_by_the_same_people_everywhere(people, visibility, readers):
    record = make_record(Project, visibility=visibility, member=PARK)
    for name, user in people.items():
        found = db.session.scalar(select(Record.id).where(permissions.readable_by(user)))
        word = permissions.audiences(user)
        indexed = word is None or permissions.audience(record) in word
        answers = {permissions.may_read(user, record), found == record.id, indexed}
        assert answers == {name in readers | STAFF}, name


def test_a_record_of_no_member_is_nobodys_own(people):
    make_record(Project, visibility=Visibility.MEMBER)
    for name in ("own", "nowhere"):
        found = db.session.scalar(select(Record.id).where(permissions.readable_by(people[name])))
        assert found is None


def test_a_draft_is_seen_by_its_author_and_the_staff_alone(people):
    draft = make_record(Project, people["own"], published=False, member=PARK)
    people["colleague"] = make_user(Role.PARK_EDITOR, member=PARK)
    for may in (permissions.may_read, permissions.may_edit):
        assert {name for name, user in people.items() if may(user, draft)} == STAFF | {"own"}


def test_what_an_organisation_has_published_its_editors_may_change(people):
    record = make_record(Project, people["administrator"], member=PARK)
    editors = {name for name, user in people.items() if permissions.may_edit(user, record)}
    assert editors == STAFF | {"own"}


def test_whoever_may_edit_may_read(people):
    for author in ("own", "other", "administrator"):
        for visibility in Visibility:
            record = make_record(Project, people[author], False, member=PARK, visibility=visibility)
            for user in people.values():
                if permissions.may_edit(user, record):
                    assert permissions.may_read(user, record)


def test_only_the_active_staff_review(people):
    record = make_record(Project, people["own"], published=False)
    assert {n for n, user in people.items() if permissions.may_review(user, record)} == STAFF


@pytest.mark.parametrize("name", ["visitor", "gone"])
def test_nobody_writes_without_an_account_that_lives(people, name):
    with pytest.raises(NotAllowed):
        workflow.create(Project, people[name], {"title": "题目"})


@pytest.mark.parametrize("name", ["visitor", "other", "nowhere", "gone"])
def test_no_step_is_open_to_who_has_no_right(people, name):
    record = make_record(Project, people["own"], published=False, member=PARK)
    user = people[name]
    steps = (
        lambda: workflow.save(record, user, {"title": "x"}),
        lambda: workflow.submit(record, user),
        lambda: workflow.send_back(record, user, "x"),
        lambda: workflow.publish(record, user),
        lambda: workflow.withdraw(record, user, "x"),
        lambda: workflow.restore(record, user),
        lambda: workflow.publish_directly([(record, {"title": "x"})], user),
    )
    for step in steps:
        with pytest.raises(NotAllowed):
            step()
