"""Example records: people and records of the example, each published by its secretary."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from kb.accounts.users import Role, User
from kb.clock import midnight, pretend, today
from kb.db import db
from kb.libraries.experts import Expert
from kb.libraries.personal import ExpertPerson
from kb.publishing import workflow
from kb.publishing.records import Record

EXAMPLE = "（示例）"
SOURCE = "示例"
NOON = timedelta(hours=12)
Row = Mapping[str, Any]
Kept = TypeVar("Kept", bound=Record)


@dataclass
class Cast:
    """Who acts in the example, and what it has made so far, by the keys of the story."""

    secretary: User
    liaisons: dict[str, User] = field(default_factory=dict)
    editors: dict[str, User] = field(default_factory=dict)
    """Park editors by the slug of their park."""
    experts: dict[str, Expert] = field(default_factory=dict)
    advisers: dict[str, User] = field(default_factory=dict)
    """The experts' accounts."""
    records: dict[str, Record] = field(default_factory=dict)

    def author(self, row: Row) -> User:
        """Who writes what this line tells of."""
        member = row.get("member")
        return self.editors[member] if member in self.editors else self.liaisons[row["city"]]


def person(name: str, account: str, role: Role, city: str = "", member: str = "") -> User:
    """An account without a password: an administrator can hand over a link to try it."""
    made = User(
        name=name,
        email=f"{account}@example.invalid",
        role=role,
        city=city or None,
        member=member or None,
    )
    db.session.add(made)
    db.session.flush()
    return made


def at(row: Row) -> AbstractContextManager[None]:
    """Inside it is the day that the line tells of; what lies ahead is told today."""
    return on(min(int(row.get("day", 0)), 0))


def on(days: int) -> AbstractContextManager[None]:
    """So many days from today, at noon in Shanghai."""
    return pretend(midnight(today() + timedelta(days=days)) + NOON)


def day_of(row: Row) -> date:
    return today() + timedelta(days=int(row["day"]))


def publish(model: type[Kept], cast: Cast, author: User, content: Row) -> Kept:
    """A record of this kind, marked as an example, written by one and published by the other."""
    blank = {"themes": [], "tags": [], "visibility": "public", "source": SOURCE}
    texts = dict.fromkeys(model.text_fields, "")
    marked = {"title": f"{content['title']}{EXAMPLE}", "year": today().year}
    record = workflow.create(model, author, {**blank, **texts, **content, **marked})
    assert isinstance(record, model)
    workflow.submit(record, author)
    workflow.publish(record, cast.secretary)
    return record


def change(record: Record, cast: Cast, author: User, content: Row) -> None:
    """A later version of it, published as well."""
    workflow.save(record, author, content)
    workflow.submit(record, author)
    workflow.publish(record, cast.secretary)


def expert(row: Row, cast: Cast) -> None:
    """An expert with an account, whose profile is open."""
    user = person(row["name"], f"expert-{row['key']}", Role.EXPERT)
    content = {"title": row["name"], "unit": row["unit"], "city": row["city"]}
    lists = {"areas": row["areas"], "works": [], "themes": [], "tags": []}
    blank = {"visibility": "public", "source": SOURCE, "body": "供试用的虚构专家。"}
    record = workflow.create(Expert, user, content | lists | blank)
    assert isinstance(record, Expert)
    db.session.add(ExpertPerson(record_id=record.id, user_id=user.id))
    workflow.submit(record, user)
    workflow.publish(record, cast.secretary)
    cast.experts[row["key"]], cast.advisers[row["key"]] = record, user
