"""Twelve people vote in the same second: every vote counts once, and closing loses none."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from make import make_user
from make_meetings import make_council, make_resolution
from sqlalchemy import func, select

from kb.db import db
from kb.meetings import voting
from kb.meetings.ballots import voting_seats
from kb.meetings.resolutions import Choice, Resolution, Result, Vote, Voting

PEOPLE = 12


@pytest.fixture
def hall(app, browse):
    """An open vote: its resolution, and of each seat its number and its holder's browser."""
    with app.app_context():
        meeting = make_council(PEOPLE)
        resolution = make_resolution(meeting)
        voting.open_vote(resolution, make_user())
        db.session.commit()
        seats = [(each.seat_id, each.user) for each in voting_seats(meeting)]
        number = resolution.id
    return number, [(seat, browse(user)) for seat, user in seats]


def at_once(orders):
    """All of them as near to each other as threads come; the status of each answer."""
    start = Barrier(len(orders))

    def run(order):
        start.wait()
        return order().status_code

    with ThreadPoolExecutor(len(orders)) as pool:
        return list(pool.map(run, orders))


def ballot(number, seat, browser, choice="for"):
    data = {"seat": seat, "choice": choice}
    return lambda: browser.post(f"/resolutions/{number}/vote", data=data)


def votes(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Vote))


def test_every_vote_of_twelve_counts_once(app, hall, browse, staff):
    number, people = hall
    assert at_once([ballot(number, *each) for each in people]) == [303] * PEOPLE
    assert browse(staff).post(f"/resolutions/{number}/close").status_code == 303
    with app.app_context():
        resolution = db.session.get(Resolution, number)
        assert (resolution.votes_for, resolution.result) == (PEOPLE, Result.PASSED)


def test_one_seat_that_sends_its_vote_twelve_times_has_one(app, hall):
    number, people = hall
    seat, browser = people[0]
    orders = [
        ballot(number, seat, browser, choice.value) for choice in Choice if choice != "recused"
    ]
    answers = at_once(orders * 4)
    assert sorted(answers) == [303] + [409] * (PEOPLE - 1)
    assert votes(app) == 1


def test_closing_while_votes_arrive_counts_or_refuses_each(app, hall, browse, staff):
    number, people = hall
    desk = browse(staff)
    orders = [ballot(number, *each) for each in people]
    orders.insert(PEOPLE // 2, lambda: desk.post(f"/resolutions/{number}/close"))
    answers = at_once(orders)
    assert answers.pop(PEOPLE // 2) == 303
    assert set(answers) <= {303, 409}
    with app.app_context():
        resolution = db.session.get(Resolution, number)
        assert resolution.voting is Voting.CLOSED
        counted = resolution.votes_for
    assert counted == answers.count(303) == votes(app)


def test_two_secretaries_who_close_at_once_give_one_number(app, hall, browse, staff):
    number, people = hall
    for each in people:
        ballot(number, *each)()
    desks = [browse(staff), browse(staff)]
    answers = at_once([lambda d=desk: d.post(f"/resolutions/{number}/close") for desk in desks])
    assert sorted(answers) == [303, 409]
    with app.app_context():
        assert db.session.get(Resolution, number).number.endswith("1号")
