"""Gaps: what is missing of 1+7+N, in a sentence, and where whoever may close it does so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask_babel import gettext as _

from kb.accounts.users import Role, User
from kb.activities.activities import Activity, Programme, Progress
from kb.activities.counting import Counted
from kb.board.programme.year import Unit, Year
from kb.publishing.permissions import is_staff, may_create
from kb.web.languages import in_english


@dataclass(frozen=True)
class Gap:
    """What is missing; `href` is the form that closes it, empty for readers who may not."""

    sentence: str
    action: str = ""
    href: str = ""


def of_plenary(board: Year, reader: User | None, day: date) -> Gap | None:
    """What the “1” still lacks."""
    if board.plenaries_done >= board.plenaries_wanted:
        return None
    waiting = [each for each in board.plenaries if not each.is_done]
    if waiting:
        return Gap(
            _("The minutes of “%(title)s” are not published yet.", title=waiting[0].title),
            _("Go on with the meeting"),
            waiting[0].href,
        )
    sentence = _("No plenary with published minutes is on record.")
    if not is_staff(reader):
        return Gap(sentence)
    return Gap(sentence, _("Plan the plenary"), "/meetings/new?kind=plenary")


def of_city(city: Unit, board: Year, reader: User | None, day: date) -> Gap | None:
    """What a city's “7” still lacks."""
    if city.is_fulfilled or (city.target is None and board.is_seven_fulfilled):
        return None
    query = {"programme": Programme.CITY.value, "city": city.slug, "year": str(board.year)}
    return _gap(city, query, _may_act_for_city(reader, city.slug), day)


def of_park(park: Unit, board: Year, reader: User | None, day: date) -> Gap | None:
    """What a park still lacks of its own number; without one, its next step where it has one."""
    if park.is_fulfilled or (park.target is None and park.foremost is None and park.done):
        return None
    query = {"programme": Programme.PARK.value, "member": park.slug, "year": str(board.year)}
    may = is_staff(reader) or (
        reader is not None and may_create(reader, Activity) and reader.member == park.slug
    )
    return _gap(park, query, may, day)


def _may_act_for_city(reader: User | None, city: str) -> bool:
    if is_staff(reader):
        return True
    own = reader is not None and reader.role is Role.CITY_LIAISON and reader.city == city
    return own and may_create(reader, Activity)


def _gap(unit: Unit, query: Mapping[str, str], may: bool, day: date) -> Gap:
    next_one = unit.foremost
    if next_one is None:
        is_past = int(query["year"]) < day.year
        action = _("Enter what was held") if is_past else _("Plan an activity")
        form = f"/activities/new?{urlencode(query)}"
        return _shut(Gap(_("Nothing on record."), action, form), may)
    return _shut(_next_step(next_one, day), may)


def _next_step(activity: Counted, day: date) -> Gap:
    title = (activity.title_en if in_english() else "") or activity.title
    if activity.progress is Progress.HELD:
        sentence = _("“%(title)s” was held; its report is missing.", title=title)
        return Gap(sentence, _("Write the report"), activity.address)
    if activity.progress is Progress.PLANNED:
        sentence = _("“%(title)s” is planned; it is not announced yet.", title=title)
        return Gap(sentence, _("Announce it"), activity.address)
    if activity.day is not None and activity.day <= day:
        sentence = _("“%(title)s” was announced; whether it was held is not said.", title=title)
        return Gap(sentence, _("Say that it was held"), activity.address)
    return Gap(_("“%(title)s” is announced and still to come.", title=title))


def _shut(gap: Gap, may: bool) -> Gap:
    return gap if may else Gap(gap.sentence)
