"""Things of the alliance's governance for tests, with defaults for all that a test leaves open."""

from datetime import date

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
