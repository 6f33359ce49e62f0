"""Lines: bodies, seats, who sits there, as pages and programs are told; never an account's mail."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from kb.alliance import names
from kb.alliance.bodies import Body, Holding, Seat
from kb.alliance.roster import Sitting
from kb.alliance.tenure import Span
from kb.web.filters import long_date
from kb.web.languages import in_english


def body_line(body: Body) -> dict[str, Any]:
    english = in_english()
    return {
        "slug": body.slug,
        "name": (body.name_en if english else "") or body.name,
        "name_en": body.name if english else body.name_en,
        "kind_label": str(body.kind.label),
        "purpose": (body.purpose_en if english else "") or body.purpose,
        "href": f"/governance/bodies/{body.slug}",
        "founded_on": body.founded_on,
        "closed_on": body.closed_on,
        "source": body.source,
    }


def seat_line(seat: Seat) -> dict[str, Any]:
    """What the seat is called and whose it is."""
    cities, members = names.city_names(), names.member_names()
    whose = members.get(seat.member_slug or "", "") or cities.get(seat.city_slug or "", "")
    post = (seat.post_en if in_english() else "") or seat.post
    return {
        "id": seat.id,
        "title": " · ".join(filter(None, (post, whose))) or _("Seat %(number)s", number=seat.id),
        "post": post,
        "has_vote": seat.has_vote,
        "span": str(Span(seat.since, seat.until)),
        "source": seat.source,
    }


def sitting_line(sitting: Sitting, day: date) -> dict[str, Any]:
    """A seat with those who sit there on this day, and all others before and after."""
    return seat_line(sitting.seat) | {
        "is_vacant": not sitting.holders(day),
        "people": [holding_line(each) for each in sitting.on(day)],
        "former": [holding_line(each) for each in sitting.before(day)],
        "coming": [holding_line(each) for each in sitting.after(day)],
    }


def holding_line(holding: Holding) -> dict[str, Any]:
    return {
        "id": holding.id,
        "name": holding.name,
        "duty": holding.duty,
        "is_substitute": holding.is_substitute,
        "span": str(Span(holding.starts_on, holding.ends_on)),
        "source": holding.source,
        "account": holding.user.display_name if holding.user else "",
    }


def by_body(sittings: Iterable[Sitting], day: date) -> list[dict[str, Any]]:
    """The bodies in their order, each with its seats."""
    found: dict[int, dict[str, Any]] = {}
    for sitting in sittings:
        body = sitting.seat.body
        own = found.setdefault(body.id, body_line(body) | {"seats": []})
        own["seats"].append(sitting_line(sitting, day))
    return list(found.values())


def told(sitting: Sitting, day: date, base: str) -> dict[str, Any]:
    """The same for programs: names of officials in office, with their days."""
    seat, body = sitting.seat, body_line(sitting.seat.body)
    return {
        "body": {"slug": body["slug"], "name": body["name"], "url": base + body["href"]},
        "post": seat_line(seat)["post"],
        "city": seat.city_slug,
        "member": seat.member_slug,
        "has_vote": seat.has_vote,
        "since": _iso(seat.since),
        "until": _iso(seat.until),
        "is_vacant": not sitting.holders(day),
        "people": [
            {
                "name": each.name,
                "duty": each.duty,
                "is_substitute": each.is_substitute,
                "starts_on": _iso(each.starts_on),
                "ends_on": _iso(each.ends_on),
            }
            for each in sitting.on(day)
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def in_words(value: Any, labels: dict[str, Any]) -> str:
    """What stands in a field, as the form would show it."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, StrEnum):
        return str(getattr(value, "label", value))
    if isinstance(value, date | datetime):
        return long_date(value)
    return str(labels.get(str(value), value if value not in (None, "") else "–"))
