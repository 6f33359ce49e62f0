"""How long offers and needs hold, who is told that they end, and how they are renewed."""

from datetime import timedelta

import pytest
from make import make_user
from make_exchange import make_editor, make_posting, offered
from make_governance import make_decision
from sqlalchemy import func, select

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.empowerment import exchange_reminding, validity
from kb.empowerment.postings import Posting
from kb.empowerment.validity import Validity
from kb.errors import Conflict, NotAllowed
from kb.publishing import workflow
from kb.publishing.audit import AuditEvent
from kb.publishing.events import Event
from kb.publishing.notices import Notice

DAY = timedelta(days=1)


def ending(days, **given):
    """A posting whose last day is so many days ahead."""
    posting = make_posting(**given)
    posting.valid_until = today() + days * DAY
    db.session.flush()
    return posting


def notices(event):
    return db.session.scalar(select(func.count()).where(Notice.event == event))


@pytest.mark.parametrize(
    ("days", "state"),
    [(15, Validity.VALID), (14, Validity.SOON), (0, Validity.SOON), (-1, Validity.EXPIRED)],
)
def test_it_holds_on_its_last_day_and_not_on_the_next(context, days, state):
    assert validity.validity(ending(days), today()) is state


def test_without_a_last_day_it_stands(context):
    assert validity.validity(Posting(valid_until=None), today()) is Validity.STANDING


def test_its_people_are_told_once_before_the_end_and_once_after(context):
    posting = ending(14)
    for day in (today() - DAY, today(), today(), today() + 10 * DAY):
        exchange_reminding.daily({}, None) if day == today() else validity.remind(day)
    assert (notices(Event.POSTING_ENDS), notices(Event.POSTING_ENDED)) == (1, 0)
    for days in (15, 16, 30):
        validity.remind(today() + days * DAY)
    assert (notices(Event.POSTING_ENDS), notices(Event.POSTING_ENDED)) == (1, 1)
    posting.valid_until = today() + 100 * DAY
    assert validity.remind(today() + 90 * DAY) == 1


def test_what_nobody_was_told_of_in_time_is_told_once(context):
    ending(-3)
    assert [validity.remind(today()), validity.remind(today())] == [1, 0]
    assert (notices(Event.POSTING_ENDS), notices(Event.POSTING_ENDED)) == (0, 1)


def test_drafts_and_withdrawn_ones_end_silently(context):
    workflow.create(Posting, make_editor(), offered(valid_until=today()))
    gone = ending(1)
    workflow.withdraw(gone, make_user(), "已满额")
    assert validity.remind(today() + 5 * DAY) == 0


def test_its_unit_renews_it_with_one_click_and_without_a_review(browse, keep, app):
    author = keep(make_editor)
    posting = keep(lambda: ending(-1, author=author))
    colleague, stranger = keep(make_editor), keep(make_editor, "weihai")
    place = f"/offers-needs/{posting.number}"
    assert "已于" in browse().get(place).text
    assert browse(stranger).post(f"{place}/renew").status_code == 403
    assert f"{place}/renew" in browse(colleague).get(place).text
    assert browse(colleague).post(f"{place}/renew").status_code == 303
    assert browse(colleague).post(f"{place}/renew").status_code == 409
    with app.app_context():
        now = db.session.get(Posting, posting.id)
        assert now.valid_until == today() + 180 * DAY
        assert now.body == posting.body
        assert "until=" + now.valid_until.isoformat() in now.text.trait
        actions = db.session.scalars(select(AuditEvent.action)).all()
        assert actions.count("renew") == 1


def test_the_charter_says_for_how_long(context):
    make_decision("posting_validity", "30")
    posting = ending(3)
    validity.renew(posting, make_user(Role.SECRETARIAT))
    assert posting.valid_until == today() + 30 * DAY


def test_a_hidden_one_stays_hidden_when_it_is_renewed(context):
    editor = make_editor()
    posting = ending(3, author=editor, naming="hidden")
    validity.renew(posting, editor)
    assert (posting.member, posting.owner) == (None, "rizhao-park")


def test_while_somebody_changes_it_the_day_is_set_there(context):
    editor = make_editor()
    posting = ending(3, author=editor)
    workflow.save(posting, editor, offered(amount="30人"))
    with pytest.raises(Conflict):
        validity.renew(posting, editor)


def test_strangers_do_not_renew(context):
    with pytest.raises(NotAllowed):
        validity.renew(ending(3), make_editor("weihai"))


def test_the_list_marks_what_has_expired(browse, keep, drain):
    keep(lambda: make_posting(author=make_editor() and make_user(), valid_until=today() - DAY))
    drain()
    assert "已于" in browse().get("/offers-needs").text
