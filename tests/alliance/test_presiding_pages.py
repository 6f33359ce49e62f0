"""The pages of the rotation: what everybody reads, and what the secretariat and the cities do."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from make import make_user
from make_governance import make_plan, make_seven
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance import agreeing
from kb.alliance.agreeing import Draft
from kb.alliance.terms import Term
from kb.alliance.turn_changes import TurnChange
from kb.alliance.turns import ChangeKind
from kb.db import db
from kb.publishing.notices import Notice

NEW = "/governance/rotation/changes/new"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime(2026, 11, 22, 2, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def city(keep):
    """`city(slug)`: the liaison of this city."""
    return lambda slug: keep(make_user, Role.CITY_LIAISON, city=slug)


def filled(**given):
    facts = {"kind": "swap", "city": "weifang", "other": "weihai", "starts_on": "2027-01-01"}
    return facts | {"ends_on": "", "reason": "会期", "resolution": "联盟决〔2026〕4号"} | given


def swap(keep, staff, city="weifang", other="weihai", kind=ChangeKind.SWAP):
    draft = Draft(kind, city, other, date(2027, 1, 1), None, "承办省级活动", "联盟决〔2026〕4号")
    return keep(lambda: agreeing.record(draft, db.session.merge(staff)))


def test_everybody_reads_who_presides_and_why_a_city_is_next(browse, keep):
    keep(make_plan)
    text = browse().page("/governance/rotation").main.get_text()
    assert "按章程次序，日照任期届满后轮到滨州。滨州此前未担任过轮值主席。" in text
    assert "2026年12月31日" in text


def test_the_sentence_is_there_in_english(browse, keep):
    keep(make_plan)
    text = browse().page("/governance/rotation", headers=ENGLISH).main.get_text()
    assert "the turn comes to Binzhou when the term of Rizhao ends." in text


def test_while_nothing_is_set_the_page_says_who_sets_it(browse, keep):
    keep(make_seven)
    page = browse().page("/governance/rotation")
    assert "秘书处" in page.main.get_text()
    assert page.select_one("main a[href='/governance/charter'], main a[href='/about/governance']")


def test_the_sentence_names_reason_and_decision_of_a_swap(browse, keep, staff, city):
    keep(make_plan)
    change = swap(keep, staff, "binzhou", "dongying")
    for slug in ("binzhou", "dongying"):
        assert browse(city(slug)).post(f"{change.address}/consent").status_code == 303
    text = browse().page("/governance/rotation").main.get_text()
    assert (
        "本轮到滨州，经双方同意对调，由东营轮值。事由：承办省级活动 依据：联盟决〔2026〕4号" in text
    )


def test_both_cities_are_told_that_a_swap_waits_for_them(browse, keep, staff, city):
    keep(make_plan)
    one, _other, stranger = city("weifang"), city("weihai"), city("qingdao")
    answer = browse(staff).post(NEW, filled())
    line = browse(one).page("/notices").main.get_text()
    assert "任次对调：潍坊 – 威海" in line
    assert "任次对调" not in browse(stranger).page("/notices").main.get_text()
    assert "请贵市表态" in browse(one).page(answer.location).main.get_text()


def test_a_swap_under_way_is_not_for_visitors(browse, keep, staff, city):
    keep(make_plan)
    change = swap(keep, staff)
    assert browse().get(change.address).status_code == 404
    assert "任次对调" not in browse().page("/governance/rotation").main.get_text()
    assert browse(city("qingdao")).get(change.address).status_code == 200


def test_who_consented_is_for_the_alliance(browse, keep, staff, city):
    keep(make_plan)
    change = swap(keep, staff)
    one, other = city("weifang"), city("weihai")
    for person in (one, other):
        browse(person).post(f"{change.address}/consent")
    assert one.name not in browse().page(change.address).main.get_text()
    assert one.name in browse(other).page(change.address).main.get_text()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"other": ""}, "other"),
        ({"other": "weifang"}, "other"),
        ({"city": "atlantis"}, "city"),
        ({"starts_on": "2026-11-22"}, "starts_on"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"kind": "vacancy", "city": "binzhou", "ends_on": "2026-12-31"}, "ends_on"),
        ({"kind": "join"}, "city"),
        ({"reason": ""}, "reason"),
        ({"resolution": ""}, "resolution"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_typed_is_lost(
    app, browse, keep, staff, given, field
):
    keep(make_plan)
    answer = browse(staff).post(NEW, filled(note="x", **given))
    assert answer.status_code == 422
    assert f'id="{field}-errors"' in answer.text
    assert given.get("reason", "会期") in answer.text
    with app.app_context():
        assert db.session.scalar(select(TurnChange.id)) is None


def test_declining_wants_a_reason(browse, keep, staff, city):
    keep(make_plan)
    change, one = swap(keep, staff), city("weifang")
    assert browse(one).post(f"{change.address}/decline", {"reason": ""}).status_code == 422
    browse(one).post(f"{change.address}/decline", {"reason": "会期冲突"})
    assert "会期冲突" in browse(one).page(change.address).main.get_text()
    assert browse(one).post(f"{change.address}/consent").status_code == 409


def test_the_plan_is_looked_through_before_it_is_written_down(app, browse, keep, staff):
    keep(make_plan, day=date(2026, 11, 22))
    with app.app_context():
        db.session.query(Term).delete()
        db.session.commit()
    page = browse(staff).page("/governance/rotation")
    assert "青岛: 2022年1月1日" in page.select_one("[aria-labelledby=draw-up]").get_text()
    assert not browse().page("/governance/rotation").select("[aria-labelledby=draw-up]")
    browse(staff).post("/governance/rotation/draw-up")
    assert not browse(staff).page("/governance/rotation").select("[aria-labelledby=draw-up]")
    with app.app_context():
        assert len(db.session.query(Term).all()) > 7


def test_a_change_that_counts_asks_nobody(app, browse, keep, staff, city):
    keep(make_plan)
    city("binzhou")
    browse(staff).post(NEW, filled(kind="skip", city="binzhou", other=""))
    with app.app_context():
        assert db.session.scalar(select(Notice.id)) is None
    text = browse().page("/governance/rotation").main.get_text()
    assert "滨州本次缓任，下一任补任。" in text


def test_the_home_page_shows_the_acting_city_on_its_days(browse, keep, staff):
    keep(make_plan)
    browse(staff).post(
        NEW, filled(kind="vacancy", city="rizhao", starts_on="2026-11-22", ends_on="2026-11-30")
    )
    for address in ("/", "/governance"):
        card = browse().page(address).select_one("[aria-labelledby=chair]").get_text()
        assert "威海" in card
        assert "代行日照轮值主席职责" in card
