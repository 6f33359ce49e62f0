"""The marker: a word planted where a stranger may not look is seen through no door of the site."""

import pytest
from make import make_city, make_member, make_record, make_user

from kb.accounts.users import Role
from kb.db import db
from kb.libraries.kinds import PROJECTS
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.records import Visibility

HIDDEN = ("draft", "submitted", "withdrawn", "change", *list(Visibility)[1:])
"""A marker in each; `change` is one under way on a public record."""
SEEN = {
    "visitor": set(),
    "expert": set(),
    "park_editor": {"alliance"},
    "city_liaison": {"alliance"},
    "council_member": {"alliance", "council"},
    "provincial_observer": {"alliance", "council"},
}
"""What a stranger of each role may see of them."""
WORD = "标记园区"
"""Stands beside every marker, so that asking for it brings all of them to light."""
LISTS = (
    "/",
    "/libraries/projects",
    "/libraries/projects?sort=title",
    f"/libraries/projects?q={WORD}",
    "/cities/weihai",
    "/members/weihai-park",
    f"/search?q={WORD}",
    f"/search?q=title:{WORD}",
    f"/api/v1/search?q={WORD}",
    f"/suggest?q={WORD}",
    "/feed.atom",
    f"/feed.atom?q={WORD}",
    "/sitemap.xml",
    "/account",
)
"""Doors that show many records."""
COUNTS = ("/api/v1/search?q={}", "/api/v1/search?q=tag:{}", "/api/v1/search?tag={}")
"""Doors that are asked for the marker itself and answer with a number."""
SLIPS = ("/suggest?q={}zebra", "/search?q={}zebramrak", "/libraries/projects?q={}zebramrak+x")
"""Doors that say what may be meant, asked for the marker as far as it is typed or with a slip."""
OF_RECORD = ("", "/edit", "/history")
"""Doors of one record, below its own address; the API too."""


def marker(name):
    return f"{name}zebramark"


@pytest.fixture
def addresses(app, keep, park, drain):
    """Records of another park, one of each sort; the address of each."""
    keep(make_city, "weihai", "威海", "Weihai", 4)
    keep(make_member, "weihai-park", "威海人力资源服务产业园", city_slug="weihai")
    author = keep(make_user, Role.PARK_EDITOR, member="weihai-park", city="weihai")
    reviewer = keep(make_user, Role.SECRETARIAT)
    with app.app_context():
        people = db.session.merge(author), db.session.merge(reviewer)
        made = {name: planted(name, *people) for name in HIDDEN}
        found = {name: f"/{PROJECTS.slug}/{record.address}" for name, record in made.items()}
        db.session.commit()
    drain()
    return found


def planted(name, author, reviewer):
    """A record that holds the marker of this sort in title, text and tag."""
    facts = {"title": f"{WORD} {marker(name)}", "body": marker(name), "tags": [marker(name)]}
    facts["visibility"] = name if name in list(Visibility) else "public"
    if name == "change":
        record = make_record(Project, author, published=False)
    else:
        record = make_record(Project, author, published=False, **facts)
    if name != "draft":
        workflow.submit(record, author)
    if name not in ("draft", "submitted"):
        workflow.publish(record, reviewer)
    if name == "withdrawn":
        workflow.withdraw(record, reviewer, "更正")
    if name == "change":
        workflow.save(record, author, facts)
    return record


@pytest.mark.parametrize("role", SEEN)
def test_no_door_shows_a_stranger_what_is_hidden(browse, keep, addresses, role):
    unit = {"member": "rizhao-park", "city": "rizhao"} if role.startswith(("park", "city")) else {}
    browser = browse(None if role == "visitor" else keep(make_user, Role(role), **unit))
    leaks = [
        (place, name)
        for name in set(HIDDEN) - SEEN[role]
        for place in (*doors(addresses[name]), *(slip.format(name) for slip in SLIPS))
        if marker(name) in browser.get(place).text
    ]
    counted = [
        (place, name)
        for name in set(HIDDEN) - SEEN[role]
        for place in (count.format(marker(name)) for count in COUNTS)
        if browser.get(place).json["total"]
    ]
    assert leaks + counted == []


def doors(address):
    own = [f"{address}{step}" for step in OF_RECORD]
    return [*LISTS, *own, f"/api/v1{address}"]


@pytest.mark.parametrize("role", ["council_member", "secretariat"])
def test_whoever_may_see_them_does(browse, keep, addresses, role):
    browser = browse(keep(make_user, Role(role)))
    for name in SEEN.get(role, set(list(Visibility)[1:])):
        assert marker(name) in browser.get(addresses[name]).text
        for place in LISTS[3], f"/search?q={WORD}", f"/suggest?q={WORD}", "/feed.atom":
            assert marker(name) in browser.get(place).text, place
        assert browser.get(COUNTS[0].format(marker(name))).json["total"] == 1
