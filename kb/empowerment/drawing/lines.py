"""Lines: draws as pages and programs are told of them."""

from collections.abc import Sequence
from typing import Any

from kb.accounts.users import User
from kb.alliance import names
from kb.clock import local
from kb.empowerment.draws import Draw
from kb.empowerment.pool import WHOLE_GROUP
from kb.empowerment.printed import METHOD
from kb.empowerment.reading_draws import Entry, entries, may_see, repeat
from kb.libraries import expertise


def shown(draw: Draw, reader: User | None) -> dict[str, Any]:
    """Pool and result for the page."""
    found, cities = entries(reader, draw), names.city_names()
    lot = draw.result(draw.seed) if draw.drawn_at else None
    taken = sorted((one for one in found if one.order), key=lambda one: one.order or 0)
    return {
        "entries": [(one, cities.get(one.city, "")) for one in found],
        "taken": [(one, cities.get(one.city, "")) for one in taken],
        "hidden": sum(one.expert is None for one in found),
        "raised_to": lot.most_of_city if lot and lot.is_raised else None,
        "fields": fields(draw),
        "method_text": METHOD,
    }


def fields(draw: Draw) -> list[str]:
    """The areas in the reader's language; of a whole group its name."""
    areas = expertise.area_names()
    groups = {group.name: group.label for group in expertise.tree()}
    return [
        groups.get(name.removesuffix(WHOLE_GROUP), name.removesuffix(WHOLE_GROUP))
        if name.endswith(WHOLE_GROUP)
        else areas.get(name, name)
        for name in draw.areas
    ]


def named(draw: Draw, numbers: Sequence[str], reader: User | None) -> list[str]:
    """Place and, where this reader may know it, name of these experts of the pool."""
    places = {one["number"]: one["place"] for one in draw.pool}
    by_place = {one.place: one for one in entries(reader, draw)}
    return [_name(by_place[places[number]]) for number in numbers]


def _name(entry: Entry) -> str:
    return f"{entry.place} {entry.expert.title}" if entry.expert else entry.place


def in_short(draw: Draw, reader: User | None, base: str) -> dict[str, Any]:
    """Number and state for everybody; the rest for whom it is open."""
    said = {"number": draw.number, "state": draw.state.value, "digest": draw.digest}
    said |= {"commitment": draw.commitment, "fixed_at": local(draw.fixed_at).isoformat()}
    if may_see(reader, draw):
        said |= {"purpose": draw.purpose, "url": f"{base}{draw.address}"}
    return said


def told(draw: Draw, reader: User | None, base: str) -> dict[str, Any]:
    """Everything to repeat it; names and numbers of experts where this reader may know them."""
    found = entries(reader, draw)
    said = in_short(draw, reader, base) | {
        "method": draw.method,
        "areas": draw.areas,
        "wanted": draw.wanted,
        "most_of_city": draw.most_of_city,
        "excluded": len(draw.excluded),
        "annulled_because": draw.annulled_because,
        "pool": [_told(one) for one in sorted(found, key=lambda one: one.place)],
    }
    if draw.drawn_at is None:
        return said
    verdict, lot = repeat(draw), draw.result(draw.seed)
    return said | {
        "drawn_at": local(draw.drawn_at).isoformat(),
        "secret": draw.secret,
        "witness_words": draw.words,
        "seed": draw.seed,
        "drawn": list(lot.drawn),
        "most_of_city_needed": lot.most_of_city,
        "check": {
            "pool": verdict.is_pool_same,
            "secret": verdict.is_secret_same,
            "result": verdict.is_result_same,
        },
    }


def _told(one: Entry) -> dict[str, Any]:
    return {
        "place": one.place,
        "city": one.city or None,
        "load": one.load,
        "ticket": one.ticket or None,
        "order": one.order,
        "expert": {"number": one.expert.number, "name": one.expert.title} if one.expert else None,
    }
