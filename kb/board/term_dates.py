"""Term dates: when a city's chair begins and ends, and when somebody's seat ends."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.alliance import rules
from kb.alliance.bodies import Holding, Seat
from kb.alliance.terms import Term
from kb.board.moments import Kind, Moment, Scope
from kb.clock import add_months, midnight
from kb.db import db
from kb.web.filters import long_date
from kb.web.languages import in_english

ONE_DAY = timedelta(days=1)


def terms(scope: Scope) -> Iterator[Moment]:
    """Beginning and end of each term of the chair. Everybody may know them."""
    rows = select(Term).where(Term.ends_on >= scope.first, Term.starts_on <= scope.until)
    for each in db.session.scalars(rows.order_by(Term.starts_on).options(joinedload(Term.city))):
        name = (each.city.name_en if in_english() else "") or each.city.name
        rule = _reckoned(each)
        begin = _("%(city)s takes the chair", city=name)
        end = _("The chair of %(city)s ends", city=name)
        begins = Moment(
            Kind.TERM,
            f"term-{each.city_slug}-{each.starts_on}",
            each.starts_on,
            str(begin),
            rule,
            "/governance/rotation",
            last=each.ends_on,
            city=each.city_slug,
            changed_at=midnight(each.starts_on),
        )
        yield begins
        uid = f"term-end-{each.city_slug}-{each.starts_on}"
        yield replace(
            begins, uid=uid, day=each.ends_on, title=str(end), last=None, in_calendar=False
        )


def _reckoned(term: Term) -> str:
    """By the charter where its length gives these very days; else as decided."""
    days = {"first": long_date(term.starts_on), "last": long_date(term.ends_on)}
    rule = _(
        "From %(first)s to %(last)s; both days belong to it, rights change at midnight.", **days
    )
    months = rules.term_months(term.starts_on)
    if months and add_months(term.starts_on, months) - ONE_DAY == term.ends_on:
        length = ngettext("%(num)s month", "%(num)s months", months)
        rule += " " + _(
            "The charter: %(length)s from the first day on, less one day.", length=length
        )
    elif term.source:
        rule += " " + _("Decided: %(source)s", source=term.source)
    return str(rule)


def seats(scope: Scope) -> Iterator[Moment]:
    """When people's time in a body ends, for those who belong to the alliance."""
    if not scope.is_inside:
        return
    rows = (
        select(Holding)
        .join(Seat)
        .where(Holding.ends_on >= scope.day, Holding.ends_on <= scope.until)
    )
    if scope.only_own:
        rows = rows.where(Holding.user_id == (scope.reader.id if scope.reader else None))
    loaded = joinedload(Holding.seat)
    for each in db.session.scalars(
        rows.options(loaded.joinedload(Seat.body), loaded.joinedload(Seat.member))
    ):
        assert each.ends_on is not None
        body, seat = each.seat.body, each.seat
        rule = _("Held since %(day)s. The last day belongs to it; the rights of the seat end at "
                 "midnight.", day=long_date(each.starts_on))  # fmt: skip
        yield Moment(
            Kind.SEAT,
            f"seat-{each.id}",
            each.ends_on,
            str(_("%(name)s leaves the body: %(body)s", name=each.name, body=body.label)),
            str(rule),
            f"/governance/bodies/{body.slug}",
            city=seat.city_slug or (seat.member.city_slug if seat.member else "") or "",
            member=seat.member_slug or "",
            body=body.slug,
            sequence=each.version - 1,
            changed_at=midnight(each.starts_on),
        )
