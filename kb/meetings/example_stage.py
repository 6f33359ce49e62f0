"""Example stage: charter, terms, seats and people of the example year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.accounts.users import Role, User
from kb.alliance import amendments, bodies, cities, mandates, terms
from kb.alliance.amendments import Amendment
from kb.alliance.bodies import Body, Seat
from kb.alliance.tenure import Appointment, Place
from kb.clock import today
from kb.db import db

Row = Mapping[str, Any]
SOURCE = "示例"


@dataclass
class Stage:
    """Who acts in the example, and where they sit."""

    body: Body
    secretary: User
    liaisons: dict[str, User]
    seats: dict[str, Seat]
    """By city and place: `weihai 0`."""

    def named(self, keys: Sequence[str]) -> set[int]:
        return {self.seats[key].id for key in keys}


def set_up(told: Row) -> Stage:
    """Charter, terms, seats and the people of the example."""
    secretary = _person("示例秘书处", "secretary", Role.SECRETARIAT)
    first = date(today().year - told["rotation"]["years_ago"], 1, 1)
    values = [(row["key"], row["value"]) for row in told["setting"]]
    values.append(("chair_first_term", f"{told['rotation']['first']} {first}"))
    for key, value in values:
        amendments.enter(key, Amendment(value, first, SOURCE), secretary)
    terms.draw_up(secretary, today())
    body = bodies.by_slug("council")
    assert body is not None, "content/bodies.toml has the council"
    stage = Stage(body, secretary, {}, {})
    for city in cities.in_order():
        liaison = _person(f"{city.name}代表甲", city.slug, Role.COUNCIL_MEMBER, city.slug)
        stage.liaisons[city.slug] = liaison
        for number, post in enumerate(told["seats"]["posts"]):
            seat = mandates.add_seat(
                body, Place(post, city_slug=city.slug, since=first, source=SOURCE), secretary
            )
            name = f"{city.name}{told['seats']['names'][number]}"
            duty = f"{city.name}市{told['seats']['duties'][number]}"
            user = liaison.id if number == 0 else None
            mandates.appoint(
                seat, Appointment(name, first, None, duty, user, source=SOURCE), secretary
            )
            stage.seats[f"{city.slug} {number}"] = seat
    return stage


def _person(name: str, slug: str, role: Role, city: str | None = None) -> User:
    """An account without a password: an administrator can hand over a link to try it."""
    person = User(name=name, email=f"{slug}@example.invalid", role=role, city=city)
    db.session.add(person)
    db.session.flush()
    return person
