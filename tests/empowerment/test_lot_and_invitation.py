"""A draw for an inquiry ends in invitations: those drawn, and nobody else."""

from datetime import timedelta

from make import make_expert, make_user
from make_consult import make_scoped
from make_draw import make_drawn, make_panel
from sqlalchemy import select

from kb.clock import today
from kb.db import db
from kb.empowerment.consultations import Counsel, PickedBy
from kb.libraries.experts import Expert


def drawn_for_an_inquiry():
    for _each in range(4):
        make_expert()
    make_panel(2)
    inquiry = make_scoped(area="灵活用工")
    draw = make_drawn(inquiry=inquiry, areas=["灵活用工"])
    assert draw.drawn
    return draw


def test_those_drawn_are_invited_and_nobody_else(app, keep, browse, staff, park):
    draw = keep(drawn_for_an_inquiry)
    address = f"/inquiries/{draw.inquiry_id}/invite?draw={draw.number}"
    assert len(browse(staff).page(address).select("[name=expert]")) == len(draw.drawn)
    due_on = (today() + timedelta(days=20)).isoformat()
    sent = browse(staff).post(address, {"due_on": due_on, "expert": ["1"]})
    assert sent.status_code == 303, sent.text
    with app.app_context():
        counsels = db.session.scalars(select(Counsel)).all()
        numbers = [db.session.get(Expert, each.expert_id).number for each in counsels]
        assert sorted(numbers) == sorted(draw.drawn)
        assert {each.picked_by for each in counsels} == {PickedBy.LOT}


def test_a_draw_of_another_inquiry_invites_nobody(keep, browse, staff, park):
    draw = keep(drawn_for_an_inquiry)
    other = keep(make_scoped)
    assert browse(staff).get(f"/inquiries/{other.id}/invite?draw={draw.number}").status_code == 404
    assert browse(staff).get(f"/inquiries/{other.id}/invite?draw=x").status_code == 404


def test_the_inquirys_page_leads_to_the_draw_and_only_for_the_staff(keep, browse, staff, park):
    draw = keep(drawn_for_an_inquiry)
    page = browse(staff).get(f"/inquiries/{draw.inquiry_id}").text
    assert f"/draws/new?inquiry={draw.inquiry_id}" in page
    assert draw.number in page
    stranger = keep(make_user, "expert")
    assert browse(stranger).get(f"/inquiries/{draw.inquiry_id}").status_code == 404
