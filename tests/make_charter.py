"""Things of the alliance's governance for tests, with defaults for all that a test leaves open."""

from datetime import date

from kb.alliance import bodies
from kb.alliance.bodies import Body, BodyKind, Holding, Seat
from kb.alliance.charter import CharterSetting
from kb.alliance.rulebook import RULES, Notation
from kb.db import db


def make_setting(key="notice_days", value="", **given) -> CharterSetting:
    """A shipped row of the charter; `since` and `source` make it a decided one."""
    unit = "days" if RULES[key].notation is Notation.NUMBER else ""
    setting = CharterSetting(**({"key": key, "label": key, "value": value, "unit": unit} | given))
    db.session.add(setting)
    db.session.flush()
    return setting


def make_decision(key="notice_days", value="7", since=date(2026, 1, 1), **given) -> CharterSetting:
    """A row of the charter that the alliance has decided."""
    return make_setting(key, value, **({"since": since, "source": "联盟决〔2026〕1号"} | given))


def make_body(name="理事会", slug="council", kind=BodyKind.COUNCIL, **given) -> Body:
    """The body of this slug, made the first time."""
    body = bodies.by_slug(slug) or Body(name=name, slug=slug, kind=kind, **given)
    db.session.add(body)
    db.session.flush()
    return body


def make_seat(body=None, post="理事", **given) -> Seat:
    """A seat with a vote, in a body of its own unless one is given."""
    own = db.session.merge(body) if body else make_body()
    seat = Seat(body=own, post=post, **given)
    db.session.add(seat)
    db.session.flush()
    return seat


def make_holding(seat=None, name="李敏", starts_on=date(2025, 1, 1), **given) -> Holding:
    """Somebody sits there, until further notice unless told otherwise."""
    own = db.session.merge(seat) if seat else make_seat()
    holding = Holding(seat=own, name=name, starts_on=starts_on, **given)
    db.session.add(holding)
    db.session.flush()
    return holding
