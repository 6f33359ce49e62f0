"""Following: the pages and buttons by which readers subscribe, and what they follow already."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog import fresh
from kb.catalog.asked import Asked
from kb.catalog.forms import SavedSearchForm
from kb.catalog.kind import RecordKind
from kb.catalog.matching import name_of, read_address, readable_name
from kb.catalog.page import entry
from kb.catalog.site import Site, site
from kb.db import db
from kb.publishing import subscriptions
from kb.publishing.permissions import may_name
from kb.publishing.records import Record
from kb.publishing.subscriptions import Followed, Subject, Subscription, Telling
from kb.text.folding import clean
from kb.web.fields import render_form
from kb.web.redirects import safe_next

bp = Blueprint("following", __name__)

LONGEST_NAME = 120
HOME = "/subscriptions"


@bp.get(HOME)
def index() -> ResponseReturnValue:
    """Everything this reader follows."""
    here, reader = site(), require_user()
    own = subscriptions.subscriptions_of(reader)
    new = fresh.counts(own, reader, here)
    shown = [_line(one, here) | _news(new.get(one.id, fresh.NOTHING)) for one in own]
    groups = [
        {"label": str(subject.label), "lines": [line for line in shown if line["of"] is subject]}
        for subject in Subject
    ]
    return render_template("catalog/subscriptions.html", groups=[g for g in groups if g["lines"]])


@bp.post("/subscriptions/new")
def follow() -> ResponseReturnValue:
    """Begin to follow what the button stands for."""
    reader = require_user()
    made = subscriptions.follow(_wanted(site(), reader), reader)
    name = name_of(made, site())
    flash(_("You follow “%(name)s” now. What is new there comes to your notices.", name=name))
    return redirect(safe_next(request.form.get("next"), HOME), 303)


@bp.post("/subscriptions/<int:id>/end")
def end(id: int) -> ResponseReturnValue:
    """Follow it no longer."""
    reader, found = require_user(), _own(id)
    name = _line(found, site())["name"]
    subscriptions.end(found, reader)
    flash(_("You do not follow “%(name)s” any more.", name=name))
    return redirect(safe_next(request.form.get("next"), HOME), 303)


@bp.post("/subscriptions/<int:id>/seen")
def seen(id: int) -> ResponseReturnValue:
    """Open a saved search: what the page has counted as new in it is seen from now on."""
    reader, found = require_user(), _own(id)
    if (until := _instant(request.form.get("until", ""))) is not None:
        subscriptions.mark_seen(found, reader, until)
    return redirect(safe_next(request.form.get("next"), HOME), 303)


def _instant(text: str) -> datetime | None:
    """The time that a page carries; None for anything else."""
    try:
        found = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return found if found.tzinfo else None


def _news(found: fresh.News) -> dict[str, Any]:
    return {"fresh": found.count, "until": found.newest.isoformat() if found.newest else ""}


@bp.route("/subscriptions/<int:id>/edit", methods=["GET", "POST"])
def edit(id: int) -> ResponseReturnValue:
    """Another name of a saved search, or another way to hear of it."""
    reader, found = require_user(), _own(id)
    if found.subject is not Subject.SEARCH:
        abort(404)
    form = SavedSearchForm(obj=found)
    if not form.validate_on_submit():
        return render_form("catalog/saved_search.html", form, one=found)
    typed = str(form.version.data)
    version = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    telling = Telling(form.telling.data or Telling.AT_ONCE)
    subscriptions.change(found, reader, form.name.data, telling, version)
    flash(_("Saved."))
    return redirect(HOME, 303)


def _own(id: int) -> Subscription:
    """That of this reader; 404 for all others."""
    found = db.session.get(Subscription, id)
    if found is None or found.user_id != require_user().id:
        abort(404)
    return found


def of_record(record: Record, reader: User | None) -> dict[str, Any] | None:
    """The button on a record's page; none for visitors, and none on a draft."""
    if record.published_at is None:
        return None
    return _button(Followed(Subject.RECORD, str(record.id), record=record), reader)


def of_library(kind: RecordKind, asked: Asked, reader: User | None) -> dict[str, Any] | None:
    """The button on a list: for the library, or for what narrows it."""
    if asked.text or asked.filters:
        return of_search(asked, reader)
    return _button(Followed(Subject.LIBRARY, kind.name), reader)


def of_city(slug: str, reader: User | None) -> dict[str, Any] | None:
    return _button(Followed(Subject.CITY, slug), reader)


def of_search(asked: Asked, reader: User | None) -> dict[str, Any] | None:
    """The button for words and filters; none where nothing is asked."""
    if not (asked.text or asked.filters):
        return None
    plain = asked.plain()
    name = readable_name(plain, site())[:LONGEST_NAME]
    return _button(Followed(Subject.SEARCH, plain.address(), name), reader)


def _button(what: Followed, reader: User | None) -> dict[str, Any] | None:
    if reader is None:
        return None
    existing = subscriptions.subscription(what, reader)
    new = fresh.counts([existing], reader, site()) if existing else {}
    return {
        "subject": what.subject.value,
        "value": what.value,
        "name": what.name,
        "id": existing.id if existing else None,
        "tellings": [(one.value, one.label) for one in Telling],
    } | _news(next(iter(new.values()), fresh.NOTHING))


def _wanted(here: Site, reader: User) -> Followed:
    """What the form asks to follow; 404 for what is not there, or not for this reader."""
    subject, value = request.form.get("subject", ""), request.form.get("value", "")[:4000]
    if subject == Subject.LIBRARY and value in here.kinds.by_name:
        return Followed(Subject.LIBRARY, value)
    if subject == Subject.CITY and value in here.naming.values("city"):
        return Followed(Subject.CITY, value)
    if subject == Subject.RECORD and value.isdecimal() and len(value) < 10:
        record = db.session.get(Record, int(value))
        if record is not None and record.published_at and may_name(reader, record):
            return Followed(Subject.RECORD, str(record.id), record=record)
    if subject == Subject.SEARCH:
        return _search(here, value)
    abort(404)


def _search(here: Site, address: str) -> Followed:
    if not address.startswith("/") or address.startswith("//"):
        abort(404)
    asked = read_address(address, here.kinds)
    known = asked.path == "/search" or asked.path.removeprefix("/") in here.kinds.by_slug
    if not known or not (asked.text or asked.filters):
        abort(404)
    given = " ".join(clean(request.form.get("name", "")).split())[:LONGEST_NAME]
    name = given or readable_name(asked, here)[:LONGEST_NAME]
    telling = request.form.get("telling", "")
    known_one = Telling(telling) if telling in {one.value for one in Telling} else Telling.AT_ONCE
    return Followed(Subject.SEARCH, asked.address(), name, telling=known_one)


def _line(one: Subscription, here: Site) -> dict[str, Any]:
    """One line of the list; what its reader may not see any more has no name."""
    line = {"of": one.subject, "id": one.id, "at": one.at, "name": name_of(one, here), "href": ""}
    match one.subject:
        case Subject.LIBRARY if one.value in here.kinds.by_name:
            line["href"] = f"/{here.kinds.by_name[one.value].slug}"
        case Subject.CITY:
            line["href"] = f"/cities/{one.value}"
        case Subject.SEARCH:
            line |= {"href": one.value, "newest": fresh.newest_first(one), "telling": one.telling}
        case Subject.RECORD if one.record and may_name(one.user, one.record):
            line |= {
                "name": entry(here, one.record)["title"],
                "href": entry(here, one.record)["href"],
            }
        case Subject.RECORD:
            line["name"] = _("A record that you cannot see any more.")
    return line
