"""The marker: a word planted where a stranger may not look is seen through no door of the site."""

from datetime import date, timedelta

import pytest
from make import make_city, make_member, make_record, make_user
from sqlalchemy import update

from kb.accounts.users import Role
from kb.bulletin.articles import Article
from kb.clock import utcnow
from kb.db import db
from kb.libraries.kinds import PROJECTS
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.records import Visibility
from kb.publishing.subscriptions import Subscription

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
    f"/search?q={WORD}&view=table",
    f"/search?q={WORD}&view=calendar&month=2024-05",
    "/bulletin?view=calendar&month=2024-05",
    f"/search?q={WORD}&from=2023",
    f"/search.atom?q={WORD}",
    f"/libraries/projects.atom?q={WORD}",
    "/feed.atom",
    f"/feed.atom?q={WORD}",
    "/sitemap.xml",
    "/account",
)
"""Doors that show many records."""
COUNTS = ("/api/v1/search?q={}", "/api/v1/search?q=tag:{}", "/api/v1/search?tag={}")
"""Doors that are asked for the marker itself and answer with a number."""
SLIPS = ("/search?q={}", "/libraries/projects?q={}+x", "/search?q={}+园区")
"""Doors that say what may be meant."""
OF_RECORD = ("", "/edit", "/history", "/alike")
"""Doors of one record, below its own address; the API too."""


def marker(name):
    return f"{name}zebramark"


def word(name):
    """A marker so short that did you mean would offer it for a slip."""
    return f"zb{name[:6]}qk"


def slipped(name):
    """The short marker with its last letter missing."""
    return word(name)[:-1]


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
    facts = {
        "title": f"{WORD} {marker(name)} {word(name)}",
        "body": marker(name),
        "tags": [marker(name)],
    }
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
        for place in (*doors(addresses[name]), f"/suggest?q={name}zebra")
        if marker(name) in browser.get(place).text
    ]
    meant = [
        (slip, name)
        for name in set(HIDDEN) - SEEN[role]
        for slip in SLIPS
        if word(name) in browser.get(slip.format(slipped(name))).text
    ]
    counted = [
        (place, name)
        for name in set(HIDDEN) - SEEN[role]
        for place in (count.format(marker(name)) for count in COUNTS)
        if browser.get(place).json["total"]
    ]
    assert leaks + meant + counted == []


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


@pytest.mark.parametrize("role", SEEN)
def test_nothing_beside_a_search_counts_what_is_hidden(app, browse, keep, drain, dated, role):
    """Bars of years, months with anything in them, records like one, news in a saved search."""
    unit = {"member": "rizhao-park", "city": "rizhao"} if role.startswith(("park", "city")) else {}
    user = None if role == "visitor" else keep(make_user, Role(role), **unit)
    browser = browse(user)
    if user is not None:
        data = {"subject": "search", "value": f"/search?q={WORD}"}
        browser.post("/subscriptions/new", data)
        with app.app_context():
            db.session.execute(update(Subscription).values(at=utcnow() - timedelta(days=1)))
            db.session.commit()
        news = browser.page("/subscriptions").select_one(".fresh .badge")
        assert str(1 + len(SEEN[role])) in news.get_text()
    bars = browser.page(f"/search?q={WORD}").select(".years__bars a")
    assert len(bars) == (1 + len(SEEN[role]) if SEEN[role] else 0)
    month = browser.page(f"/search?q={WORD}&view=calendar&month=2010-01")
    months = [way.get_text() for way in month.select(".month__head nav a")]
    assert len(months) == 1
    seen = browser.page(f"{dated}/alike")
    assert len(seen.select(".linked a")) == len(SEEN[role])
    for name in set(list(Visibility)[1:]) - SEEN[role]:
        assert marker(name) not in seen.get_text()


@pytest.fixture
def dated(app, keep, park, drain):
    """An article for everybody and one of each narrower visibility, each of a year of its own;
    the address of the open one.
    """
    author = keep(make_user, Role.SECRETARIAT)
    with app.app_context():
        writer = db.session.merge(author)
        for place, visibility in enumerate(Visibility):
            title = f"{WORD} {marker(visibility.value)}"
            facts = {"title": title, "year": 2011 + place, "tags": [WORD], "genre": "news"}
            facts |= {"published_on": date(2011 + place, 3, 4), "visibility": visibility.value}
            record = make_record(Article, writer, **facts)
            if visibility is Visibility.PUBLIC:
                address = f"/bulletin/{record.address}"
        db.session.commit()
    drain()
    return address
