import pytest
from make import make_record, make_user

from kb.accounts.users import Role
from kb.db import db
from kb.errors import NotAllowed
from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project
from kb.publishing.audit import AuditEvent
from kb.publishing.links import LABELS, RecordLink, Relation, link, related

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def author():
    return make_user()


def seen(record, reader=None):
    return {str(label): [other.id for other in others] for label, others in related(record, reader)}


@pytest.mark.parametrize("relation", Relation)
def test_a_relation_is_read_from_both_ends_in_its_own_words(author, relation):
    project, outcome = make_record(Project, author), make_record(Outcome, author)
    link(project, outcome, relation, author)
    forward, backward = map(str, LABELS[relation])
    assert seen(project) == {forward: [outcome.id]}
    assert seen(outcome) == {backward: [project.id]}


def test_the_same_link_is_made_once(author):
    project, outcome = make_record(Project, author), make_record(Outcome, author)
    for _turn in range(2):
        link(project, outcome, Relation.PRODUCES, author)
    assert db.session.query(RecordLink).count() == 1
    assert db.session.query(AuditEvent).filter_by(action="link").count() == 1


def test_two_records_may_be_related_in_several_ways(author):
    project, outcome = make_record(Project, author), make_record(Outcome, author)
    link(project, outcome, Relation.PRODUCES, author)
    link(outcome, project, Relation.CITES, author)
    assert len(seen(project)) == len(seen(outcome)) == 2


def test_whoever_may_not_edit_the_origin_does_not_link_it(author):
    project, outcome = make_record(Project, author), make_record(Outcome, author)
    with pytest.raises(NotAllowed):
        link(project, outcome, Relation.CITES, make_user(Role.PARK_EDITOR))
