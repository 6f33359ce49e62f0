import pytest
from make import content, make_member, make_record, make_user

from kb.accounts.users import Role
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.audit import AuditEvent
from kb.publishing.revisions import State, history, latest

pytestmark = pytest.mark.usefixtures("context")


def test_a_published_record_keeps_its_face_while_a_change_is_drafted():
    staff = make_user()
    project = make_record(title="共享实验室", author=staff)
    workflow.save(project, staff, content(Project, title="联合实验室"))
    assert project.title == "共享实验室"

    workflow.submit(project, staff)
    workflow.publish(project, staff)
    assert project.title == "联合实验室"


def test_a_record_gets_its_number_once_and_keeps_it():
    staff = make_user()
    project = make_record(author=staff)
    number = project.number
    assert number.startswith("XM-")
    workflow.save(project, staff, content(Project, title="改名"))
    workflow.submit(project, staff)
    workflow.publish(project, staff)
    assert project.number == number


def test_numbers_count_up_and_are_not_reused_after_a_withdrawal():
    first, second = make_record(), make_record()
    workflow.withdraw(second, make_user(), "重复")
    third = make_record()
    numbers = [int(record.number[-4:]) for record in (first, second, third)]
    assert numbers == [1, 2, 3]


def test_an_author_cannot_publish_what_is_his_own_without_being_staff():
    editor = make_user(Role.PARK_EDITOR, member=make_member().slug)
    project = make_record(author=editor, published=False)
    workflow.submit(project, editor)
    with pytest.raises(NotAllowed):
        workflow.publish(project, editor)


def test_a_return_needs_a_reason_and_the_author_reads_it():
    editor, staff = make_user(Role.PARK_EDITOR, member=make_member().slug), make_user()
    project = make_record(author=editor, published=False)
    workflow.submit(project, editor)
    with pytest.raises(DomainError):
        workflow.send_back(project, staff, "  ")
    workflow.send_back(project, staff, "请补充数据来源")
    assert latest(project).state is State.RETURNED
    assert latest(project).reason == "请补充数据来源"


def test_a_form_opened_before_somebody_elses_save_is_refused():
    staff = make_user()
    project = make_record(author=staff)
    opened = project.version
    workflow.save(project, staff, content(Project, title="先保存"), opened)
    with pytest.raises(Conflict):
        workflow.save(project, staff, content(Project, title="后保存"), opened)


def test_what_is_under_review_cannot_be_edited():
    staff = make_user()
    project = make_record(author=staff, published=False)
    workflow.submit(project, staff)
    with pytest.raises(Conflict):
        workflow.save(project, staff, content(Project))


def test_steps_out_of_order_are_refused():
    staff = make_user()
    draft = make_record(author=staff, published=False)
    for step in (workflow.publish, workflow.restore):
        with pytest.raises(Conflict):
            step(draft, staff)
    with pytest.raises(Conflict):
        workflow.withdraw(draft, staff, "理由")


def test_every_step_leaves_a_revision_state_and_an_audit_line():
    staff = make_user()
    project = make_record(author=staff)
    workflow.save(project, staff, content(Project, title="二"))
    actions = [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]
    assert actions == ["create", "submit", "publish", "save"]
    assert [revision.state for revision in history(project)] == [State.DRAFT, State.PUBLISHED]


def test_only_one_revision_is_the_published_one():
    staff = make_user()
    project = make_record(author=staff)
    for title in ("二", "三"):
        workflow.save(project, staff, content(Project, title=title))
        workflow.submit(project, staff)
        workflow.publish(project, staff)
    published = [r for r in history(project) if r.state is State.PUBLISHED]
    assert [revision.number for revision in published] == [3]
