"""Reports in the media: counts and gaps, campaigns, and what each report tells of."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.sign_in import current_user, public, require_user
from kb.alliance.names import city_names
from kb.bulletin import campaigns, coverage, reporting
from kb.bulletin.articles import Article, Campaign, Genre
from kb.bulletin.kinds import ARTICLES
from kb.bulletin.media import shown
from kb.bulletin.media.forms import CampaignForm, ReportForm
from kb.catalog import views as catalog
from kb.catalog.page import entry
from kb.catalog.site import site
from kb.clock import today
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.publishing import drafts
from kb.publishing.permissions import may_edit, may_read, require
from kb.publishing.records import Record
from kb.web.addresses import base_url
from kb.web.fields import render_form

bp = Blueprint("media", __name__)


@bp.get("/media")
@public
def index() -> ResponseReturnValue:
    """Who reported how often, the campaigns, and for those who can close them the gaps."""
    reader = current_user()
    return render_template(
        "bulletin/media.html",
        total=(found := coverage.counted(reader)).total,
        tables=shown.tables(found, coverage.outlets(reader)),
        cities=city_names(),
        campaigns=campaigns.all_campaigns(),
        of_campaigns=campaigns.counts(reader),
        may_begin=campaigns.may_look_after(reader),
        gaps=_gaps(reader) if coverage.may_see_gaps(reader) else None,
    )


def _gaps(reader: Any) -> dict[str, Any]:
    months, here = _months(), site()
    found = coverage.gaps(reader, today(), months)
    lines = [
        entry(here, one)
        | {"city": one.city, "add": f"/media/report/{one.number}", "may": may_edit(reader, one)}
        for one in found.records
    ]
    return {"months": months, "spans": coverage.SPANS, "total": found.total, "lines": lines}


def _months() -> int:
    """How far back the list of gaps goes: one of those offered."""
    known = {str(span): span for span in coverage.SPANS}
    return known.get(request.args.get("months", ""), coverage.USUAL)


@bp.get("/media.json")
@public
def as_json() -> ResponseReturnValue:
    """The counts and campaigns for programs."""
    reader, base = current_user(), base_url()
    found, by_slug = coverage.counted(reader), campaigns.counts(reader)
    return {
        "total": found.total,
        "outlets": dict(found.outlets),
        "members": dict(found.members),
        "cities": dict(found.cities),
        "years": {str(year): count for year, count in found.years.items()},
        "campaigns": [
            {
                "name": one.name,
                "starts_on": one.starts_on.isoformat() if one.starts_on else None,
                "ends_on": one.ends_on.isoformat() if one.ends_on else None,
                "reports": by_slug.get(one.slug, 0),
                "url": f"{base}/media/campaigns/{one.slug}",
            }
            for one in campaigns.all_campaigns()
        ],
    }


@bp.get("/media/campaigns/<slug>")
@public
def campaign(slug: str) -> ResponseReturnValue:
    """One campaign with its reports and with what they tell of."""
    reader, found, here = current_user(), _campaign(slug), site()
    gathered = campaigns.gathered(found, reader)
    return render_template(
        "bulletin/campaign.html",
        campaign=found,
        reports=[entry(here, one) | {"outlet": one.issuer} for one in gathered.reports],
        about=[entry(here, one) for one in gathered.about],
        is_over=campaigns.is_over(found, today()),
        may_change=campaigns.may_look_after(reader),
    )


@bp.route("/media/campaigns/new", methods=["GET", "POST"])
def begin_campaign() -> ResponseReturnValue:
    """A new campaign, for the staff."""
    staff = require_user()
    require(campaigns.may_look_after(staff))
    form = CampaignForm()
    if form.validate_on_submit():
        made = campaigns.begin(form.content, staff)
        flash(_("The campaign is there. Name it in the reports that belong to it."), "success")
        return redirect(f"/media/campaigns/{made.slug}", 303)
    return render_form("bulletin/campaign_form.html", form, campaign=None)


@bp.route("/media/campaigns/<slug>/edit", methods=["GET", "POST"])
def change_campaign(slug: str) -> ResponseReturnValue:
    """Other words or days; a form that is out of date is shown with what is stored now."""
    staff, found = require_user(), _campaign(slug)
    require(campaigns.may_look_after(staff))
    form = CampaignForm(obj=found)
    if not form.validate_on_submit():
        return render_form("bulletin/campaign_form.html", form, campaign=found)
    try:
        campaigns.change(found, form.content, form.opened_version, staff)
    except Conflict as conflict:
        form.version.data = str(found.version)
        context = {"campaign": found, "form": form, "conflict": str(conflict)}
        return render_template("bulletin/campaign_form.html", **context), 409
    flash(_("Saved."), "success")
    return redirect(f"/media/campaigns/{found.slug}", 303)


@bp.route("/media/report/<number>", methods=["GET", "POST"])
def report(number: str) -> ResponseReturnValue:
    """Bring in a report on a record; the same form sent again leads to what it made."""
    person, record = require_user(), _record(number)
    require(coverage.may_report(person, record))
    form = ReportForm()
    if form.validate_on_submit():
        received = drafts.receive(person, form.form_key.data or "")
        made = received.record or reporting.bring_in(record, form.report, person)
        drafts.settle(received, made, 1, "")
        flash(_("The report waits for review by the secretariat."), "success")
        return redirect(f"/{ARTICLES.slug}/{made.address}", 303)
    form.form_key.data = form.form_key.data or drafts.new_key()
    context = {"about": entry(site(), record), "outlets": coverage.outlets(person)}
    return render_form("bulletin/report.html", form, **context)


@bp.post("/media/articles/<address>/reports")
def relate(address: str) -> ResponseReturnValue:
    """Say that a report tells of a record: one of those offered, or one by its number."""
    person = require_user()
    article, number = _article(address), request.form.get("record", "").strip()
    require(may_edit(person, article))
    record = db.session.scalar(select(Record).where(Record.number == number))
    if record is None or not may_read(person, record):
        raise DomainError(_("You see no record of this number. Look it up on its own page."))
    reporting.relate(article, record, person)
    flash(_("The two are related now."), "success")
    return redirect(f"/{ARTICLES.slug}/{article.address}", 303)


@bp.app_template_global()
def may_report(record: Record) -> bool:
    """For `bulletin/_report_it.html`, which stands beside records of all kinds."""
    return coverage.is_worth_telling(record) and coverage.may_report(current_user(), record)


@bp.app_template_global()
def media_page(article: Article) -> dict[str, Any]:
    """What `bulletin/article.html` draws beside what every record's page has."""
    reader = current_user()
    offers = article.genre is Genre.MEDIA and may_edit(reader, article)
    here = site()
    return {
        "campaign": campaigns.find(article.campaign) if article.campaign else None,
        "offers": offers,
        "likely": [entry(here, one) for one in coverage.likely(article, reader)] if offers else [],
    }


def _campaign(slug: str) -> Campaign:
    return campaigns.find(slug) or abort(404)


def _article(address: str) -> Article:
    record = catalog.find(ARTICLES, address)
    if not isinstance(record, Article):
        abort(404)
    return record


def _record(number: str) -> Record:
    """The record of this number, or 404 for none and for one that this person may not see."""
    record = db.session.scalar(select(Record).where(Record.number == number))
    if record is None or not may_read(current_user(), record):
        abort(404)
    return record
