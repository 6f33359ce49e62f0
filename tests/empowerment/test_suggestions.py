"""Who is shown which suggestions, and that nobody else learns of them."""

from datetime import timedelta

import pytest
from flask import render_template
from make import make_member, make_record, make_user
from make_governance import make_seven
from make_match import make_hidden, make_posting
from sqlalchemy import func, select

from kb.accounts.sign_in import sign_in
from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.empowerment import suggestions
from kb.empowerment.postings import Posting
from kb.publishing.notices import Notice
from kb.publishing.records import Visibility


@pytest.fixture
def two(park, keep):
    """A need of the park, whose editor's page shows what fits."""
    keep(make_seven)
    keep(make_member, "weihai-park", "威海人力资源服务产业园", city_slug="weihai")
    editor = keep(make_user, Role.PARK_EDITOR, member="rizhao-park", city="rizhao")
    need = keep(make_of, editor, direction="need")
    return editor, need


def make_of(person, **given):
    return make_posting(author=db.session.merge(person), **given)


def found(need, reader):
    posting, person = db.session.get(Posting, need.id), db.session.merge(reader)
    return [one.number for one in suggestions.suggested(posting, person, today())]


def test_an_offer_of_others_is_suggested_with_its_reasons(app, two, keep, browse):
    editor, need = two
    offer = keep(make_posting, city="weihai")
    page = browse(editor).page(f"/offers-needs/{need.number}/matches")
    assert page.select_one(f'main a[href="/offers-needs/{offer.number}"]')
    assert "焊工" in page.select_one(".why").get_text()


def test_own_offers_hidden_ones_too_and_expired_ones_are_left_out(app, two, keep):
    editor, need = two
    keep(make_of, editor)
    keep(make_hidden, member_slug="rizhao-park")
    keep(make_posting, valid_until=(today() - timedelta(days=1)).isoformat())
    other = keep(make_hidden, member_slug="weihai-park", city="weihai")
    with app.app_context():
        assert found(need, editor) == [other.number]


def test_what_a_reader_may_not_see_is_not_suggested(app, two, keep, staff):
    editor, need = two
    closed = keep(make_posting, visibility=Visibility.SECRETARIAT)
    with app.app_context():
        assert found(need, editor) == []
        assert found(need, staff) == [closed.number]


def test_a_hidden_poster_stays_hidden_on_the_page(two, keep, browse):
    editor, need = two
    keep(make_hidden, member_slug="weihai-park", city="weihai")
    text = browse(editor).get(f"/offers-needs/{need.number}/matches").text
    assert "威海人力资源服务产业园" not in text
    assert "数控加工" in text


def test_only_the_posters_unit_and_the_staff_see_the_page(two, keep, browse, staff):
    _editor, need = two
    address = f"/offers-needs/{need.number}/matches"
    colleague = keep(make_user, Role.PARK_EDITOR, member="rizhao-park")
    stranger = keep(make_user, Role.PARK_EDITOR, member="weihai-park")
    answers = [browse(who).get(address).status_code for who in (colleague, staff, stranger)]
    assert answers == [200, 200, 403]
    draft = keep(make_record, Posting, author=None, published=False)
    strange = f"/offers-needs/{draft.address}/matches"
    assert browse(stranger).get(strange).status_code == 404


def test_the_unit_of_a_hidden_posting_sees_what_fits_it(app, two, keep):
    hidden = keep(make_hidden, member_slug="weihai-park", direction="need")
    colleague = keep(make_user, Role.PARK_EDITOR, member="weihai-park")
    stranger = keep(make_user, Role.PARK_EDITOR, member="rizhao-park")
    with app.app_context():
        posting = db.session.get(Posting, hidden.id)
        assert suggestions.may_see(db.session.merge(colleague), posting)
        assert not suggestions.may_see(db.session.merge(stranger), posting)
        assert not suggestions.may_see(None, posting)


def test_a_postings_page_draws_them_for_its_unit_and_for_nobody_else(app, two, keep):
    editor, need = two
    offer = keep(make_posting, city="weihai")
    with app.test_request_context():
        posting = db.session.get(Posting, need.id)
        assert not render_template("empowerment/_suggestions.html", record=posting).strip()
        sign_in(db.session.merge(editor))
        drawn = render_template("empowerment/_suggestions.html", record=posting)
    assert f"/offers-needs/{offer.number}" in drawn
    assert f"/offers-needs/{need.number}/matches" in drawn


def test_nobody_is_written_to(app, two, keep, browse, staff):
    editor, need = two
    keep(make_posting, city="weihai")

    def told():
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(Notice))

    before = told()
    browse(editor).page(f"/offers-needs/{need.number}/matches")
    browse(staff).page("/matches")
    assert told() == before


def test_the_staff_see_the_best_pairs_of_different_units(two, keep, browse, staff):
    editor, need = two
    own, other = keep(make_of, editor), keep(make_posting, city="weihai")
    text = browse(staff).page("/matches").select_one(".pairing").get_text()
    assert need.number in text
    assert other.number in text
    assert own.number not in text
    assert browse(editor).get("/matches").status_code == 403


def test_many_postings_cost_no_more_statements_than_few(app, two, keep, staff, asked):
    _editor, need = two

    def statements():
        with app.app_context(), asked() as seen:
            assert found(need, staff)
            suggestions.pairs(db.session.merge(staff), today())
        return len(seen)

    keep(make_posting, city="weihai")
    few = statements()
    for _number in range(6):
        keep(make_posting, city="weihai")
        keep(make_posting, direction="need", city="weihai")
    assert statements() == few
