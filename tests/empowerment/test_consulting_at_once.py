"""Several at once: forms sent twice, invitations beyond an expert's load, two who close."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from make import make_expert, make_user
from make_consult import make_answered, make_asker, make_scoped
from sqlalchemy import func, select

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.empowerment.consultations import Counsel, Inquiry

ASKED = {"title": "零工市场", "question": "怎么起步？", "secrecy": "open"}


def at_once(orders):
    """All of them as near to each other as threads come; the status of each answer."""
    start = Barrier(len(orders))

    def run(order):
        start.wait()
        return order().status_code

    with ThreadPoolExecutor(len(orders)) as pool:
        return list(pool.map(run, orders))


def sending(browser, address, data):
    """An order for `at_once`."""
    return lambda: browser.post(address, data)


@pytest.fixture
def secretary(keep, park):
    return keep(make_user, Role.SECRETARIAT)


def many(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_one_form_sent_four_times_at_once_asks_once(app, browse, keep, park):
    asker = keep(make_asker)
    form = ASKED | {"form_key": "k"}
    orders = [sending(browse(asker), "/inquiries/new", form) for _each in range(4)]
    assert at_once(orders) == [303] * 4
    assert many(app, Inquiry) == 1


def test_many_who_ask_at_once_get_numbers_without_gaps(app, browse, keep, park):
    asker = keep(make_asker)
    forms = [ASKED | {"form_key": f"key{number}"} for number in range(4)]
    orders = [sending(browse(asker), "/inquiries/new", form) for form in forms]
    assert at_once(orders) == [303] * 4
    with app.app_context():
        numbers = sorted(db.session.scalars(select(Inquiry.reference)))
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003", "0004"]


def test_an_expert_who_takes_two_is_given_two_by_three_at_once(app, browse, keep, secretary):
    expert = keep(make_expert)
    homes = [f"/inquiries/{keep(make_scoped).id}/invite" for _each in range(3)]
    picked = {"expert": expert.id, "due_on": today().isoformat()}
    orders = [sending(browse(secretary), home, picked) for home in homes]
    assert sorted(at_once(orders)) == [303, 303, 422]
    assert many(app, Counsel) == 2


def test_of_two_who_close_at_once_the_second_is_told(browse, keep, park, secretary):
    asker = keep(make_asker)
    inquiry = keep(lambda: make_answered(asker=db.session.merge(asker)).inquiry)
    end = {"came_of": "taken_up", "version": inquiry.version}
    home = f"/inquiries/{inquiry.id}/close"
    orders = [sending(browse(person), home, end) for person in (asker, secretary)]
    assert sorted(at_once(orders)) == [303, 409]
