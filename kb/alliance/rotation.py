"""Rotation: whose turn the chair is, worked out from the charter and from what was agreed.

Pure: no database, no clock. What happens on a day follows from what is dated up to that day, so
later changes never alter the past.

* In each round every city presides once, in the charter's order. Nobody whose turn it is has had
  more turns than another city since both have been there.
* A swap exchanges the next turns of two cities, once. A city that skips presides in the very next
  turn instead: the debt is paid before anybody else goes on.
* A vacancy leaves the term to its city; for those days another one acts. When the presiding city
  leaves, the one whose turn is next acts until the term ends.
* A new city stands at the back of the queue, as if it had just presided: everybody who was there
  before presides once before it does, and nobody twice.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kb.alliance.turns import Change, ChangeKind, Charter, Plan, Rule, Turn, TurnKind, months_later

DAY = timedelta(days=1)
ALWAYS = date.min
"""Since when those belong who were there from the beginning."""


@dataclass
class _Swap:
    """A swap under way: at first either city may come up; then the other one gives its turn."""

    change: Change
    owes: tuple[str, str] | None = None
    is_done: bool = False

    def instead_of(self, city: str, day: date) -> str:
        """Who presides when this city comes up; nothing where the swap does not concern it."""
        if self.is_done or self.change.day > day:
            return ""
        pair = (self.change.city, self.change.other)
        if self.owes is not None:
            return self.owes[1] if city == self.owes[0] else ""
        return pair[1 - pair.index(city)] if city in pair else ""

    def advance(self, city: str, instead: str) -> None:
        self.is_done = self.owes is not None
        self.owes = (instead, city)


@dataclass
class _State:
    """What has come of the turns so far."""

    swaps: list[_Swap]
    skips: list[Change]
    owned: dict[str, list[date]] = field(default_factory=dict)
    """First days of each city's turns in their order, whoever presided."""
    owed: dict[str, int] = field(default_factory=dict)
    """Who has skipped and is owed a turn, with the key of the skip."""

    def count(self, city: str, since: date) -> int:
        own = self.owned.get(city, [])
        return len(own) - bisect_left(own, since)


def plan(
    charter: Charter, changes: Iterable[Change], until: date, held: Sequence[Turn] = ()
) -> Plan:
    """The turns that begin up to a day. `held` ones stay as they are and count for all others."""
    return _Rotation(charter, changes).run(until, sorted(held, key=lambda t: t.starts_on))


def members(charter: Charter, changes: Iterable[Change], day: date) -> dict[str, date]:
    """Who takes part on this day in the order of turns, each with the day since when.

    Whoever has left stays away until it joins again, whatever the charter's order says.
    """
    return _Rotation(charter, changes).members(day)


class _Rotation:
    def __init__(self, charter: Charter, changes: Iterable[Change]) -> None:
        self.charter = charter
        self.changes = sorted(changes, key=lambda c: (c.day, c.key, c.kind, c.city, c.other))
        named = [c for c in self.changes if c.city != c.other]
        swaps = [_Swap(c) for c in named if c.kind is ChangeKind.SWAP and c.other]
        self.state = _State(swaps, [c for c in named if c.kind is ChangeKind.SKIP])

    def members(self, day: date) -> dict[str, date]:
        present: dict[str, date] = {}
        joined: set[str] = set()
        gone: set[str] = set()
        rules = [replace(self.charter.rules[0], since=ALWAYS), *self.charter.rules[1:]]
        moves = [c for c in self.changes if c.kind in (ChangeKind.JOIN, ChangeKind.LEAVE)]
        events: list[tuple[date, Rule | Change]] = [(rule.since, rule) for rule in rules]
        events += [(move.day, move) for move in moves]
        events.sort(key=lambda event: event[0])
        for since, event in events:
            if since > day:
                break
            if isinstance(event, Rule):
                stay = {*event.order, *joined}
                present = {city: first for city, first in present.items() if city in stay}
                present |= {c: since for c in event.order if c not in present and c not in gone}
            elif event.kind is ChangeKind.JOIN:
                present.setdefault(event.city, since)
                joined.add(event.city)
                gone.discard(event.city)
            else:
                present.pop(event.city, None)
                joined.discard(event.city)
                gone.add(event.city)
        order = self._order(day)
        last = len(order)
        return dict(sorted(present.items(), key=lambda one: (order.get(one[0], last), one[1])))

    def _order(self, day: date) -> dict[str, int]:
        """Places in a round, which begins with the city that presided first of all."""
        order = self.charter.rule_on(day).order
        first = order.index(self.charter.first_city) if self.charter.first_city in order else 0
        return {city: place for place, city in enumerate((*order[first:], *order[:first]))}

    def run(self, until: date, held: Sequence[Turn]) -> Plan:
        turns, acting = [], []
        anchor, months = self.charter.first_day, 0
        for turn in held:
            turns.append(self._replay(turn))
            acting += self._acting(turn)
            months += self.charter.rule_on(turn.starts_on).months
            if months_later(anchor, months) != turn.ends_on + DAY:
                anchor, months = max(turn.ends_on + DAY, self.charter.first_day), 0
        while (start := months_later(anchor, months)) <= until and self.members(start):
            months += self.charter.rule_on(start).months
            turn = self._turn(self.state, start, months_later(anchor, months) - DAY)
            turns.append(turn)
            acting += self._acting(turn)
        return Plan(tuple(turns), tuple(acting))

    def _replay(self, held: Turn) -> Turn:
        """What was held is a fact: it only moves on what the rules would have moved as well."""
        owner = held.turn_of or held.city
        if self.members(held.starts_on):
            state = deepcopy(self.state)
            turn = self._turn(state, held.starts_on, held.ends_on)
            if (turn.city, turn.turn_of) == (held.city, owner):
                self.state = state
                return turn
        self.state.owned.setdefault(owner, []).append(held.starts_on)
        self.state.owed.pop(owner, None)
        return replace(held, turn_of=owner)

    def _turn(self, state: _State, day: date, last_day: date) -> Turn:
        present = self.members(day)
        state.owed = {city: key for city, key in state.owed.items() if city in present}
        passed: list[str] = []
        swaps, kind, key = True, TurnKind.REGULAR, None
        owner = self._pick(state, present, ())
        while True:
            city, moved = self._presider(state, owner, day, present) if swaps else (owner, [])
            skip = next((s for s in state.skips if s.city == city and s.day <= day), None)
            if skip is None or len(present) < 2:
                break
            state.skips.remove(skip)
            if city != owner:
                swaps = False  # The swap waits for the next turn of the two.
                continue
            if len(passed) + 1 == len(present):
                break  # Everybody skips: somebody has to.
            passed.append(owner)
            state.owed[owner] = skip.key
            owner = self._pick(state, present, passed)
        if owner in state.owed and owner not in passed:
            kind, key = TurnKind.REPAID, state.owed.pop(owner)
        for swap, before, instead in moved:
            swap.advance(before, instead)
            kind, key = TurnKind.SWAPPED, swap.change.key
        state.owned.setdefault(owner, []).append(day)
        return Turn(city, day, last_day, kind, owner, tuple(passed), key)

    def _pick(self, state: _State, present: dict[str, date], without: Sequence[str]) -> str:
        """Whose turn it is: first who is owed one, then who is ahead of nobody, by the order."""
        there = {city: since for city, since in present.items() if city not in without}
        owed = next((city for city in state.owed if city in there), None)
        return owed or min(there, key=lambda c: (_lead(state, there, c), _is_new(state, there, c)))

    def _presider(
        self, state: _State, owner: str, day: date, present: dict[str, date]
    ) -> tuple[str, list[tuple[_Swap, str, str]]]:
        """Who presides for the owner, and the swaps that make it so."""
        city, moved = owner, []
        for swap in state.swaps:
            instead = swap.instead_of(city, day)
            if instead in present:
                moved.append((swap, city, instead))
                city = instead
        return city, moved

    def _acting(self, turn: Turn) -> list[Turn]:
        """The days of a turn on which another city acts, in one piece for each."""
        days = {c.day for c in self.changes} | {r.since for r in self.charter.rules}
        days |= {c.until + DAY for c in self.changes if c.until}
        cuts = sorted({turn.starts_on, *(d for d in days if turn.starts_on < d <= turn.ends_on)})
        found: list[Turn] = []
        for start, following in zip(cuts, [*cuts[1:], turn.ends_on + DAY], strict=True):
            if (stand_in := self._stand_in(turn, start)) is None:
                continue
            city, key = stand_in
            last = found[-1] if found else None
            if last and (last.city, last.key, last.ends_on) == (city, key, start - DAY):
                start = found.pop().starts_on
            found.append(Turn(city, start, following - DAY, TurnKind.ACTING, turn.city, (), key))
        return found

    def _stand_in(self, turn: Turn, day: date) -> tuple[str, int | None] | None:
        present = self.members(day)
        for c in self.changes:
            gap = c.kind is ChangeKind.VACANCY and c.city == turn.city
            lasts = c.day <= day <= (c.until or turn.ends_on)
            if gap and lasts and c.other in present and c.other != turn.city:
                return c.other, c.key
        if turn.city in present or not present:
            return None
        return self._pick(self.state, present, ()), None


def _lead(state: _State, there: dict[str, date], city: str) -> int:
    """How many turns it is ahead of whoever is behind most, since both have been there."""
    since = there[city]
    return max(
        0,
        *(
            state.count(city, max(since, there[other]))
            - state.count(other, max(since, there[other]))
            for other in there
        ),
    )


def _is_new(state: _State, there: dict[str, date], city: str) -> bool:
    """Has yet to let those preside once who were there before it."""
    since = there[city]
    if since == ALWAYS or state.count(city, since):
        return False
    return any(there[o] < since and not state.count(o, since) for o in there)
