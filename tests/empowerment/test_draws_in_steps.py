"""A draw in two steps: fixed, drawn with a witness, once; annulled with a reason, never changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from make import make_area, make_city, make_user
from make_draw import make_draw, make_drawn, make_inquiry, make_known_expert, make_panel
from make_governance import make_seven
from sqlalchemy import select

from kb.accounts.users import Role
from kb.db import db
from kb.empowerment import fixing, lots, reading_draws
from kb.empowerment.consultations import Secrecy
from kb.empowerment.draws import DrawState
from kb.empowerment.fixing import Wish
from kb.empowerment.lots import TooFew
from kb.errors import Conflict, DomainError, NotAllowed
from kb.publishing.audit import AuditEvent


@pytest.fixture(autouse=True)
def inside(app):
    with app.app_context():
        make_city()
        make_area()
        yield


def test_a_fixed_pool_commits_to_a_key_that_nobody_reads_before_the_draw():
    make_panel()
    draw = make_draw()
    assert draw.state is DrawState.FIXED
    assert draw.commitment == lots.fingerprint(draw.secret)
    assert draw.digest == lots.fingerprint(draw.pool_text)
    assert draw.drawn == []
    told = str([row.detail for row in db.session.scalars(select(AuditEvent))])
    assert draw.digest in told
    assert draw.secret not in told


def test_the_witness_makes_the_seed_and_the_result_is_written_down():
    make_panel()
    draw = make_drawn()
    assert draw.state is DrawState.DRAWN
    assert draw.seed == f"{draw.secret}|海纳百川"
    assert len(set(draw.drawn)) == 3
    assert [one.number for one in fixing.drawn_experts(draw)] == draw.drawn
    assert reading_draws.repeat(draw).is_right


def test_two_draws_have_different_keys_and_numbers_that_follow_one_another():
    make_panel()
    first, second = make_draw(), make_draw()
    assert first.secret != second.secret
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1


@pytest.mark.parametrize("field", ["pool", "drawn", "words", "secret"])
def test_whatever_is_changed_afterwards_is_found_out(field):
    make_panel()
    draw = make_drawn()
    changed = {
        "pool": [draw.pool[0] | {"load": 1}, *draw.pool[1:]],
        "drawn": draw.drawn[::-1],
        "words": "别的话",
        "secret": "0" * 32,
    }
    setattr(draw, field, changed[field])
    assert not reading_draws.repeat(draw).is_right


def test_what_becomes_of_the_experts_later_does_not_change_the_draw():
    first, *_rest = make_panel()
    draw = make_drawn()
    first.city, first.title = "weihai", "改名"
    db.session.flush()
    assert reading_draws.repeat(draw).is_right


def test_it_is_drawn_once_and_not_after_it_is_annulled():
    staff = make_user()
    make_panel()
    drawn, annulled = make_drawn(staff), make_draw(staff)
    fixing.annul(annulled, "备选名单有误", staff)
    for draw in (drawn, annulled):
        with pytest.raises(Conflict):
            fixing.draw_lots(draw, "李检", "再来一次", staff)


def test_an_annulled_draw_keeps_its_number_and_says_why():
    staff = make_user()
    make_panel()
    draw = make_drawn(staff)
    with pytest.raises(DomainError):
        fixing.annul(draw, " ", staff)
    fixing.annul(draw, "专家均不能参加", staff)
    assert draw.state is DrawState.ANNULLED
    assert fixing.drawn_experts(draw) == []
    assert draw.drawn
    assert make_draw(staff).number != draw.number
    with pytest.raises(Conflict):
        fixing.annul(draw, "再次", staff)


@pytest.mark.parametrize("words", ["", "海", " | ", "长" * 61])
def test_the_witness_says_neither_nothing_nor_a_speech(words):
    make_panel()
    with pytest.raises(DomainError):
        fixing.draw_lots(make_draw(), "李检", words, make_user())


def test_the_witness_is_somebody_else():
    staff = make_user(name="赵敏")
    make_panel()
    draw = make_draw(staff)
    for witness in ("赵敏", " ", "王主任"):
        other = make_user(name="王主任")
        with pytest.raises(DomainError):
            fixing.draw_lots(draw, witness, "海纳百川", other)


def test_too_few_experts_for_what_is_wanted_write_nothing():
    make_known_expert()
    with pytest.raises(TooFew):
        make_draw(wanted=2)
    assert reading_draws.all_draws() == []


@pytest.mark.parametrize("role", [role for role in Role if role.value not in
                                  ("administrator", "secretariat")])  # fmt: skip
def test_only_the_secretariat_draws(role):
    make_panel()
    draw, other = make_draw(), make_user(role)
    for order in (
        lambda: fixing.fix(Wish("评审", 1), other),
        lambda: fixing.draw_lots(draw, "李检", "海纳百川", other),
        lambda: fixing.annul(draw, "不对", other),
    ):
        with pytest.raises(NotAllowed):
            order()


def test_of_an_inquiry_one_draw_waits_at_a_time_and_its_asker_stands_back():
    staff, asked = make_user(), make_inquiry(secrecy=Secrecy.CONFIDENTIAL)
    make_panel()
    draw = make_draw(staff, inquiry=asked)
    assert draw.secrecy is Secrecy.CONFIDENTIAL
    with pytest.raises(Conflict):
        make_draw(staff, inquiry=asked)
    fixing.annul(draw, "领域选错", staff)
    again = make_draw(staff, inquiry=asked)
    assert reading_draws.of_inquiry(asked) == [draw, again]


def test_no_draw_whatever_its_pool_holds_anybody_who_stands_back():
    make_seven()
    staff = make_user()
    own = make_panel(3, unit="海洋集团")
    make_panel(6)

    @given(some.integers(1, 6), some.none() | some.integers(1, 3), some.text("海山河", min_size=2))
    @settings(max_examples=25, deadline=None)
    def check(wanted, most, words):
        draw = make_draw(staff, wanted=wanted, most_of_city=most, units=("海洋集团",))
        fixing.draw_lots(draw, "李检", words[:60], staff)
        assert not {one.number for one in own} & set(draw.drawn)
        assert {one["number"] for one in draw.excluded} == {one.number for one in own}
        assert reading_draws.repeat(draw).is_right

    check()
