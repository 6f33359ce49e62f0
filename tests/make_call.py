"""Activities with days and lists of sign-ups, for tests; with defaults for what is left open."""

from datetime import timedelta
from itertools import count

from make import make_record, make_user
from make_governance import own

from kb.activities.activities import Activity, ActivityKind, Progress
from kb.activities.sign_ups import SignUp, SignUpSheet
from kb.activities.signing_up import joining, sheets
from kb.activities.signing_up.joining import Person
from kb.activities.signing_up.sheets import Terms
from kb.clock import today
from kb.db import db

_numbers = count(1)


def make_activity(author=None, **given) -> Activity:
    """Announced for a week from now."""
    facts = {"title": "胶东人力资源论坛", "progress": Progress.ANNOUNCED}
    facts |= {"activity_kind": ActivityKind.FORUM, "starts_on": today() + timedelta(days=7)}
    facts |= {"speakers": [], "figures": [], "place": "日照会展中心"}
    return make_record(Activity, author, **(facts | given))


def make_list(activity=None, host=None, **terms) -> SignUpSheet:
    """An open list."""
    host = own(host) if host else make_user()
    return sheets.begin(own(activity) if activity else make_activity(), host, Terms(**terms))


def person(name="", **given) -> Person:
    """Somebody new each time."""
    number = next(_numbers)
    facts = {"name": name or f"李宁{number}", "unit": "东港人才公司"}
    return Person(**(facts | {"phone": f"1380633{number:04}"} | given))


def make_sign_up(sheet=None, **given) -> SignUp:
    sheet = own(sheet) if sheet else make_list()
    return joining.sign_up(sheet.activity, person(**given), None, "127.0.0.1")


def hold(activity, days_ago=1) -> None:
    """Its day has passed meanwhile."""
    activity.starts_on = today() - timedelta(days=days_ago)
    db.session.flush()
