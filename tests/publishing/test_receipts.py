"""Read receipts: asked of those who may read, signed once, seen by who asked."""

from datetime import timedelta

import pytest
from make import make_member, make_record, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.publishing import receipts
from kb.publishing.events import Event
from kb.publishing.notices import Notice
from kb.publishing.receipts import Circle, Wanted

pytestmark = pytest.mark.usefixtures("context")
EDITORS = Wanted(Circle.EDITORS)


@pytest.fixture
def editors():
    make_member()
    return [make_user(Role.PARK_EDITOR, member="rizhao-park") for _ in range(2)]


@pytest.fixture
def staff():
    return make_user(Role.SECRETARIAT)


@pytest.fixture
def record(staff):
    return make_record(author=staff, visibility="alliance")


def told(event):
    return set(db.session.scalars(select(Notice.user_id).where(Notice.event == event)))


def test_those_asked_are_told_and_sign_once(record, staff, editors):
    receipts.ask(record, staff, EDITORS)
    assert told(Event.RECEIPT_WANTED) == {editor.id for editor in editors}
    signed = receipts.sign(record, editors[0])
    at = signed.signed_at
    with pytest.raises(Conflict):
        receipts.sign(record, editors[0])
    assert signed.signed_at == at
    assert [one.user for one in receipts.receipts_of(record)] == editors[::-1]


def test_asking_again_adds_people_and_asks_nobody_twice(record, staff, editors):
    receipts.ask(record, staff, EDITORS)
    receipts.sign(record, editors[0])
    member = make_user(Role.COUNCIL_MEMBER)
    assert [one.user for one in receipts.ask(record, staff, Wanted(Circle.COUNCIL))] == [member]
    assert receipts.ask(record, staff, EDITORS) == []
    assert receipts.receipt_of(record, editors[0]).signed_at is not None


def test_who_may_not_read_the_record_is_not_asked(staff, editors):
    council_only = make_record(author=staff, visibility="council")
    with pytest.raises(DomainError):
        receipts.ask(council_only, staff, EDITORS)
    assert receipts.receipts_of(council_only) == []


def test_people_are_named_by_the_staff_only(staff, editors):
    own = make_record(author=editors[0])
    named = Wanted(Circle.NAMED, named=[editors[1].id])
    with pytest.raises(NotAllowed):
        receipts.ask(own, editors[0], named)
    assert [one.user for one in receipts.ask(own, staff, named)] == [editors[1]]


def test_the_author_asks_and_another_editor_does_not(staff, editors):
    own = make_record(author=editors[0], member="rizhao-park")
    with pytest.raises(NotAllowed):
        receipts.ask(own, editors[1], EDITORS)
    assert [one.user for one in receipts.ask(own, editors[0], EDITORS)] == [editors[1]]


@pytest.mark.parametrize("published", [True, False])
def test_nothing_is_asked_for_what_readers_cannot_see(staff, editors, published):
    record = make_record(author=staff, published=published)
    record.withdrawn_at = utcnow() if published else None
    with pytest.raises(NotAllowed):
        receipts.ask(record, staff, EDITORS)


def test_the_last_day_is_not_over_when_it_is_set(record, staff, editors):
    with pytest.raises(DomainError):
        receipts.ask(record, staff, Wanted(Circle.EDITORS, today() - timedelta(days=1)))
    receipts.ask(record, staff, Wanted(Circle.EDITORS, today()))


def test_nobody_signs_who_is_not_asked(record, staff, editors):
    receipts.ask(record, staff, EDITORS)
    with pytest.raises(NotAllowed):
        receipts.sign(record, make_user(Role.COUNCIL_MEMBER))


def test_only_the_late_are_reminded_and_not_again_at_once(record, staff, editors):
    receipts.ask(record, staff, EDITORS)
    assert receipts.remind(record, staff) == 0, "they have just been asked"
    for receipt in receipts.receipts_of(record):
        receipt.asked_at -= timedelta(days=1)
    receipts.sign(record, editors[0])
    assert receipts.remind(record, staff) == 1
    assert told(Event.RECEIPT_REMINDER) == {editors[1].id}
    assert receipts.remind(record, staff) == 0


def test_what_is_owed_comes_with_the_nearest_day_first(staff, editors):
    for days in (None, 9, 2):
        until = today() + timedelta(days=days) if days else None
        receipts.ask(make_record(author=staff), staff, Wanted(Circle.EDITORS, until))
    days = [one.request.until for one in receipts.owed(editors[0])]
    assert days == [today() + timedelta(days=2), today() + timedelta(days=9), None]
