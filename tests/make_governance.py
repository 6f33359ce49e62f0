"""Things of governance for tests, with defaults for all that a test does not care about."""

from datetime import date

from make import make_city

from kb.alliance import terms
from kb.alliance.charter import CharterSetting
from kb.alliance.terms import Term
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


def make_seven() -> None:
    """The seven cities in their order."""
    for place, (slug, (name, name_en)) in enumerate(SEVEN.items(), start=1):
        make_city(slug, name, name_en, place)


def make_setting(key="chair_term_length", value="12", **given) -> CharterSetting:
    setting = CharterSetting(key=key, label=key, value=value, **given)
    db.session.add(setting)
    db.session.flush()
    return setting


def make_rotation(order=tuple(SEVEN), months=12, first="qingdao 2022-01-01") -> None:
    """What the charter says about turns."""
    make_setting("chair_order", ", ".join(order))
    make_setting("chair_term_length", str(months))
    make_setting("chair_first_term", first)


def make_plan(day=date(2026, 11, 22), **given) -> None:
    """Seven cities, a charter, and the terms drawn up on this day."""
    make_seven()
    make_rotation(**given)
    terms.redraw(day)


def make_term(city_slug="qingdao", starts_on=None, ends_on=None, **given) -> Term:
    start, end = starts_on or date(2026, 1, 1), ends_on or date(2026, 12, 31)
    term = Term(city_slug=city_slug, starts_on=start, ends_on=end, **given)
    db.session.add(term)
    db.session.flush()
    return term
