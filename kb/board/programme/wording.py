"""Wording: the programme board as plain values, for programs and tables."""

from typing import Any

from kb.activities.counting import Counted
from kb.board.programme.year import Plenary, Unit, Year


def plain(board: Year) -> dict[str, Any]:
    """The board as JSON; days as 2026-11-12."""
    return {
        "year": board.year,
        "plenary": {
            "wanted": board.plenaries_wanted,
            "done": board.plenaries_done,
            "meetings": [_plenary(each) for each in board.plenaries],
        },
        "cities": {
            "wanted": board.city_activities_wanted,
            "in_each_city": board.for_each_city,
            "fulfilled": board.is_seven_fulfilled,
            "cities_fulfilled": board.cities_fulfilled,
            "lines": [_unit(city) for city in board.cities],
        },
        "parks": {
            "done": board.park_activities_done,
            "lines": [_unit(park) for park in board.parks],
        },
        "others": [_activity(each) for each in board.others],
    }


def _plenary(each: Plenary) -> dict[str, Any]:
    day, proof = each.day.isoformat(), each.minutes or None
    return {"title": each.title, "day": day, "state": each.state, "proof": proof}


def _unit(unit: Unit) -> dict[str, Any]:
    counts = {step.value: count for step, count in unit.counts.items()}
    return {
        "slug": unit.slug,
        "name": unit.name,
        "target": unit.target,
        **counts,
        "activities": [_activity(each) for each in unit.activities],
    }


def _activity(each: Counted) -> dict[str, Any]:
    return {
        "number": each.number,
        "title": each.title,
        "day": each.day.isoformat() if each.day else None,
        "progress": each.progress.value,
        "address": each.address,
    }
