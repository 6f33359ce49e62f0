"""Issuing: two parts, their numbers and files; from then on nothing changes them."""

import pytest
from make import content, make_theme
from make_meetings import make_held
from make_minutes import SECRET, circulated, published, section, signed
from sqlalchemy import select, text

from kb.db import db
from kb.errors import Conflict, NotAllowed
from kb.meetings import adding, issuing, minuting
from kb.meetings.agenda import AgendaItem
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp
from kb.meetings.meetings import MeetingState
from kb.meetings.minutes import Part
from kb.meetings.resolutions import Resolution
from kb.publishing import bulk, links, workflow
from kb.publishing.attachments import Attachment
from kb.publishing.permissions import may_create, may_edit
from kb.publishing.records import Visibility
from kb.publishing.revisions import apply


def intact(record, reader):
    db.session.expire_all()
    return adding.check(record, adding.addenda_of(record, reader)).is_intact


def test_the_whole_is_for_the_council_and_the_public_part_for_everybody(held):
    whole, public = published(held)
    assert (whole.part, whole.visibility) == (Part.WHOLE, Visibility.COUNCIL)
    assert (public.part, public.visibility) == (Part.PUBLIC, Visibility.PUBLIC)
    assert whole.document_number == public.document_number
    assert {whole.number[:3], public.number[:3]} == {"JY-"}
    assert held.meeting.state is MeetingState.PUBLISHED


def test_without_closed_items_there_is_one_record_for_all(held):
    for model in (AgendaItem, Resolution, FollowUp, MeetingFile):
        for row in db.session.scalars(select(model)):
            row.is_closed = False
    (record,) = published(held)
    assert (record.part, record.visibility) == (Part.WHOLE, Visibility.PUBLIC)


def test_nothing_of_a_closed_item_stands_in_the_public_part(held):
    whole, public = published(held)
    row = db.session.execute(text("select * from minutes where id = :id"), {"id": public.id}).one()
    beside = (public.title, public.summary, public.text.plain, public.text.facts, *map(str, row))
    assert SECRET not in "\n".join(beside)
    assert "8号" not in public.body
    assert SECRET in whole.body
    assert SECRET not in whole.summary


def test_open_papers_become_attachments_of_both_and_closed_ones_of_the_whole(held):
    whole, public = published(held)

    def files(record):
        rows = select(Attachment.sha256).where(Attachment.record_id == record.id)
        return set(db.session.scalars(rows))

    assert files(public) == {"a" * 64}
    assert files(whole) == {"a" * 64, "b" * 64}


def test_document_numbers_follow_each_other(held):
    first = published(held)[0].document_number
    other = make_held(state=MeetingState.HELD, source="旧纪要.docx")
    minuting.compile_minutes(other, held.secretary)
    (second,) = issuing.publish(other, held.secretary)
    assert (first[-2:], second.document_number[-2:]) == ("1号", "2号")


def test_what_is_not_signed_is_not_published(held):
    circulated(held)
    with pytest.raises(Conflict):
        issuing.publish(held.meeting, held.secretary)


def test_only_the_secretariat_publishes(held):
    signed(held)
    with pytest.raises(NotAllowed):
        issuing.publish(held.meeting, held.chair)


def test_a_signed_text_that_was_changed_in_the_database_is_not_published(held):
    signed(held)
    found = section(held, "opening")
    db.session.execute(
        text("update minutes_section set text = '别的话' where id = :id"), {"id": found.id}
    )
    db.session.expire_all()
    with pytest.raises(Conflict):
        issuing.publish(held.meeting, held.secretary)


def test_they_are_published_once(held):
    published(held)
    with pytest.raises(Conflict):
        issuing.publish(held.meeting, held.secretary)


@pytest.mark.parametrize("part", [0, 1])
def test_no_door_changes_what_is_published(held, part):
    record = published(held)[part]
    for person in (held.secretary, held.chair, held.member):
        assert not may_edit(person, record)
        assert not may_create(person, type(record))
    facts = content(type(record), title="改过的题目")
    doors = (
        lambda: workflow.create(type(record), held.secretary, facts),
        lambda: workflow.save(record, held.secretary, facts),
        lambda: workflow.submit(record, held.secretary),
        lambda: workflow.publish(record, held.secretary),
        lambda: bulk.publish_directly([(record, facts)], held.secretary),
        lambda: bulk.submit_directly([(record, facts)], held.secretary),
        lambda: apply(record, facts),
        lambda: links.link(record, record, links.Relation.CITES, held.chair),
        lambda: minuting.compile_minutes(held.meeting, held.secretary),
    )
    for door in doors:
        with pytest.raises((NotAllowed, Conflict)):
            door()
    assert record.title != "改过的题目"


def test_published_minutes_are_intact_after_they_are_read_anew(held):
    for record in published(held):
        assert intact(record, held.secretary)


CHANGES = {
    "body": "update minutes set body = replace(body, '22项', '23项')",
    "title": "update record set title = '别的会议纪要' where kind = 'minutes'",
    "visibility": "update record set visibility = 'alliance' where kind = 'minutes'",
    "number": "update minutes set document_number = '联盟纪〔2026〕99号'",
    "day": "update record set published_on = '2020-01-01' where kind = 'minutes'",
    "signature": "update minutes set signed_for = 'weihai'",
    "files": "update attachment set sha256 = 'c'",
    "fingerprint": "update minutes set sha256 = 'd'",
    "audit": "update audit_event set detail = '{}' where action = 'fix minutes'",
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_in_the_database_itself_is_detected(held, what):
    records = published(held)
    db.session.execute(text(CHANGES[what]))
    assert not any(intact(record, held.secretary) for record in records)


def test_tags_and_themes_may_be_put_in_order(held):
    record = published(held)[0]
    record.tag_rows.append(make_theme())
    db.session.flush()
    assert intact(record, held.secretary)
