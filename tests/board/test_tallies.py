"""What is counted once for many readers: never stale, never told to whom it is not meant for."""

import pytest
from flask import request
from make import make_record, make_user
from make_consult import make_inquiry

from kb.accounts.users import Role
from kb.board.scoreboard.counts import tally
from kb.clock import today, utcnow
from kb.db import db, reading
from kb.empowerment.consultations import ConsultationState, Inquiry
from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project
from kb.publishing import workflow
from kb.publishing.records import Record

YEAR = today().year


@pytest.fixture
def counted(browse):
    """`counted(what, user)`: the number that the scoreboard says to this reader."""

    def ask(what, user=None):
        return browse(user).get(f"/api/v1/scoreboard?year={YEAR}").json["trends"][what][-1]

    return ask


def test_the_board_is_counted_once_for_all_of_its_years_pages(keep, browse, statements, park):
    keep(make_record, Project, year=YEAR)
    visitor = browse()
    first = statements(visitor, f"/scoreboard?year={YEAR}")
    assert statements(visitor, f"/scoreboard?year={YEAR}&other=1") < first / 2


def test_a_number_follows_every_change(keep, app, counted, park, staff):
    made = keep(make_record, Project, year=YEAR)
    assert counted("project") == 1
    keep(make_record, Project, year=YEAR)
    assert counted("project") == 2
    with app.app_context():
        workflow.withdraw(db.session.get(Record, made.id), db.session.merge(staff), "错误")
        db.session.commit()
    assert counted("project") == 1


def test_readers_share_only_what_all_of_them_may_see(keep, counted, park, staff):
    keep(make_record, Outcome, year=YEAR, visibility="alliance")
    keep(make_record, Outcome, year=YEAR, visibility="member", member=park.slug)
    liaison = keep(make_user, Role.CITY_LIAISON, city="rizhao")
    editor = keep(make_user, Role.PARK_EDITOR, member=park.slug)
    for _again in range(2):
        said = [counted("outcome", user) for user in (staff, editor, liaison, None)]
        assert said == [2, 2, 1, 0]


def test_an_answered_inquiry_counts_at_once(keep, app, counted, park):
    inquiry = keep(make_inquiry)
    assert counted("consultations") == 0
    with app.app_context():
        found = db.session.get(Inquiry, inquiry.id)
        found.state, found.answered_at = ConsultationState.ANSWERED, utcnow()
        db.session.commit()
    assert counted("consultations") == 1


def test_what_a_request_has_changed_itself_is_kept_for_nobody(keep, app, counted, park):
    keep(make_record, Project, year=YEAR)
    with app.test_request_context("/", method="POST"):
        make_record(Project, year=YEAR)
        assert tally([YEAR], None).of("project", YEAR) == 2
        with reading():
            assert request.method == "POST"
            assert tally([YEAR], None).of("project", YEAR) == 2
        db.session.rollback()
    assert counted("project") == 1
