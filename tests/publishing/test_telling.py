"""Who is told of a step: those it concerns, never who took it, never who may not read."""

import pytest
from make import content, make_member, make_record, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.db import db
from kb.jobs.queue import Job
from kb.libraries.projects import Project
from kb.publishing import bulk, mail_wishes, notices, workflow
from kb.publishing.events import Event
from kb.publishing.mail_wishes import Wish
from kb.publishing.notices import Notice, notify
from kb.publishing.records import Visibility
from kb.publishing.subscriptions import Followed, Subject, follow

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def writer():
    make_member()
    return make_user(Role.PARK_EDITOR, member="rizhao-park")


@pytest.fixture
def reviewer():
    return make_user(Role.SECRETARIAT)


def told(event):
    """Who has been told of this, by id."""
    return set(db.session.scalars(select(Notice.user_id).where(Notice.event == event)))


def submitted(writer, **given):
    record = make_record(author=writer, published=False, **given)
    workflow.submit(record, writer)
    return record


def test_the_reviewers_learn_of_a_submission_and_the_author_does_not(writer, reviewer):
    administrator, locked = make_user(), make_user(active=False)
    submitted(writer)
    assert told(Event.SUBMITTED) == {reviewer.id, administrator.id}
    assert locked.id not in told(Event.SUBMITTED)


def test_the_account_that_loads_files_is_nobody_to_tell(writer, reviewer):
    make_user(Role.SECRETARIAT, email="loader@kb.invalid")
    submitted(writer)
    assert told(Event.SUBMITTED) == {reviewer.id}


def test_author_and_submitter_learn_the_reason_of_a_return(writer, reviewer):
    colleague = make_user(Role.PARK_EDITOR, member="rizhao-park")
    record = make_record(author=writer, member="rizhao-park", visibility="public")
    workflow.save(record, colleague, content(Project, title="改名", member="rizhao-park"))
    workflow.submit(record, colleague)
    workflow.send_back(record, reviewer, "请补充数据来源")
    assert told(Event.RETURNED) == {writer.id, colleague.id}
    notice = db.session.scalars(select(Notice).where(Notice.event == Event.RETURNED)).first()
    assert "请补充数据来源" in notice.sentence
    assert notice.wanted


def test_who_reviews_the_own_record_is_told_nothing():
    make_record(author=make_user())  # An administrator: others do not review their own.
    assert told(Event.SUBMITTED) == told(Event.PUBLISHED) == set()


def test_author_and_followers_learn_of_withdrawal_and_restoring(writer, reviewer):
    reader = make_user(Role.EXPERT)
    record = submitted(writer)
    workflow.publish(record, reviewer)
    assert told(Event.PUBLISHED) == {writer.id}
    follow(Followed(Subject.RECORD, str(record.id), record=record), reader)
    workflow.withdraw(record, reviewer, "数据有误")
    workflow.restore(record, reviewer)
    assert told(Event.WITHDRAWN) == told(Event.RESTORED) == {writer.id, reader.id}


def test_nobody_is_told_of_what_they_may_not_read(writer, reviewer):
    stranger = make_user(Role.EXPERT)
    record = submitted(writer)
    notify([stranger, writer], Event.PUBLISHED, record)
    assert told(Event.PUBLISHED) == {writer.id}


def test_a_notice_about_a_record_that_is_hidden_since_has_no_title(writer, reviewer):
    reader = make_user(Role.EXPERT)
    record = submitted(writer, title="内部名单")
    workflow.publish(record, reviewer)
    notify([reader], Event.CHANGED, record)
    notice = db.session.scalars(select(Notice).where(Notice.user_id == reader.id)).one()
    assert "内部名单" in notice.sentence
    record.visibility = Visibility.SECRETARIAT
    assert "内部名单" not in notice.sentence
    assert not notice.is_open


def test_of_a_withdrawn_record_others_learn_the_number_only(writer, reviewer):
    reader = make_user(Role.EXPERT)
    record = submitted(writer, title="内部名单")
    workflow.publish(record, reviewer)
    follow(Followed(Subject.RECORD, str(record.id), record=record), reader)
    workflow.withdraw(record, reviewer, "数据有误")
    sentences = {
        notice.user_id: notice.sentence
        for notice in db.session.scalars(select(Notice).where(Notice.event == Event.WITHDRAWN))
    }
    assert "内部名单" in sentences[writer.id]
    assert "内部名单" not in sentences[reader.id]
    assert record.number in sentences[reader.id]


def test_records_loaded_many_at_once_are_told_to_nobody(reviewer):
    make_user(Role.PARK_EDITOR)
    bulk.publish_directly([(Project(), content(Project))], reviewer)
    assert db.session.scalars(select(Notice)).all() == []
    assert db.session.scalars(select(Job)).all() == []


def test_one_person_is_told_once(writer, reviewer):
    record = submitted(writer)
    notify([writer, writer], Event.CHANGED, record)
    assert notices.unread(writer) == 1


def test_what_another_has_not_read_stays_unread(writer, reviewer):
    submitted(writer)
    notice = db.session.scalars(select(Notice)).one()
    notices.mark_read([notice], writer)
    assert notice.read_at is None
    notices.mark_all_read(writer)
    db.session.refresh(notice)
    assert notice.read_at is None
    notices.mark_read([notice], reviewer)
    assert notices.unread(reviewer) == 0


@pytest.mark.parametrize(
    ("wish", "pressing", "can_wait"),
    [
        (None, True, False),
        (Wish.PRESSING, True, False),
        (Wish.EACH, True, True),
        (Wish.DAILY, False, False),
        (Wish.NONE, False, False),
    ],
)
def test_mail_goes_out_at_once_for_who_wants_it_so(writer, wish, pressing, can_wait):
    if wish:
        mail_wishes.choose(wish, writer)
    record = make_record(author=writer, published=False)
    for event, wanted in ((Event.RETURNED, pressing), (Event.NEWS, can_wait)):
        notify([writer], event, record, reason="x", followed="x")
        waiting = db.session.scalars(select(Job).where(Job.name == "mail_notices")).all()
        assert bool(waiting) == wanted, event
        for job in waiting:
            db.session.delete(job)


def test_what_is_decided_asks_nobody_any_more(writer, reviewer):
    other = make_user(Role.SECRETARIAT)
    record = submitted(writer)
    workflow.send_back(record, reviewer, "请补充")
    asked = select(Notice.read_at).where(
        Notice.user_id == other.id, Notice.event == Event.SUBMITTED
    )
    assert None not in db.session.scalars(asked).all()
