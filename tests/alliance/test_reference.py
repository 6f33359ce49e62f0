"""The small tables of `content/`, and what the alliance has recorded since."""

from datetime import date

import pytest
from sqlalchemy import select

from kb.alliance import bodies, reference, roster, terms
from kb.alliance.amendments import check
from kb.alliance.bodies import BodyKind
from kb.alliance.charter import CharterSetting, settings_on
from kb.alliance.cities import City, in_order
from kb.alliance.members import Member
from kb.alliance.rulebook import RULES, Group
from kb.alliance.terms import Term
from kb.config import ROOT
from kb.db import db

pytestmark = pytest.mark.usefixtures("context")
CONTENT = ROOT / "content"


@pytest.fixture
def loaded():
    reference.load(CONTENT)


def test_loading_again_adds_nothing(loaded):
    assert reference.load(CONTENT) == 0


def test_a_name_corrected_in_the_table_is_corrected_here(loaded, tmp_path):
    (tmp_path / "cities.toml").write_text(
        '[[city]]\nslug = "rizhao"\nname = "日照市"\nname_en = "Rizhao"\nposition = 5\n'
    )
    reference.load(tmp_path)
    assert db.session.scalar(select(City.name).where(City.slug == "rizhao")) == "日照市"
    assert len(in_order()) == 7


def test_a_setting_that_the_alliance_has_decided_is_not_set_back(loaded):
    first = db.session.scalar(select(CharterSetting).limit(1))
    decided = CharterSetting(key=first.key, label=first.label, value="7", since=date(2026, 3, 1))
    db.session.add(decided)
    db.session.flush()
    reference.load(CONTENT)
    assert next(row for row in settings_on(date(2026, 3, 1)) if row.key == first.key) is decided
    before = next(row for row in settings_on(date(2026, 2, 28)) if row.key == first.key)
    assert before is first


def test_a_member_that_the_secretariat_has_changed_is_not_set_back(loaded):
    member = db.session.scalar(select(Member).where(Member.slug == "rizhao-park"))
    other = db.session.scalar(select(Member).where(Member.slug != "rizhao-park"))
    member.name, other.slug = "日照新园区", "an-address-of-its-own"
    db.session.flush()
    assert reference.load(CONTENT) == 0
    assert member.name == "日照新园区"


def test_a_members_name_can_be_typed_in_pinyin(loaded):
    sounds = db.session.scalars(select(Member.sound).where(Member.city_slug == "rizhao")).all()
    assert all("rizhao" in sound for sound in sounds)


def test_the_chair_is_whose_term_the_day_falls_into(loaded):
    first = Term(city_slug="qingdao", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    second = Term(city_slug="yantai", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    db.session.add_all([first, second])
    db.session.flush()
    assert terms.presiding(date(2026, 1, 1)) is terms.presiding(date(2026, 12, 31)) is first
    assert terms.following(date(2026, 12, 31)) is second
    assert terms.presiding(date(2025, 12, 31)) is None
    assert terms.following(date(2027, 1, 1)) is None


def test_the_sources_bodies_are_there_without_seats_or_persons(loaded):
    kinds = [body.kind for body in bodies.all_bodies()]
    assert kinds == [BodyKind.COUNCIL, BodyKind.SECRETARIAT, BodyKind.COMMITTEE]
    assert all(body.source for body in bodies.all_bodies())
    assert roster.on(date(2026, 1, 1)) == []


def test_a_body_that_the_secretariat_has_changed_is_not_set_back(loaded):
    bodies.by_slug("council").name = "联盟理事会"
    db.session.flush()
    assert reference.load(CONTENT) == 0
    assert bodies.by_slug("council").name == "联盟理事会"


def test_the_shipped_charter_has_every_setting_and_no_value_that_cannot_be_read(loaded):
    rows = settings_on(date(2026, 1, 1))
    assert {row.key for row in rows} == set(RULES)
    for row in rows:
        if row.value:
            check(RULES[row.key], row.value)


def test_the_alliances_own_numbers_are_open_until_it_sets_them(loaded):
    groups = (Group.ROTATION, Group.COUNCIL, Group.MEETINGS, Group.NUMBERS)
    rows = [row for row in settings_on(date(2026, 1, 1)) if RULES[row.key].group in groups]
    assert rows
    assert not any(row.value for row in rows)
