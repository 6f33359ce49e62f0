"""Every route and every record, for every role: compared with the written table `rights.toml`."""

import re
import tomllib
from pathlib import Path

import pytest
from make import make_city, make_member, make_record, make_user
from make_act import make_activity
from make_consult import ids_of, make_given
from make_governance import make_holding, make_setting
from make_match import make_posting, make_report, make_topic, parts_of_matches
from make_meetings import make_resolution
from make_minutes import make_past_meeting, make_past_minutes
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.pages import Page
from kb.clock import today
from kb.db import db
from kb.empowerment.partners import Partner
from kb.empowerment.postings import Posting
from kb.libraries.experts import Expert
from kb.libraries.kinds import PROJECTS
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.records import Visibility
from kb.publishing.revisions import Revision

TABLE = tomllib.loads((Path(__file__).parent / "rights.toml").read_text())
ROLES, PEOPLE = TABLE["roles"], TABLE["people"]
PARK, CITY = "weihai-park", "weihai"
"""Whose records are asked for; strangers stand for another member of another city."""
UNIT = {"member": "rizhao-park", "city": "rizhao"}


@pytest.fixture
def town(keep, park):
    """Two cities with a park each."""
    keep(make_city, "weihai", "威海", "Weihai", 4)
    keep(make_member, PARK, "威海人力资源服务产业园", city_slug=CITY)


@pytest.fixture
def enter(keep, browse, town):
    """`enter(name)` is a fresh browser of this person, who is made the first time."""
    made = {"visitor": None}

    def person(name):
        if name not in made:
            own = {"member": PARK, "city": CITY}
            role = {"author": "park_editor", "colleague": "park_editor", "liaison": "city_liaison"}
            unit = own if name in role else UNIT
            scoped = role.get(name, name) in ("park_editor", "city_liaison", "council_member")
            made[name] = keep(make_user, Role(role.get(name, name)), **(unit if scoped else {}))
        return made[name]

    def open_browser(name):
        return browse(person(name))

    open_browser.person = person
    return open_browser


@pytest.fixture
def record_in(app, keep, enter, staff):
    """`record_in(state)`: a record of the park's author in this state, its address."""

    def make(state):
        with app.app_context():
            author, reviewer = db.session.merge(enter.person("author")), db.session.merge(staff)
            public = state in ("draft", "submitted", "withdrawn")
            given = Visibility.PUBLIC if public else Visibility(state)
            record = make_record(Project, author, published=False, visibility=given)
            if state != "draft":
                workflow.submit(record, author)
            if state not in ("draft", "submitted"):
                workflow.publish(record, reviewer)
            if state == "withdrawn":
                workflow.withdraw(record, reviewer, "更正")
            db.session.commit()
            return record.address

    return make


@pytest.fixture
def fill(keep, record_in):
    """`fill(rule)`: an address of this rule; what it names belongs to somebody else."""
    charter, held = keep(make_record, Page).number, keep(make_holding)
    parts_of_charter = {"key": keep(make_setting).key, "id": str(held.id), "slug": "council"}
    meeting = keep(make_past_meeting)
    activity = keep(make_activity, series="论坛", progress="announced").number
    minutes = keep(make_past_minutes, meeting).number
    matched = keep(make_posting, city=CITY, member=PARK), keep(make_report), keep(make_topic)

    def run(rule):
        parts = {"kind": PROJECTS.slug, "filename": "kb.css", "code": "en", "token": "guessed"}
        parts |= {"datum": "phone", "extension": "bib" if "citation" in rule else "csv"}
        parts["slug"] = CITY if "cities" in rule else PARK
        parts["year"] = "2026"
        if "<address>" in rule:
            parts["address"] = charter if "/about" in rule else record_in("public")
        if rule.startswith("/minutes/<address>"):
            parts["address"] = minutes
        if rule.startswith("/activities/<address>"):
            held = {"member": PARK, "city": CITY, "progress": "announced"}
            parts["address"] = keep(make_activity, **held).number
        if rule.startswith("/activities/"):
            parts |= {"number": "2026", "token": "all"}
        if "experts/<address>" in rule:
            parts["address"] = keep(make_record, Expert, title="王海").number
        if rule.startswith(("/partners/<address>", "/offers-needs/<address>")):
            model = Partner if rule.startswith("/partners") else Posting
            given = {"member": PARK, "city": CITY, "valid_until": today()}
            parts["address"] = keep(make_record, model, **given).number
        if re.search("/governance/(charter|bodies|seats|holdings)", rule):
            parts |= parts_of_charter
        if rule.startswith("/workbench/<int:id>"):
            record_in("submitted")
            parts["id"] = str(keep(newest_revision).id)
        if rule.startswith("/admin/accounts/<int:id>"):
            parts["id"] = str(keep(make_user, Role.EXPERT).id)
        if rule.startswith(("/resolutions/<int:id>", "/meetings/<int:id>")):
            resolution = keep(make_resolution)
            is_meeting = rule.startswith("/meetings")
            parts["id"] = str(resolution.meeting_id if is_meeting else resolution.id)
        parts["year"] = "2026"
        if rule.startswith("/yearbook"):
            parts["extension"] = "docx"
        if rule.startswith("/activities/"):
            parts |= {"address": activity, "step": "cancelled", "name": "论坛"}
        if rule.startswith("/inquiries/"):
            parts |= ids_of(keep(make_given, member=PARK, city=CITY))
            parts["id"] = parts["file_id"] if "/files/<" in rule else parts["id"]
        if rule.startswith("/documents"):
            parts |= {"paper": "notice", "extension": "docx", "id": "1", "address": minutes}
        parts |= {"what": "fix", "way": "up"} | parts_of_matches(rule, *matched)
        return re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda found: parts.get(found[1], "4711"), rule)

    return run


def newest_revision():
    return db.session.scalar(select(Revision).order_by(Revision.id.desc()).limit(1))


def word(answer):
    """What somebody got, in the words of the table. A form that is not filled in was open."""
    if answer.status_code in (302, 303) and answer.location.startswith("/sign-in"):
        return "sign-in"
    named = {401: "sign-in", 403: "refused", 404: "not-found", 410: "gone"}
    assert answer.status_code < 500, answer.request.path
    return named.get(answer.status_code, "ok")


def routes(app):
    """`GET /search` and the like, every one that the site has."""
    return sorted(
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or ()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    )


def differences(expected, found):
    """Lines that can be read, and taken over into the table where the table is wrong."""
    return [
        f'"{name}" = "{" ".join(found[name])}"  # the table says: {" ".join(expected[name])}'
        for name in found
        if found[name] != expected[name]
    ]


def test_every_route_stands_in_the_table(app):
    assert set(TABLE["routes"]) == set(routes(app))


@pytest.mark.parametrize("role", ROLES)
def test_a_stranger_of_each_role_gets_from_every_route_what_the_table_says(enter, fill, role):
    place = ROLES.index(role)
    expected, found = {}, {}
    for route, words in TABLE["routes"].items():
        method, rule = route.split(" ", 1)
        address = fill(rule)
        with enter(role).client.open(address, method=method) as answer:
            expected[route], found[route] = [words.split()[place]], [word(answer)]
    assert differences(expected, found) == []


@pytest.mark.parametrize("state", TABLE["records"])
def test_a_record_in_each_state_is_open_to_whom_the_table_says(enter, record_in, drain, state):
    doors = TABLE["records"][state]
    expected = {door: words.split() for door, words in doors.items()}
    address, found = record_in(state), {}
    drain()
    for door in doors:
        # An order changes the record, so each has one of its own.
        found[door] = [
            knock(enter(person), door, record_in(state) if "POST" in door else address)
            for person in PEOPLE
        ]
    assert differences(expected, found) == []


def knock(browser, door, address):
    page = f"/{PROJECTS.slug}/{address}"
    if door == "found":
        numbers = [one["number"] for one in browser.get("/api/v1/search").json["records"]]
        return "ok" if address in numbers else "not-found"
    method, step = door.split(" ")
    places = {"page": page, "api": f"/api/v1{page}"}
    return word(browser.client.open(places.get(step, f"{page}/{step}"), method=method))
