"""The pages of partners' contacts, and what is done on the page of an offer or a need."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.sign_in import current_user, require_user
from kb.catalog import views as catalog
from kb.db import db
from kb.empowerment import contacts, validity
from kb.empowerment.exchange_rights import may_keep_contacts
from kb.empowerment.kinds import PARTNERS, POSTINGS
from kb.empowerment.partnering import page
from kb.empowerment.partnering.forms import ContactForm
from kb.empowerment.partners import Partner, PartnerContact
from kb.empowerment.postings import Posting
from kb.errors import Conflict
from kb.publishing.links import Relation, link
from kb.publishing.permissions import may_relate, require
from kb.web.fields import render_form
from kb.web.filters import long_date

bp = Blueprint("partnering", __name__)

FORM = "empowerment/partnering/contact.html"


@bp.app_template_global()
def posting_page(record: Posting) -> dict[str, Any]:
    """What `empowerment/posting.html` draws beside what every record's page has."""
    return page.of_posting(record, current_user())


@bp.app_template_global()
def partner_page(record: Partner) -> dict[str, Any]:
    """What `empowerment/partner.html` draws beside what every record's page has."""
    return page.of_partner(record, current_user())


@bp.route("/partners/<address>/contacts/new", methods=["GET", "POST"])
def add(address: str) -> ResponseReturnValue:
    """Whom to call there; only members see it."""
    author, partner, form = require_user(), _partner(address), ContactForm()
    require(may_keep_contacts(author, partner))
    if form.validate_on_submit():
        contacts.add(partner, author, form.person)
        flash(_("The contact is kept. Members see it, nobody else does."), "success")
        return _to(partner)
    return render_form(FORM, form, partner=partner, contact=None)


@bp.route("/partners/<address>/contacts/<int:id>", methods=["GET", "POST"])
def change(address: str, id: int) -> ResponseReturnValue:
    """Another name, phone or post."""
    author, contact = require_user(), _contact(address, id)
    require(may_keep_contacts(author, contact.partner))
    form = ContactForm(obj=contact)
    if not form.validate_on_submit():
        return render_form(FORM, form, partner=contact.partner, contact=contact)
    given = str(form.version.data or "")
    version = int(given) if given.isdecimal() and len(given) < 10 else 0
    try:
        contacts.change(contact, author, form.person, version)
    except Conflict as conflict:
        db.session.rollback()
        form.version.data = str(contact.version)
        told = {"partner": contact.partner, "contact": contact, "conflict": str(conflict)}
        return render_template(FORM, form=form, **told), 409
    flash(_("Saved."), "success")
    return _to(contact.partner)


@bp.post("/partners/<address>/contacts/<int:id>/remove")
def remove(address: str, id: int) -> ResponseReturnValue:
    contact = _contact(address, id)
    partner = contact.partner
    contacts.remove(contact, require_user())
    flash(_("The contact is removed."), "success")
    return _to(partner)


@bp.post("/partners/<address>/postings")
def relate(address: str) -> ResponseReturnValue:
    """Say that an offer or a need comes from this partner."""
    author, partner = require_user(), _partner(address)
    require(may_keep_contacts(author, partner))
    number = request.form.get("number", "").strip().rstrip("/").rpartition("/")[2].upper()
    posting = db.session.scalar(select(Posting).where(Posting.number == number))
    if posting is None or not may_relate(author, posting):
        flash(_("There is no offer or need of yours with this number, as GX-2026-0001."), "warning")
        return _to(partner)
    link(posting, partner, Relation.DERIVED_FROM, author)
    flash(_("The two are related now."), "success")
    return _to(partner)


@bp.post("/offers-needs/<address>/renew")
def renew(address: str) -> ResponseReturnValue:
    """Let it hold for another length of time."""
    posting = catalog.find(POSTINGS, address)
    assert isinstance(posting, Posting)
    validity.renew(posting, require_user())
    flash(_("Renewed until %(day)s.", day=long_date(posting.valid_until)), "success")
    return redirect(f"/{POSTINGS.slug}/{posting.address}", 303)


def _partner(address: str) -> Partner:
    partner = catalog.find(PARTNERS, address)
    assert isinstance(partner, Partner)
    return partner


def _contact(address: str, id: int) -> PartnerContact:
    """The contact of this partner, or 404; also for those who may not see that it is there."""
    partner, contact = _partner(address), db.session.get(PartnerContact, id)
    if contact is None or contact.partner_id != partner.id:
        abort(404)
    require(may_keep_contacts(require_user(), partner))
    return contact


def _to(partner: Partner) -> ResponseReturnValue:
    return redirect(f"/{PARTNERS.slug}/{partner.address}#contacts", 303)
