"""Who may do what: the rules, and the WHERE clause that says the same."""

import pytest
from make import make_city, make_member, make_record, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.pages import Page
from kb.bulletin.articles import Article
from kb.db import db
from kb.errors import NotAllowed
from kb.libraries.case_studies import CaseStudy
from kb.libraries.experts import Expert
from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project
from kb.publishing import bulk, permissions, workflow
from kb.publishing.records import Record, Visibility

pytestmark = pytest.mark.usefixtures("context")
PARK, OTHER = "rizhao-park", "yantai-park"


@pytest.fixture
def people():
    """Everybody there can be, by what they are."""
    city = make_city()
    make_city("yantai", "烟台", "Yantai", 2)
    make_member(PARK, city=city)
    make_member(OTHER)
    return {
        "visitor": None,
        "administrator": make_user(),
        "secretariat": make_user(Role.SECRETARIAT),
        "own": make_user(Role.PARK_EDITOR, member=PARK, city="rizhao"),
        "colleague": make_user(Role.PARK_EDITOR, member=PARK),
        "other": make_user(Role.PARK_EDITOR, member=OTHER),
        "nowhere": make_user(Role.PARK_EDITOR),
        "liaison": make_user(Role.CITY_LIAISON, city="rizhao"),
        "neighbour": make_user(Role.CITY_LIAISON, city="yantai"),
        "council": make_user(Role.COUNCIL_MEMBER, city="rizhao", member=PARK),
        "observer": make_user(Role.PROVINCIAL_OBSERVER),
        "expert": make_user(Role.EXPERT),
        "gone": make_user(Role.SECRETARIAT, active=False),
    }


STAFF = {"administrator", "secretariat"}
EVERYBODY = {"visitor", "own", "colleague", "other", "nowhere", "liaison", "neighbour"}
EVERYBODY |= {"council", "observer", "expert", "gone"}
ALLIANCE = EVERYBODY - {"visitor", "expert", "gone"}
OWN = {"own", "colleague", "liaison"}
"""Who writes for the park, or for its city."""


def who(may, *given):
    """A set of names: whom this rule lets."""
    return lambda people: {name for name, user in people.items() if may(user, *given)}


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility.PUBLIC, EVERYBODY),
        (Visibility.ALLIANCE, ALLIANCE),
        (Visibility.COUNCIL, {"council", "observer"}),
        (Visibility.MEMBER, {"own", "colleague", "council"}),
        (Visibility.SECRETARIAT, set()),
    ],
)
def test_one_record_is_read_by_the_same_people_everywhere(people, visibility, readers):
    record = make_record(Project, visibility=visibility, member=PARK, city="rizhao")
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


def test_a_draft_is_seen_and_taken_over_by_its_unit_alone(people):
    draft = make_record(Project, people["own"], published=False)
    assert (draft.member, draft.city) == (PARK, "rizhao")
    for may in (permissions.may_read, permissions.may_edit):
        assert who(may, draft)(people) == STAFF | OWN


def test_a_draft_for_the_secretariat_is_shown_to_no_colleague(people):
    draft = make_record(Project, people["own"], published=False, visibility=Visibility.SECRETARIAT)
    assert who(permissions.may_read, draft)(people) == STAFF | {"own"}


def test_what_an_organisation_has_published_its_editors_may_change(people):
    record = make_record(Project, people["administrator"], member=PARK, city="rizhao")
    assert who(permissions.may_edit, record)(people) == STAFF | OWN


def test_authors_read_and_edit_what_they_wrote_whatever_becomes_of_it(people):
    expert = people["expert"]
    profile = make_record(Expert, expert, published=False)
    assert permissions.may_edit(expert, profile)
    workflow.submit(profile, expert)
    workflow.publish(profile, people["secretariat"])
    profile.visibility = Visibility.SECRETARIAT
    assert permissions.may_edit(expert, profile)


def test_an_observer_writes_nothing_not_even_of_old(people):
    draft = make_record(Project, people["own"], published=False)
    people["own"].role = Role.PROVINCIAL_OBSERVER
    assert permissions.may_read(people["own"], draft)
    assert not permissions.may_edit(people["own"], draft)


@pytest.mark.parametrize(
    ("model", "authors"),
    [
        (CaseStudy, {"own", "colleague", "other", "liaison", "neighbour"}),
        (Project, {"own", "colleague", "other", "liaison", "neighbour"}),
        (Outcome, {"own", "colleague", "other", "liaison", "neighbour"}),
        (Expert, {"expert"}),
        (Article, set()),
        (Page, set()),
    ],
)
def test_each_kind_is_begun_by_the_roles_of_the_table(people, model, authors):
    assert who(permissions.may_create, model)(people) == STAFF | authors


def test_a_park_writes_for_itself_whatever_the_form_says(people):
    made = make_record(Project, people["own"], False, member=OTHER, city="yantai")
    assert (made.member, made.city) == (PARK, "rizhao")
    workflow.save(made, people["own"], {"title": "改题", "member": OTHER, "city": "yantai"})
    assert (made.title, made.member, made.city) == ("改题", PARK, "rizhao")


def test_a_liaison_corrects_a_park_s_record_without_taking_it(people):
    made = make_record(Project, people["own"], False)
    workflow.save(made, people["liaison"], {"title": "改题", "member": None, "city": None})
    assert (made.title, made.member, made.city) == ("改题", PARK, "rizhao")


def test_the_staff_give_a_record_to_another_member(people):
    made = make_record(Project, people["own"], False)
    workflow.save(made, people["secretariat"], {"title": "改题", "member": OTHER})
    assert made.member == OTHER


def test_whoever_may_edit_may_read(people):
    for author in ("own", "other", "administrator"):
        for visibility in Visibility:
            record = make_record(Project, people[author], False, visibility=visibility)
            for user in people.values():
                if permissions.may_edit(user, record):
                    assert permissions.may_read(user, record)


def test_only_the_active_staff_review(people):
    record = make_record(Project, people["own"], published=False)
    assert {n for n, user in people.items() if permissions.may_review(user, record)} == STAFF


@pytest.mark.parametrize("name", ["visitor", "gone", "nowhere", "council", "observer"])
def test_nobody_writes_without_an_account_that_lives(people, name):
    with pytest.raises(NotAllowed):
        workflow.create(Project, people[name], {"title": "题目"})


@pytest.mark.parametrize(
    "name", ["visitor", "other", "nowhere", "neighbour", "council", "observer", "expert", "gone"]
)
def test_no_step_is_open_to_who_has_no_right(people, name):
    record = make_record(Project, people["own"], published=False)
    user = people[name]
    steps = (
        lambda: workflow.save(record, user, {"title": "x"}),
        lambda: workflow.submit(record, user),
        lambda: workflow.send_back(record, user, "x"),
        lambda: workflow.publish(record, user),
        lambda: workflow.withdraw(record, user, "x"),
        lambda: workflow.restore(record, user),
        lambda: bulk.publish_directly([(record, {"title": "x"})], user),
    )
    for step in steps:
        with pytest.raises(NotAllowed):
            step()
