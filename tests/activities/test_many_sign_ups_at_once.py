"""Many people sign up in the same second: the last place is given once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from make_call import make_activity, make_list
from sqlalchemy import func, select

from kb.activities.sign_ups import Place, SignUp, SignUpSheet
from kb.db import db

PEOPLE = 8


@pytest.fixture
def place(app):
    """`place(capacity)`: the address of an open list with so many places."""

    def run(capacity):
        with app.app_context():
            sheet = make_list(capacity=capacity)
            db.session.commit()
            return f"/activities/{sheet.activity.number}/sign-up"

    return run


def at_once(orders):
    """All of them as near to each other as threads come; the answers."""
    start = Barrier(len(orders))

    def run(order):
        start.wait()
        return order()

    with ThreadPoolExecutor(len(orders)) as pool:
        return list(pool.map(run, orders))


def form(number, phone=None):
    phone = phone or f"1380633{number:04}"
    return {"name": f"李宁{number}", "unit": "东港人才公司", "phone": phone, "agreed": "y"}


def counted(app, place):
    with app.app_context():
        rows = select(func.count(SignUp.id)).where(SignUp.place == place)
        return db.session.scalar(rows)


def test_the_last_place_is_given_to_exactly_one(app, browse, place):
    address = place(1)
    browsers = [browse() for _each in range(PEOPLE)]
    answers = at_once(
        [
            lambda n=number, b=browser: b.post(address, data=form(n)).status_code
            for number, browser in enumerate(browsers)
        ]
    )
    assert answers == [303] * PEOPLE
    assert counted(app, Place.COMING) == 1
    assert counted(app, Place.WAITING) == PEOPLE - 1


def test_one_person_who_sends_the_form_many_times_has_one_place(app, browse, place):
    address = place(5)
    browsers = [browse() for _each in range(PEOPLE)]
    answers = at_once(
        [lambda b=browser: b.post(address, data=form(1)).location for browser in browsers]
    )
    assert len(set(answers)) == 1
    assert counted(app, Place.COMING) == 1


def test_two_places_given_back_at_once_move_two_people_up(app, browse, place):
    address = place(2)
    own = [browse().post(address, data=form(number)).location for number in range(4)]
    browsers = [browse(), browse()]
    at_once(
        [
            lambda b=browser, o=mine: b.post(f"{o}/call-off").status_code
            for browser, mine in zip(browsers, own[:2], strict=True)
        ]
    )
    assert counted(app, Place.COMING) == 2
    assert counted(app, Place.WAITING) == 0


def test_two_who_open_the_list_at_once_have_one(app, browse, staff, keep):
    number = keep(make_activity).number
    desks = [browse(staff), browse(staff)]
    data = {"capacity": "5", "is_open": "y"}
    answers = at_once(
        [
            lambda d=desk: d.post(f"/activities/{number}/sign-ups/list", data=data).status_code
            for desk in desks
        ]
    )
    assert set(answers) <= {303, 409}
    with app.app_context():
        assert db.session.scalar(select(func.count(SignUpSheet.id))) == 1
