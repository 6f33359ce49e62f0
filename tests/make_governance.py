"""Bodies, seats, their holders, terms of the chair and the charter, for tests; with defaults."""

from datetime import date, timedelta
from itertools import count

from make import make_city, make_user
from sqlalchemy import select

from kb.accounts.users import Role, User
from kb.alliance import bodies, cities, terms
from kb.alliance.bodies import Body, BodyKind, Holding, Seat
from kb.alliance.charter import CharterSetting
from kb.alliance.cities import City
from kb.alliance.rulebook import RULES, Notation
from kb.alliance.terms import Term
from kb.alliance.turn_changes import TurnChange
from kb.alliance.turns import ChangeKind
from kb.clock import today
from kb.db import db

SEVEN = {
    "qingdao": ("青岛", "Qingdao"),
    "yantai": ("烟台", "Yantai"),
    "weifang": ("潍坊", "Weifang"),
    "weihai": ("威海", "Weihai"),
    "rizhao": ("日照", "Rizhao"),
    "binzhou": ("滨州", "Binzhou"),
    "dongying": ("东营", "Dongying"),
}
_places = count(1)


def added(row):
    """The row, written to the database."""
    db.session.add(row)
    db.session.flush()
    return row


def own(row):
    """The row as this session knows it; None stays None."""
    return db.session.merge(row) if row else None


def make_body(slug="council", **given) -> Body:
    """The body of this slug, made the first time."""
    facts = {"kind": BodyKind.COUNCIL, "name": "理事会", "name_en": "Council"} | given
    return bodies.by_slug(slug) or added(Body(slug=slug, **facts))


def make_seat(body=None, **given) -> Seat:
    """A seat with a vote."""
    facts = {"post": "理事", "position": next(_places)} | given
    return added(Seat(body=own(body) or make_body(), **facts))


def make_holding(seat=None, user=None, **given) -> Holding:
    """Somebody sits there since 2020, without an account unless one is given."""
    facts = {"name": user.name if user else "李海", "duty": "日照市人社局副局长"}
    facts |= {"starts_on": date(2020, 1, 1), "user_id": user.id if user else None} | given
    return added(Holding(seat=own(seat) or make_seat(), **facts))


def make_holder(seat=None, **given) -> Holding:
    """A council member with an account sits there."""
    return make_holding(seat, make_user(Role.COUNCIL_MEMBER), **given)


def make_seated(body=None, role=Role.COUNCIL_MEMBER, **given) -> User:
    """Somebody with an account who holds a seat with a vote."""
    user = make_user(role, **given)
    make_holding(make_seat(body), user)
    return user


def make_seven() -> City:
    """The seven cities in their order; the first of them."""
    for place, (slug, (name, name_en)) in enumerate(SEVEN.items(), start=1):
        if not db.session.scalar(select(City.id).where(City.slug == slug)):
            make_city(slug, name, name_en, place)
    return cities.in_order()[0]


def make_term(city_slug="rizhao", starts_on=None, ends_on=None, **given) -> Term:
    """A turn of the chair; half a year around today unless told otherwise."""
    first, last = today() - timedelta(days=90), today() + timedelta(days=90)
    days = {"starts_on": starts_on or first, "ends_on": ends_on or last}
    return added(Term(city_slug=city_slug, **(days | given)))


def make_turn_change(**given) -> TurnChange:
    """One in force: yantai skips its next turn."""
    facts = {"kind": ChangeKind.SKIP, "city_slug": "yantai", "starts_on": date(2099, 1, 1)}
    facts |= {"turn_on": date(2099, 1, 1), "reason": "会期", "resolution": "联盟决〔2026〕1号"}
    return added(TurnChange(**(facts | given)))


def make_setting(key="notice_days", value="", **given) -> CharterSetting:
    """A shipped row of the charter; `since` and `source` make it a decided one."""
    is_number = key in RULES and RULES[key].notation is Notation.NUMBER
    facts = {"label": key, "value": value, "unit": "days" if is_number else ""} | given
    return added(CharterSetting(key=key, **facts))


def make_decision(key="notice_days", value="7", since=date(2026, 1, 1), **given) -> CharterSetting:
    """A row of the charter that the alliance has decided."""
    return make_setting(key, value, **({"since": since, "source": "联盟决〔2026〕1号"} | given))


def make_rotation(order=tuple(SEVEN), months=12, first="qingdao 2022-01-01") -> CharterSetting:
    """What the charter says about turns."""
    make_setting("chair_order", ", ".join(order))
    make_setting("chair_term_length", str(months))
    return make_setting("chair_first_term", first)


def make_plan(day=date(2026, 11, 22), **given) -> CharterSetting:
    """Seven cities, a charter, and the terms drawn up on this day."""
    make_seven()
    setting = make_rotation(**given)
    terms.redraw(day)
    return setting
