"""What stands beside an activity: the way to sign up, to the calendar and the poster."""

import pytest
from jinja2 import ChoiceLoader, DictLoader
from make import make_user
from make_call import make_activity, make_list, make_sign_up

from kb.accounts.users import Role
from kb.activities.activities import Progress
from kb.clock import today

PAGE = """{% extends "catalog/detail.html" %}{% block body %}
{% include "activities/_sign_up.html" %}{% include "activities/_dates.html" %}{% endblock %}"""


@pytest.fixture
def beside(app, browse):
    """`beside(activity, reader)`: the page of the activity, with both fragments on it."""
    drawn = DictLoader({"activities/activity.html": PAGE})
    app.jinja_env.loader = ChoiceLoader([drawn, app.jinja_env.loader])
    return lambda activity, reader=None: browse(reader).page(f"/activities/{activity.number}")


def links(page):
    return {link["href"] for link in page.select("article a")}


def test_a_visitor_finds_the_form_the_poster_and_the_month_but_no_count(beside, keep):
    activity = keep(make_activity)
    keep(make_sign_up, keep(make_list, activity, capacity=20))
    page, way = beside(activity), f"/activities/{activity.number}"
    month = f"/activities/calendar?month={activity.starts_on:%Y-%m}"
    assert {f"{way}/sign-up", f"{way}/poster", f"{way}/event.ics", month} <= links(page)
    assert f"{way}/sign-ups" not in links(page)
    assert "已签到" not in page.select_one("article").get_text()


def test_the_host_finds_the_names_and_without_a_list_the_way_to_open_one(beside, keep, staff):
    activity = keep(make_activity)
    way = f"/activities/{activity.number}"
    assert f"{way}/sign-ups/list" in links(beside(activity, staff))
    keep(make_list, activity)
    assert f"{way}/sign-ups" in links(beside(activity, staff))
    assert f"{way}/sign-ups/list" not in links(beside(activity))


def test_what_is_only_planned_offers_neither_a_date_to_keep_nor_a_form(beside, keep):
    activity = keep(make_activity, progress=Progress.PLANNED)
    way = f"/activities/{activity.number}"
    assert not {f"{way}/event.ics", f"{way}/sign-up"} & links(beside(activity))


def test_editors_see_what_clashes_and_others_do_not(beside, keep, cities):
    facts = {"starts_on": today(), "title": "青岛论坛"}
    other = keep(make_activity, city="qingdao", **facts)
    activity = keep(make_activity, city="rizhao", member="rizhao-park", starts_on=today())
    editor = keep(make_user, Role.PARK_EDITOR, member="rizhao-park")
    clash = f"/activities/{other.number}"
    assert clash in links(beside(activity, editor))
    assert clash not in links(beside(activity))
