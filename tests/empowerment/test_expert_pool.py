"""The pool: who is in it for a field, and who stands back for what reason."""

from datetime import date, timedelta

import pytest
from make import make_area, make_city, make_expert, make_member, make_user
from make_draw import (
    make_counsel,
    make_drawn,
    make_inquiry,
    make_known_expert,
    make_panel,
)
from make_governance import make_decision, make_holding, make_seat
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.empowerment import pool
from kb.empowerment.consultations import Reply
from kb.empowerment.pool import Question, Reason
from kb.libraries import ties
from kb.libraries.experts import Availability
from kb.libraries.personal import ExpertPerson
from kb.libraries.ties import Bond
from kb.publishing import workflow

ASKING = "rizhao-park"


@pytest.fixture(autouse=True)
def town(app):
    with app.app_context():
        make_city()
        make_area()
        make_area("劳动关系", "用工服务", name_en="Labour relations")
        make_area("海洋人才", "人才服务", name_en="Marine talent")
        make_member(city_slug="rizhao", aliases="日照产业园")
        yield


def found(**question):
    return pool.gather(Question(**question), today())


def names(gathered):
    return [one.expert.title for one in gathered.candidates]


def reasons(gathered):
    return {one.expert.title: one.reason for one in gathered.excluded}


def test_whoever_advises_on_one_of_the_areas_is_in_the_pool_and_a_group_is_all_its_areas():
    make_known_expert(title="甲", areas=["灵活用工"])
    make_known_expert(title="乙", areas=["劳动关系", "海洋人才"])
    make_known_expert(title="丙", areas=["海洋人才"])
    assert names(found(areas=["灵活用工"])) == ["甲"]
    assert names(found(areas=["用工服务/*"])) == ["甲", "乙"]
    assert names(found(areas=["灵活用工", "海洋人才"])) == ["甲", "乙", "丙"]
    assert names(found()) == ["甲", "乙", "丙"]


def test_only_published_experts_are_in_the_pool():
    make_expert(published=False, user=make_user(Role.EXPERT, name="甲"))
    gone = make_known_expert(title="乙")
    workflow.withdraw(gone, make_user(), "更正")
    assert names(found()) == []
    assert reasons(found()) == {}


def test_an_area_that_is_closed_to_readers_still_counts_for_the_secretariat():
    closed = make_expert(user=make_user(Role.EXPERT, name="甲"))
    assert closed.areas == []
    assert names(found(areas=["灵活用工"])) == ["甲"]
    assert names(found(areas=["海洋人才"])) == []


@pytest.mark.parametrize(
    ("availability", "reason"),
    [(Availability.PAUSED, Reason.PAUSED), (Availability.LEFT, Reason.LEFT)],
)
def test_who_has_paused_or_left_stands_back(availability, reason):
    make_known_expert(title="甲", availability=availability)
    assert reasons(found()) == {"甲": reason}


@pytest.mark.parametrize(
    "unit", ["日照人力资源服务产业园", "日照产业园", "日照人力資源服務產業園管理委員會"]
)
def test_people_of_the_unit_that_asks_stand_back_however_its_name_is_written(unit):
    make_known_expert(title="甲", unit=unit)
    make_known_expert(title="乙", unit="威海人力资源服务产业园")
    assert reasons(found(member=ASKING)) == {"甲": Reason.OWN_UNIT}
    assert names(found(member=ASKING)) == ["乙"]
    assert reasons(found()) == {}


def test_people_of_another_unit_that_is_named_stand_back():
    make_known_expert(title="甲", unit="海洋集团")
    assert reasons(found(units=("海洋集团",))) == {"甲": Reason.OWN_UNIT}


def test_a_closed_unit_counts_too_and_so_does_the_account():
    make_expert(user=make_user(Role.EXPERT, name="甲"), unit="日照产业园")
    make_expert(user=make_user(Role.EXPERT, name="乙", member=ASKING))
    assert reasons(found(member=ASKING)) == {"甲": Reason.OWN_UNIT, "乙": Reason.OWN_UNIT}


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (None, None, True),
        (0, 0, True),
        (1, None, False),
        (None, -1, False),
    ],
)
def test_a_tie_counts_from_its_first_to_its_last_day(since, until, holds):
    expert, staff = make_known_expert(title="甲"), make_user()
    days = [today() + timedelta(n) if n is not None else None for n in (since, until)]
    ties.declare(expert, Bond("顾问", ASKING, "", *days), staff)
    assert reasons(found(member=ASKING)) == ({"甲": Reason.TIE} if holds else {})


def test_a_tie_to_a_unit_by_name_counts_for_the_member_of_that_name():
    ties.declare(make_known_expert(title="甲"), Bond("股东", unit="日照产业园"), make_user())
    assert reasons(found(member=ASKING)) == {"甲": Reason.TIE}


def test_who_asks_and_who_holds_a_seat_for_the_unit_stand_back():
    asker, seated = make_user(Role.EXPERT, name="甲"), make_user(Role.EXPERT, name="乙")
    make_expert(user=asker)
    make_expert(user=seated)
    make_holding(make_seat(member_slug=ASKING), seated)
    gathered = found(member=ASKING, asker_id=asker.id)
    assert reasons(gathered) == {"甲": Reason.ASKER, "乙": Reason.OFFICE}


def test_load_counts_what_still_waits_and_stops_at_the_charters_number():
    busy, half = make_known_expert(title="甲"), make_known_expert(title="乙")
    make_counsel(busy)
    make_counsel(busy, reply=Reply.ACCEPTED)
    make_counsel(half)
    make_counsel(half, reply=Reply.ANSWERED)
    assert reasons(found()) == {"甲": Reason.LOAD}
    assert [one.load for one in found().candidates] == [1]
    make_decision("expert_most_load", "1")
    assert reasons(found()) == {"甲": Reason.LOAD, "乙": Reason.LOAD}


def test_nobody_takes_more_at_once_than_they_said_themselves():
    expert = make_expert(user=make_user(Role.EXPERT, name="甲"))
    db.session.get(ExpertPerson, expert.id).max_load = 1
    make_counsel(expert)
    assert reasons(found()) == {"甲": Reason.LOAD}


def test_who_was_drawn_rests_only_if_the_charter_says_so():
    make_panel(4)
    drawn = make_drawn(wanted=1)
    assert reasons(found()) == {}
    make_decision("expert_rest_days", "30", since=date(2020, 1, 1))
    excluded = found().excluded
    assert [one.expert.number for one in excluded] == drawn.drawn
    assert [(one.reason, one.detail) for one in excluded] == [(Reason.RECENT, drawn.number)]


def test_who_was_invited_to_this_inquiry_is_not_drawn_for_it_again():
    expert, asked = make_known_expert(title="甲"), make_inquiry()
    make_counsel(expert, asked, reply=Reply.DECLINED)
    assert reasons(found(inquiry_id=asked.id)) == {"甲": Reason.ASKED}
    assert reasons(found(inquiry_id=make_inquiry().id)) == {}


def test_a_locked_account_is_not_drawn():
    expert = make_expert(user=make_user(Role.EXPERT, name="甲"))
    db.session.scalar(select(ExpertPerson)).user.active = False
    db.session.flush()
    assert expert.published_at
    assert reasons(found()) == {"甲": Reason.LOCKED}
