"""Activities by month, as a list and by year, as calendars to subscribe to, and as a poster."""

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public
from kb.activities.activities import Activity, Progress
from kb.activities.calendar import asked as asking
from kb.activities.calendar import feed, month, year
from kb.activities.calendar.asked import Asked
from kb.activities.signing_up.drawn import qr
from kb.activities.signing_up.rights import Standing, standing
from kb.activities.signing_up.sheets import of as sheet_of
from kb.activities.signing_up.views import find
from kb.alliance import names
from kb.clock import today
from kb.office.calendars import MIME, Entry, calendar
from kb.publishing.permissions import may_create, may_edit
from kb.web.addresses import base_url
from kb.web.languages import in_english
from kb.web.page_cache import changes_at

bp = Blueprint("activity_calendar", __name__)

FOR_A_WHILE = "public, max-age=900"


@bp.get("/activities/calendar")
@public
def by_month() -> str:
    """One month as a grid; as a list of days on a telephone."""
    reader, asked = current_user(), Asked.of(request.args)
    first = month.read(request.args.get("month", ""), today())
    found = asking.found(asked, reader, first, month.last_of(first))
    plans = may_create(reader, Activity)
    return render_template(
        "activities/calendar/month.html",
        month=month.laid_out(first, found, in_english()),
        weekdays=month.weekdays(),
        asked=asked,
        choices=asking.choices(),
        day=today(),
        plans=plans,
        clashes=month.clashes(found) if plans else [],
        cities=names.city_names(),
        feed_address=f"{base_url()}/activities/feed/{asked.token}.ics",
    )


@bp.get("/activities/year/<int:number>")
@public
def by_year(number: int) -> str:
    """Twelve months by seven cities; how far each activity has come."""
    if not month.FIRST_YEAR <= number <= month.LAST_YEAR:
        abort(404)
    reader, asked = current_user(), Asked.of(request.args)
    found = year.found(asked, reader, number)
    return render_template(
        "activities/calendar/year.html",
        year=year.laid_out(number, found, names.city_names()),
        asked=asked,
        choices=asking.choices(),
        day=today(),
        states=list(Progress),
        plans=may_create(reader, Activity),
        last=month.LAST_YEAR,
        first=month.FIRST_YEAR,
    )


@bp.get("/activities/feed/<token>.ics")
@public
def feed_of(token: str) -> Response:
    """What everybody may read, by a short address that holds the filter."""
    asked = Asked.of_token(token)
    if asked is None:
        abort(404)
    words = [str(asking.choices()[name][word]) for name, word in vars(asked).items() if word]
    title = " · ".join((_("Activities of the alliance"), *words))
    return _sent(title, feed.entries(asked, None, today(), base_url()), FOR_A_WHILE)


@bp.get("/activities/<address>/event.ics")
@public
def event(address: str) -> Response:
    """One activity for one's own calendar."""
    activity = find(address)
    if not feed.is_shown(activity):
        abort(404)
    return _sent(activity.title, [feed.entry(activity, base_url())], "")


def _sent(title: str, entries: list[Entry], keep: str) -> Response:
    response = Response(calendar(title, entries), content_type=MIME)
    if keep and current_user() is None:
        response.headers["Cache-Control"] = keep
    response.headers["Content-Disposition"] = "inline; filename=activities.ics"
    response.add_etag()
    response.make_conditional(request)
    return response


@bp.get("/activities/<address>/poster")
@public
def poster(address: str) -> ResponseReturnValue:
    """A page to print or to send on: what, when, where, and the way to it."""
    activity = find(address)
    sheet = sheet_of(activity)
    takes = standing(activity, sheet) is Standing.OPEN
    if sheet and takes:
        changes_at(sheet.closes_at)
    path = f"/activities/{activity.address}"
    return render_template(
        "activities/calendar/poster.html",
        activity=activity,
        sheet=sheet,
        takes=takes,
        address=f"{base_url()}{path}",
        qr=qr(f"{base_url()}{path}{'/sign-up' if takes else ''}"),
        host=activity.host or names.member_names().get(activity.member or "", ""),
        city=names.city_names().get(activity.city or "", ""),
    )


@bp.app_template_global()
def dates_of(activity: Activity) -> dict[str, object]:
    """For `activities/_dates.html`: the way to calendar and poster, and what falls on its days."""
    reader, first, last = current_user(), activity.starts_on, activity.last_day
    clashing = []
    if first and last and may_edit(reader, activity):
        beside = [each for each in asking.found(Asked(), reader, first, last) if each != activity]
        found = month.clashes([activity, *beside])
        clashing = [clash.activities[1] for clash in found if activity in clash.activities[:1]]
    return {
        "in_calendar": feed.is_shown(activity),
        "month": first.strftime("%Y-%m") if first else "",
        "year": first.year if first else activity.year,
        "clashing": clashing,
        "cities": names.city_names(),
    }


@bp.app_template_global()
def activity_views() -> dict[str, str]:
    """For the shared list: the ways to month and year with what the list is narrowed to."""
    given = request.args
    words = {name: given.get(name, "") for name in ("city", "member")}
    asked = Asked.of(words | {"kind": given.get("activity_kind", "")})
    return {
        "month_href": asked.address("/activities/calendar"),
        "year_href": asked.address(f"/activities/year/{today().year}"),
        "list_href": asked.list_address,
    }
