"""Lines: the committee as pages and programs are told of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kb.accounts.users import User
from kb.alliance.bodies import Holding
from kb.alliance.seating.lines import body_line, seat_line
from kb.alliance.tenure import Span
from kb.empowerment import letters, seated
from kb.empowerment.letters import AppointmentLetter
from kb.empowerment.seated import Committee
from kb.libraries.experts import Expert
from kb.publishing.permissions import is_staff


def shown(committee: Committee, reader: User | None, day: date) -> dict[str, Any]:
    """One committee for the page: seats with people, former members, terms that end soon."""
    everybody = [*committee.holdings, *committee.former]
    experts = seated.experts_of(everybody, reader)
    valid = letters.valid_for(everybody) if reader is not None else {}
    warns = seated.sees_warnings(reader)

    def person(holding: Holding) -> dict[str, Any]:
        return _person(holding, experts, valid, reader)

    return body_line(committee.body) | {
        "vacant": committee.vacant,
        "seats": [
            seat_line(place.seat)
            | {"people": [person(each) for each in place.holders]}
            | {"coming": [person(each) for each in place.coming]}
            for place in committee.places
        ],
        "former": [person(each) for each in committee.former],
        "ending": [
            {"name": each.name, "ends_on": each.ends_on, "days": (each.ends_on or day) - day}
            for each in (seated.ending(committee, day) if warns else ())
        ],
    }


def _person(
    holding: Holding,
    experts: Mapping[int, Expert],
    valid: Mapping[int, AppointmentLetter],
    reader: User | None,
) -> dict[str, Any]:
    expert, letter = experts.get(holding.user_id or 0), valid.get(holding.id)
    is_readable = letter is not None and letters.may_have(reader, letter)
    return {
        "id": holding.id,
        "name": holding.name,
        "duty": holding.duty,
        "span": str(Span(holding.starts_on, holding.ends_on)),
        "is_substitute": holding.is_substitute,
        "expert": f"/libraries/experts/{expert.address}" if expert else "",
        "letter": letter if is_readable else None,
        "is_outdated": letter is not None and is_staff(reader) and not letter.is_true_of(holding),
    }


def told(committee: Committee, reader: User | None, base: str) -> dict[str, Any]:
    """The same for programs."""
    experts = seated.experts_of([*committee.holdings, *committee.former], reader)
    body = body_line(committee.body)

    def person(holding: Holding) -> dict[str, Any]:
        expert = experts.get(holding.user_id or 0)
        return {
            "name": holding.name,
            "duty": holding.duty,
            "is_substitute": holding.is_substitute,
            "starts_on": holding.starts_on.isoformat(),
            "ends_on": holding.ends_on.isoformat() if holding.ends_on else None,
            "expert": expert.number if expert else None,
        }

    return {
        "slug": body["slug"],
        "name": body["name"],
        "url": base + body["href"],
        "seats": [
            {
                "post": place.seat.post,
                "city": place.seat.city_slug,
                "member": place.seat.member_slug,
                "is_vacant": not place.holders,
                "people": [person(each) for each in place.holders],
            }
            for place in committee.places
        ],
        "former": [person(each) for each in committee.former],
    }
