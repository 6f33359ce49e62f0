"""Sheets: an activity's list of sign-ups, opened, changed and closed by its host."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from kb.accounts.users import User
from kb.activities.activities import Activity
from kb.activities.sign_ups import Place, SignUp, SignUpSheet
from kb.activities.signing_up.rights import Standing, end_of, is_past, may_host, standing
from kb.clock import local
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import require


@dataclass(frozen=True)
class Terms:
    capacity: int | None = None
    """Places; None: as many as come."""
    closes_at: datetime | None = None
    note: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class Numbers:
    """How many people, by what became of them. Counts stay when the names go."""

    coming: int = 0
    waiting: int = 0
    called_off: int = 0
    present: int = 0


def of(activity: Activity) -> SignUpSheet | None:
    return db.session.scalar(select(SignUpSheet).where(SignUpSheet.activity_id == activity.id))


def locked(activity: Activity) -> SignUpSheet | None:
    """The same, for nobody else until this transaction ends: the last place is given once."""
    rows = select(SignUpSheet).where(SignUpSheet.activity_id == activity.id)
    return db.session.scalar(rows.with_for_update().execution_options(populate_existing=True))


def begin(activity: Activity, host: User, terms: Terms) -> SignUpSheet:
    """Open the list. Raises Conflict when there is one, DomainError for what is over or undated."""
    require(may_host(host, activity))
    _check(activity, terms)
    if of(activity) is not None:
        raise Conflict(_("This activity has its list already. Reload the page to see it."))
    made = SignUpSheet(activity_id=activity.id, **vars(terms))
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        raise Conflict(_("Somebody else has just opened the list. Reload the page.")) from error
    audit.log(host, "sign-up list", activity.title, activity.id, capacity=terms.capacity)
    return made


def change(sheet: SignUpSheet, host: User, terms: Terms) -> None:
    """Other terms. Who has a place keeps it; with more places the waiting list moves up."""
    require(may_host(host, sheet.activity))
    _check(sheet.activity, terms)
    locked(sheet.activity)
    for name, value in vars(terms).items():
        setattr(sheet, name, value)
    fill_up(sheet)
    audit.log(
        host, "sign-up list", sheet.activity.title, sheet.activity_id, capacity=terms.capacity
    )
    db.session.flush()


def _check(activity: Activity, terms: Terms) -> None:
    end = end_of(activity)
    if end is None:
        raise DomainError(_("Give the activity its first day before you open a list."))
    if standing(activity, None) in (Standing.PAST, Standing.CANCELLED):
        raise DomainError(_("This activity is over or cancelled: nobody can sign up any more."))
    if terms.closes_at is not None and local(terms.closes_at).date() > end:
        raise DomainError(_("The list cannot close after the last day of the activity."))


def fill_up(sheet: SignUpSheet) -> None:
    """Whoever waits longest gets what is free. Call it with the sheet locked."""
    if is_past(sheet.activity):
        return
    queue = list(db.session.scalars(line_of(sheet, Place.WAITING)))
    free = len(queue) if sheet.capacity is None else sheet.capacity - numbers(sheet).coming
    for each in queue[: max(0, free)]:
        each.place = Place.COMING
        db.session.flush()
        if each.user_id is not None and (user := db.session.get(User, each.user_id)):
            notify([user], Event.MOVED_UP, sheet.activity, href=f"/sign-ups/{each.code}")


def line_of(sheet: SignUpSheet, place: Place | None = None) -> Select[SignUp]:
    """Its people in the order in which they came; of one state, or all."""
    rows = select(SignUp).where(SignUp.sheet_id == sheet.id)
    if place is not None:
        rows = rows.where(SignUp.place == place)
    return rows.order_by(SignUp.made_at, SignUp.id)


def numbers(sheet: SignUpSheet) -> Numbers:
    """One statement for all counts."""
    rows = select(SignUp.place, func.count(SignUp.id), func.count(SignUp.checked_in_at))
    found = {
        place: (count, present)
        for place, count, present in db.session.execute(
            rows.where(SignUp.sheet_id == sheet.id).group_by(SignUp.place)
        )
    }
    count = {place: found.get(place, (0, 0))[0] for place in Place}
    present = sum(each[1] for each in found.values())
    return Numbers(count[Place.COMING], count[Place.WAITING], count[Place.CALLED_OFF], present)


def figures(activity: Activity) -> list[dict[str, str]]:
    """What the list can say to the report, as lines of the field of figures; empty before it."""
    sheet = of(activity)
    if sheet is None or not is_past(activity):
        return []
    counted = numbers(sheet)
    lines = [("报名", counted.coming + counted.waiting), ("到场", counted.present)]
    return [{"label": label, "text": f"{number}人"} for label, number in lines if number]
