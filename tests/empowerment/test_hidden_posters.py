"""A posting that hides its poster names it nowhere to strangers, and to those whom it accepts."""

from io import BytesIO

import pytest
from make import make_city, make_member, make_user
from make_exchange import make_editor, offered
from openpyxl import load_workbook
from sqlalchemy import select

from kb.accounts.users import Role
from kb.db import db
from kb.empowerment import interests
from kb.empowerment.interests import Wish
from kb.empowerment.postings import Posting
from kb.publishing import workflow
from kb.publishing.revisions import Revision

NAME, SLUG = "蓝鲸斑马", "secret-zebra-park"
PERSON = "斑马经办"
LISTS = (
    *("/offers-needs", "/search?q=直播", "/offers-needs.xlsx", "/feed.atom", "/sitemap.xml"),
    *("/api/v1/search?q=直播", "/suggest?q=直播", "/cities/rizhao", "/", "/offers-needs.csv"),
    *("/links", "/interests", "/notices", "/my", "/workbench", f"/members/{SLUG}"),
)
OF_MEMBERS = ("/members/", "/cities/", "/sitemap")
"""Doors that name every member, whatever it has posted."""
STRANGERS = ("visitor", "expert", "park_editor", "city_liaison", "council_member")


@pytest.fixture
def hidden(keep, drain, park):
    """A published offer of a park that does not want to be named; with a change under way."""
    keep(make_member, SLUG, NAME, city_slug="rizhao")
    poster = keep(make_user, Role.PARK_EDITOR, member=SLUG, name=PERSON)
    made = keep(_published, poster)
    drain()
    return made, poster


def _published(poster):
    poster, reviewer = db.session.merge(poster), make_user(Role.SECRETARIAT)
    made = workflow.create(Posting, poster, offered(naming="hidden"))
    workflow.submit(made, poster)
    workflow.publish(made, reviewer)
    workflow.save(made, poster, offered(naming="hidden", amount="30人"))
    return made


def words(answer):
    if "spreadsheet" in (answer.mimetype or ""):
        # The other sheets offer every member's name for a choice.
        first = load_workbook(BytesIO(answer.data)).worksheets[0]
        return str([[*row] for row in first.values])
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("role", STRANGERS)
def test_no_door_names_the_poster_to_a_stranger(browse, keep, hidden, role):
    made, _poster = hidden
    keep(make_city, "weihai", "威海", "Weihai", 4)
    unit = {"member": "rizhao-park"} if role == "park_editor" else {}
    unit |= {"city": "weihai"} if role in ("city_liaison", "council_member") else {}
    browser = browse(None if role == "visitor" else keep(make_user, Role(role), **unit))
    own = [f"/offers-needs/{made.number}{step}" for step in ("", "/edit", "/history", "/interest")]
    leaks = []
    for place in (*LISTS, *own, f"/api/v1/offers-needs/{made.number}"):
        text = words(browser.get(place))
        marks = (PERSON,) if place.startswith(OF_MEMBERS) else (NAME, SLUG, PERSON)
        leaks += [(place, mark) for mark in marks if mark in text]
    assert leaks == []


def test_its_own_people_and_the_staff_see_whose_it_is_and_edit_it(browse, keep, hidden, staff):
    made, _poster = hidden
    colleague = keep(make_user, Role.PARK_EDITOR, member=SLUG)
    for person in (colleague, staff):
        browser = browse(person)
        assert NAME in browser.get(f"/offers-needs/{made.number}").text
        assert browser.get(f"/offers-needs/{made.number}/edit").status_code == 200


def test_a_colleague_finds_the_draft_of_a_hidden_one_among_their_own_work(browse, keep, hidden):
    colleague = keep(make_user, Role.PARK_EDITOR, member=SLUG)
    assert "提供直播带岗实训" in browse(colleague).get("/my").text
    assert "提供直播带岗实训" in browse(colleague).get("/interests?tab=postings").text


def test_whoever_is_accepted_learns_the_name_and_nobody_else(browse, keep, hidden):
    made, poster = hidden
    asker = keep(make_editor, "weihai")
    interest = keep(lambda: interests.express(own(made), own(asker), Wish("想洽谈")))
    place = f"/interests/{interest.id}"
    assert NAME not in browse(asker).get(place).text
    browse(poster).post(f"{place}/accept", data={"text": "欢迎"})
    text = browse(asker).get(place).text
    assert NAME in text
    assert poster.email in text
    assert NAME in browse(asker).get(f"/offers-needs/{made.number}").text
    assert NAME not in browse().get(f"/offers-needs/{made.number}").text


def test_an_adviser_is_not_told_whose_it_is(app, browse, keep, hidden):
    made, poster = hidden
    adviser, desk = keep(make_user, Role.EXPERT), keep(make_user, Role.SECRETARIAT)
    browse(poster).post(f"/offers-needs/{made.number}/submit")
    with app.app_context():
        newest = db.session.scalar(select_newest())
        number = newest.id
    asking = {"adviser": adviser.id, "question": "合适？"}
    browse(desk).post(f"/workbench/{number}/ask", data=asking)
    text = browse(adviser).get(f"/workbench/{number}").text
    assert "提供直播带岗实训" in text
    assert NAME not in text
    assert PERSON not in text
    assert NAME in browse(desk).get(f"/workbench/{number}").text


def test_who_shows_the_name_again_is_named(context):
    editor = make_editor()
    made = workflow.create(Posting, editor, offered(naming="hidden"))
    assert (made.member, made.owner) == (None, "rizhao-park")
    workflow.save(made, editor, offered(naming="hidden", amount="40人"))
    assert (made.member, made.owner) == (None, "rizhao-park")
    workflow.save(made, editor, offered(naming="named"))
    assert (made.member, made.owner) == ("rizhao-park", "rizhao-park")


def test_an_empty_cell_in_a_table_of_the_staff_does_not_lose_whose_it_is(context):
    made = workflow.create(Posting, make_editor(), offered(naming="hidden"))
    workflow.save(made, make_user(), offered(naming="hidden", member=None))
    assert made.owner == "rizhao-park"


def own(row):
    return db.session.merge(row)


def select_newest():
    return select(Revision).order_by(Revision.id.desc()).limit(1)
