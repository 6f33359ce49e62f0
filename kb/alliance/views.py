"""The pages of the alliance itself: members, cities, charter pages."""

from typing import Any

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from kb.accounts.sign_in import current_user, public
from kb.accounts.users import User
from kb.alliance import charter, member_table, members
from kb.alliance.cities import City
from kb.alliance.kinds import PAGES
from kb.alliance.members import Member, MemberKind
from kb.alliance.pages import Page
from kb.alliance.wording import line
from kb.catalog import results
from kb.catalog.asked import Asked
from kb.catalog.following import of_city
from kb.catalog.page import described, entry, safe_html
from kb.catalog.site import site
from kb.catalog.views import find, tombstone
from kb.clock import today
from kb.db import db
from kb.office.spreadsheets import comma_separated, workbook
from kb.publishing.permissions import is_staff, readable_by
from kb.publishing.records import Record
from kb.text.markdown import headings
from kb.web.addresses import base_url
from kb.web.downloads import attachment
from kb.web.filters import long_date
from kb.web.languages import in_english

bp = Blueprint("alliance", __name__)

NEWEST = 5


@bp.get("/members")
@public
def member_list() -> ResponseReturnValue:
    """Who has joined, by kind and in the order of the cities."""
    lines = [(member.kind, _member_line(member)) for member in members.in_order()]
    groups = [
        {"label": str(kind.label), "members": [line for own, line in lines if own is kind]}
        for kind in MemberKind
    ]
    shown = [group for group in groups if group["members"]]
    can_exchange = is_staff(current_user())
    return render_template("alliance/members.html", groups=shown, can_exchange=can_exchange)


def _member_line(member: Member) -> dict[str, Any]:
    english = in_english()
    return {
        "name": (member.name_en if english else "") or member.name,
        "href": f"/members/{member.slug}",
        "kind_label": _("Founding member") if member.is_founder else str(member.kind.label),
        "city_label": site().naming.value("city", member.city_slug) if member.city_slug else "",
    }


@bp.get("/members.<extension>")
@public
def member_file(extension: str) -> Response:
    """All members as .xlsx or .csv."""
    sheet = member_table.sheet()
    if extension == "xlsx":
        return attachment(workbook([sheet]), sheet.name)
    if extension == "csv":
        data = comma_separated(sheet.columns, sheet.rows)
        return attachment(data, sheet.name, "text/csv", "csv")
    abort(404)


@bp.get("/members/<slug>")
@public
def member(slug: str) -> ResponseReturnValue:
    """One member and what it has contributed."""
    found = db.session.scalar(select(Member).where(Member.slug == slug)) or abort(404)
    here, reader = site(), current_user()
    asked = Asked("/search", "", {"member": (slug,)}, None, 1)
    records = results.search(here.index, asked, reader, (), ())
    shown = _member_line(found) | {
        "name_en": found.name if in_english() else found.name_en,
        "facts": _member_facts(found),
        "href": asked.address(),
        "records": results.hits(records, reader, here.naming),
    }
    return render_template("alliance/member.html", member=shown)


def _member_facts(member: Member) -> list[dict[str, Any]]:
    city = site().naming.value("city", member.city_slug) if member.city_slug else ""
    joined = long_date(member.joined_on) if member.joined_on else _("not recorded")
    facts = [
        (_("Kind"), str(member.kind.label), None),
        (_("City"), city, f"/cities/{member.city_slug}"),
        (_("Joined"), joined, None),
        (_("Source"), member.source, None),
    ]
    return [{"label": label, "value": value, "href": h} for label, value, h in facts if value]


@bp.get("/cities/<slug>")
@public
def city(slug: str) -> ResponseReturnValue:
    """One city: its members and its newest records, library by library."""
    found = db.session.scalar(select(City).where(City.slug == slug)) or abort(404)
    english = in_english()
    shown = {
        "slug": slug,
        "name": found.name_en if english else found.name,
        "name_en": found.name if english else found.name_en,
        "facts": [],
        "members": [_member_line(m) for m in members.in_order() if m.city_slug == slug],
        "libraries": _libraries(Record.city == slug, "city", slug, current_user()),
    }
    follow = of_city(slug, current_user())
    return render_template("alliance/city.html", city=shown, follow=follow)


def _libraries(
    condition: ColumnElement[bool], name: str, value: str, reader: User | None
) -> list[dict[str, Any]]:
    """For each library how many records fit, the way to them, and the newest few."""
    here = site()
    fits = (condition, readable_by(reader))
    counted = select(Record.kind, func.count()).where(*fits).group_by(Record.kind)
    counts = dict(db.session.execute(counted).all())
    libraries = []
    for kind in here.kinds:
        if kind is PAGES:
            continue
        newest = (
            select(Record)
            .where(*fits, Record.kind == kind.name)
            .order_by(Record.published_on.desc().nulls_last(), Record.id.desc())
            .limit(NEWEST)
        )
        rows = db.session.scalars(newest).all() if counts.get(kind.name) else []
        libraries.append(
            {
                "label": str(kind.label),
                "count": counts.get(kind.name, 0),
                "href": f"/{kind.slug}?{name}={value}",
                "newest": [entry(here, record) for record in rows],
            }
        )
    return libraries


@bp.get("/about")
@public
def about() -> ResponseReturnValue:
    """The first of the charter pages."""
    first = db.session.scalar(_pages().limit(1)) or abort(404)
    return page(str(first.number))


@bp.get("/about/<address>")
@public
def page(address: str) -> ResponseReturnValue:
    """A charter page in the reader's language, with the settings of the charter on its page."""
    record = find(PAGES, address)
    assert isinstance(record, Page)
    if gone := tombstone(PAGES, record, current_user()):
        return gone
    english = in_english()
    text = record.body_en if english and record.body_en else record.body
    shown = described(site(), PAGES, record, current_user(), base_url())
    pages = [
        {"href": line["href"], "label": line["title"], "current": other.id == record.id}
        for other in db.session.scalars(_pages())
        for line in (entry(site(), other),)
    ]
    return render_template(
        "alliance/page.html",
        page={"title": shown["title"], "summary": shown["summary"], "html": safe_html(text)},
        contents=pages,
        toc=[{"id": id, "text": heading} for level, heading, id in headings(text) if level == 2],
        settings=_settings() if address == "governance" else [],
        source=record.source,
        edit_href=shown["edit_href"],
        moves=shown["moves"],
    )


def _settings() -> list[dict[str, Any]]:
    return [line(row) for row in charter.settings_on(today())]


def _pages() -> Any:
    return select(Page).where(readable_by(current_user())).order_by(Page.position, Page.id)
