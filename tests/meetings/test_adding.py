"""Numbered corrections of published minutes."""

import pytest
from make_minutes import SECRET, published, signed
from sqlalchemy import select, text

from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.jobs.queue import Job
from kb.meetings import adding


def add(held, record, words="“22项”应为“21项”。", closed=False):
    return adding.add(record, held.secretary, words, "笔误", closed)


def test_corrections_are_numbered_in_the_order_of_their_making_over_both_parts(held):
    whole, public = published(held)
    numbers = [add(held, record).number for record in (public, whole, public)]
    assert numbers == [1, 2, 3]
    assert [one.number for one in adding.addenda_of(public, None)] == [1, 2, 3]


def test_a_closed_correction_is_read_within_only(held):
    whole, public = published(held)
    add(held, whole, SECRET, closed=True)
    add(held, whole)
    assert [one.number for one in adding.addenda_of(public, None)] == [2]
    assert [one.number for one in adding.addenda_of(whole, held.member)] == [1, 2]
    assert SECRET not in public.text.plain


def test_the_text_itself_stays_as_it_is(held):
    whole, _public = published(held)
    before = (whole.body, whole.sha256)
    add(held, whole)
    assert (whole.body, whole.sha256) == before
    assert adding.check(whole, adding.addenda_of(whole, held.member)).is_intact


def test_search_feed_and_followers_learn_of_a_correction(held):
    _whole, public = published(held)
    before = public.updated_at
    add(held, public)
    assert "21项" in public.text.plain
    assert public.updated_at > before
    jobs = db.session.scalars(select(Job.payload).where(Job.name == "followers"))
    assert {"record": public.id, "by": held.secretary.id, "is_new": False} in list(jobs)


def test_a_correction_that_is_changed_in_the_database_is_detected(held):
    whole, public = published(held)
    add(held, whole)
    db.session.execute(text("update addendum set text = '别的话'"))
    db.session.expire_all()
    found = adding.check(public, adding.addenda_of(public, None))
    assert (found.is_intact, found.broken) == (False, (1,))


def test_only_published_minutes_get_corrections(held):
    with pytest.raises(Conflict):
        add(held, signed(held))


def test_only_the_secretariat_adds_them(held):
    whole, _public = published(held)
    with pytest.raises(NotAllowed):
        adding.add(whole, held.chair, "改", "笔误", False)


def test_an_open_correction_that_names_a_closed_matter_is_refused(held):
    whole, _public = published(held)
    with pytest.raises(DomainError):
        add(held, whole, f"关于{held.closed.title}的更正")


@pytest.mark.parametrize(("words", "reason"), [("", "笔误"), ("改", " ")])
def test_a_correction_says_what_and_why(held, words, reason):
    whole, _public = published(held)
    with pytest.raises(DomainError):
        adding.add(whole, held.secretary, words, reason, False)
