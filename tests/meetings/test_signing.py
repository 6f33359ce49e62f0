"""Signing: by the chair of the right term, of the text that was read, after the last day."""

from datetime import timedelta

import pytest
from make import make_user
from make_governance import make_term
from make_minutes import circulated, section, signed
from sqlalchemy import delete, select

from kb.accounts.users import Role
from kb.alliance.charter import CharterSetting
from kb.alliance.terms import Term
from kb.clock import today
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import correcting, minuting, signing
from kb.meetings.meetings import MeetingState
from kb.meetings.sections import digest, sections_of
from kb.publishing.events import Event
from kb.publishing.notices import Notice


def sign(held, user):
    return signing.sign(held.meeting, user, digest(sections_of(minuting.of(held.meeting))))


def terms_change(held):
    """The meeting fell into the term of 日照; today 威海 presides."""
    db.session.execute(delete(Term))
    yesterday = today() - timedelta(days=1)
    make_term("rizhao", ends_on=yesterday)
    make_term("weihai", starts_on=today())


def test_the_chair_signs_and_the_signature_is_noted(held):
    record = signed(held)
    assert (record.signed_by, record.signed_for) == (held.chair, "rizhao")
    assert held.meeting.state is MeetingState.SIGNED


@pytest.mark.parametrize("name", ["secretary", "member", "absent"])
def test_nobody_else_signs_whatever_the_role(held, name):
    circulated(held)
    with pytest.raises(NotAllowed, match="日照"):
        sign(held, getattr(held, name))


def test_the_chair_of_the_meetings_term_signs_after_the_chair_has_moved_on(held):
    circulated(held)
    terms_change(held)
    with pytest.raises(NotAllowed, match="日照"):
        sign(held, held.member)
    assert sign(held, held.chair).signed_for == "rizhao"


def test_where_the_charter_says_so_the_chair_in_office_signs(held):
    circulated(held)
    terms_change(held)
    rule = CharterSetting(key="minutes_signer", label="签发", value="chair_in_office")
    db.session.add(rule)
    db.session.flush()
    with pytest.raises(NotAllowed, match="威海"):
        sign(held, held.chair)
    assert sign(held, held.member).signed_for == "weihai"


def test_an_observer_of_the_city_is_not_its_chair(held):
    circulated(held)
    with pytest.raises(NotAllowed):
        sign(held, make_user(Role.PROVINCIAL_OBSERVER, city="rizhao"))


def test_without_a_term_nobody_signs(held):
    circulated(held)
    db.session.execute(delete(Term))
    with pytest.raises(NotAllowed):
        sign(held, held.chair)


def test_nobody_signs_before_the_last_day_is_over(held):
    circulated(held)
    held.meeting.corrections_until = today()
    with pytest.raises(Conflict):
        sign(held, held.chair)


def test_nobody_signs_while_a_correction_waits(held):
    circulated(held)
    held.meeting.corrections_until = today()
    correcting.propose(held.meeting, held.member, "", "请补充一句。")
    held.meeting.corrections_until = today() - timedelta(days=1)
    with pytest.raises(Conflict):
        sign(held, held.chair)


def test_a_text_that_changed_after_it_was_opened_is_not_signed(held):
    record = circulated(held)
    seen = digest(sections_of(record))
    found = section(held, "opening")
    minuting.save_section(found, held.secretary, "", "改过的开头", found.version)
    with pytest.raises(Conflict):
        signing.sign(held.meeting, held.chair, seen)


def test_a_text_that_tells_a_closed_matter_in_an_open_section_is_not_signed(held):
    circulated(held)
    found = section(held, "opening")
    minuting.save_section(found, held.secretary, "", held.closed.title, found.version)
    with pytest.raises(DomainError):
        sign(held, held.chair)


def test_the_chairs_people_are_asked_to_sign(held):
    circulated(held)
    signing.ask_to_sign(held.meeting, held.secretary)
    told = select(Notice.user_id).where(Notice.event == Event.MINUTES_TO_SIGN)
    assert set(db.session.scalars(told)) == {held.chair.id}
