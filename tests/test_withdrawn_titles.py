"""The title of a withdrawn record is gone from whatever else names it, as from its own page."""

import pytest
from make import make_record, make_user
from make_consult import make_inquiry
from make_exchange import make_docking, make_posting
from make_meetings import make_decided, make_follow_up, make_invitation, make_proof

from kb.accounts.users import Role
from kb.clock import utcnow
from kb.db import db
from kb.empowerment.consultations import CameOf, ConsultationState, Inquiry
from kb.libraries.projects import Project
from kb.publishing.records import Record
from kb.publishing.workflow import withdraw

TITLE = "斑马题目"


@pytest.fixture
def shows(app):
    """`shows(browser, address)`: whether the title is on the page, before and after all records
    that have it are withdrawn.
    """

    def read(browser, address):
        before = TITLE in browser.page(address).get_text()
        with app.app_context():
            for record in db.session.query(Record).filter_by(title=TITLE):
                withdraw(record, make_user(), "更正")
            db.session.commit()
        return before, TITLE in browser.page(address).get_text()

    return read


def link_of_posting():
    return make_docking(offer=make_posting(title=TITLE))


def proof(**given):
    """A follow-up whose report names a project as what proves it."""
    made = make_follow_up(**given)
    make_proof(made, make_record(Project, title=TITLE))
    return made


def proof_of_resolution(reader):
    """Of a meeting to which this person is invited."""
    resolution = make_decided()
    make_invitation(resolution.meeting, db.session.merge(reader))
    return proof(resolution=resolution)


def inquiry_with_result():
    made = make_inquiry()
    made.state, made.came_of = ConsultationState.CLOSED, CameOf.PROJECT
    made.result, made.closed_at = make_record(Project, title=TITLE), utcnow()
    return made


def test_a_link_names_no_withdrawn_posting(browse, keep, shows):
    made = keep(link_of_posting)
    assert shows(browse(), f"/links/{made.id}") == (True, False)


def test_a_follow_up_names_no_withdrawn_evidence(browse, keep, editor, shows):
    made = keep(proof, owner_member="rizhao-park")
    assert shows(browse(editor), f"/follow-ups/{made.id}") == (True, False)
    page = browse(editor).page(f"/follow-ups/{made.id}")
    assert page.select_one(".reports__proof .badge")  # It proves nothing any more.


def test_a_resolution_names_no_withdrawn_proof(browse, keep, shows):
    member = keep(make_user, Role.COUNCIL_MEMBER)
    made = keep(proof_of_resolution, member)
    assert shows(browse(member), f"/resolutions/{made.resolution_id}") == (True, False)


def test_a_consultation_names_no_withdrawn_result(app, browse, keep, park, shows):
    made = keep(inquiry_with_result)
    with app.app_context():
        asker = db.session.get(Inquiry, made.id).asker
        db.session.expunge(asker)
    assert shows(browse(asker), f"/inquiries/{made.id}") == (True, False)


def test_the_staff_still_read_what_it_was_called(browse, keep, staff, shows):
    made = keep(proof, owner_member=None)
    assert shows(browse(staff), f"/follow-ups/{made.id}") == (True, True)
