"""Both sides confirm, and several ask, in the same second: one number, one interest."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from make_exchange import make_docking, make_editor, make_posting
from sqlalchemy import func, select

from kb.db import db
from kb.empowerment.dockings import Docking
from kb.empowerment.linking import Proposal, propose
from kb.empowerment.postings import Interest
from kb.empowerment.resources import Resource
from kb.empowerment.units import Unit


def at_once(orders):
    """All of them as near to each other as threads come; the status of each answer."""
    start = Barrier(len(orders))

    def run(order):
        start.wait()
        return order().status_code

    with ThreadPoolExecutor(len(orders)) as pool:
        return list(pool.map(run, orders))


def confirming(browser, number):
    return lambda: browser.post(f"/links/{number}/confirm", data={"is_named": "1"})


def asking(browser, place):
    return lambda: browser.post(place, data={"message": "想洽谈"})


def test_both_sides_confirm_at_once_and_there_is_one_number(app, browse, keep, staff):
    people = [keep(make_editor, city) for city in ("rizhao", "weihai")] * 2
    units = {"giver": Unit("rizhao-park", "rizhao"), "taker": Unit("weihai-park", "weihai")}
    proposal = Proposal("实训", Resource.TALENT, **units)
    link = keep(lambda: propose(proposal, db.session.merge(staff)))
    answers = at_once([confirming(browse(person), link.id) for person in people])
    assert answers == [303] * 4
    with app.app_context():
        found = db.session.get(Docking, link.id)
        assert found.number.endswith("-0001")
    assert keep(make_docking).number.endswith("-0002")


def test_colleagues_who_ask_at_once_ask_once(app, browse, keep):
    posting = keep(make_posting)
    people = [keep(make_editor, "weihai") for _each in range(4)]
    place = f"/offers-needs/{posting.number}/interest"
    orders = [asking(browse(person), place) for person in people]
    assert sorted(at_once(orders)) == [303, 409, 409, 409]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Interest)) == 1
