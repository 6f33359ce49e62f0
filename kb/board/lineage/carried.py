"""Carried: what the next link of a chain takes over from the former one, and its relation to it."""

from collections.abc import Mapping
from typing import Any

from kb.accounts.users import User
from kb.board.lineage import chain
from kb.board.lineage.chain import FORTH, PLACES, Following, Step
from kb.catalog.kind import Kinds, RecordKind
from kb.publishing.links import link
from kb.publishing.permissions import may_create, may_relate
from kb.publishing.records import Record

SHARED = ("title", "title_en", "city", "member", "visibility", "themes", "tags")
"""What every kind takes over."""
UNITS = ("lead_unit", "host")
PEOPLE = ("authors", "researchers")
ALIKE = ("participants", "landing_city", "area")
"""Taken over where both kinds have it."""


def step_of(record: Record) -> Step | None:
    return chain.step_of(record.kind, record.traits())


class DescentChain:
    """The alliance's chain, as the shared form asks for it."""

    def may_follow(self, former: Record, kind: RecordKind, step: str, author: User) -> bool:
        """May begin such a record and say that it belongs with the former."""
        rule = _rule(former, kind, step)
        return rule is not None and may_create(author, kind.model) and may_relate(author, former)

    def carried(self, former: Record, kind: RecordKind, step: str) -> Mapping[str, Any]:
        """Title, units, people, themes and tags, as far as the new kind has room for them."""
        fields = kind.content_fields
        values = {name: getattr(former, name) for name in SHARED if name in fields}
        for names in (UNITS, PEOPLE):
            told = next((told for name in names if (told := getattr(former, name, ""))), "")
            values |= {name: told for name in names if name in fields and told}
        values |= {n: getattr(former, n) for n in ALIKE if n in fields and hasattr(former, n)}
        place = PLACES.get(Step(step)) if step in set(Step) else None
        return values | ({place.trait: place.value} if place and place.trait else {})

    def join(self, former: Record, made: Record, step: str, author: User) -> None:
        """Relate the two as the chain says of them."""
        rule = chain.following(step_of(former), Step(step)) if step in set(Step) else None
        if rule is None:
            return
        is_forth = rule.relation in FORTH
        origin, target = (former, made) if is_forth else (made, former)
        link(origin, target, rule.relation, author)


def _rule(former: Record, kind: RecordKind, step: str) -> Following | None:
    """What the chain says of such a pair."""
    if step not in set(Step) or PLACES[Step(step)].kind != kind.name:
        return None
    return chain.following(step_of(former), Step(step))


def next_links(record: Record, author: User | None, kinds: Kinds) -> list[tuple[Step, str]]:
    """The steps that this person can make follow, each with the address of its form."""
    if author is None or record.number is None or record.withdrawn_at is not None:
        return []
    step = step_of(record)
    if step is None or not may_relate(author, record):
        return []
    found = []
    for each in chain.FOLLOWING:
        kind = kinds.by_name[PLACES[each.after].kind]
        if each.before is step and may_create(author, kind.model):
            found.append((each.after, f"/{kind.slug}/new?from={record.number}&as={each.after}"))
    return found
