"""Counting: from the votes of the seats to the result. Whole numbers only, no database.

The founding documents name no majority, no quorum and no rule for ties: all of them are settings
of the charter. What a setting cannot say is decided here, each time in the docstring.
"""

from dataclasses import dataclass

from kb.alliance.notations import Majority, ShareOf
from kb.meetings import quorum
from kb.meetings.resolutions import Result


@dataclass(frozen=True)
class Rule:
    """What a resolution needs, from the charter."""

    majority: Majority = Majority.SIMPLE
    of: ShareOf = ShareOf.PRESENT
    counts_abstentions: bool = True
    """An abstention is part of what the majority is taken of, and so works like a vote against."""
    quorum: str = ""
    """In the charter's notation (`kb.meetings.quorum`); empty: none is set, so none is asked."""


@dataclass(frozen=True)
class Tally:
    """How the seats have voted."""

    votes_for: int = 0
    against: int = 0
    abstentions: int = 0
    recusals: int = 0

    @property
    def cast(self) -> int:
        """Votes, abstentions among them. Whoever is recused takes no part."""
        return self.votes_for + self.against + self.abstentions


@dataclass(frozen=True)
class Seats:
    """Seats with a vote, and those of them that are there."""

    entitled: int
    present: int


@dataclass(frozen=True)
class Outcome:
    """The result with the figures that it rests on."""

    result: Result
    seats: Seats
    """Less those recused."""
    quorum: int
    """How many seats had to be there; 0 where the charter asks for none."""
    base: int
    """Of how many the majority was taken."""
    needed: int
    """How many votes for it were needed."""


def decide(rule: Rule, seats: Seats, tally: Tally) -> Outcome:
    """The result of a vote.

    * Recused seats are neither entitled nor present for this one vote, so a quorum that is a share
      falls with them. A quorum that is a number stays: the charter names that number.
    * Without quorum there is no result: the body may discuss but not resolve.
    * A tie does not pass, nobody has a casting vote: no source gives one to the chair.
    * At least one vote for it is needed, whatever the share.

    Raises ValueError for figures that cannot be: more votes than seats present, more present than
    entitled.
    """
    left = Seats(seats.entitled - tally.recusals, seats.present - tally.recusals)
    if not 0 <= tally.cast <= left.present <= left.entitled:
        raise ValueError(f"impossible figures: {seats}, {tally}")
    quorate = quorum.needed(rule.quorum, left.entitled) or 0
    base = _base(rule, left, tally)
    needed = votes_needed(rule.majority, base)
    if left.present < quorate:
        result = Result.NO_QUORUM
    else:
        result = Result.PASSED if tally.votes_for >= needed else Result.REJECTED
    return Outcome(result, left, quorate, base, needed)


def _base(rule: Rule, seats: Seats, tally: Tally) -> int:
    """Of how many the majority is taken.

    * Of the votes cast: for and against, and the abstentions where they count.
    * Of the seats present: a seat that is there and does not vote counts like one against.
    * Of all seats: whoever is away counts like one against.

    Where the charter leaves abstentions out, they are taken off each of the three.
    """
    whole = {
        ShareOf.CAST: tally.cast,
        ShareOf.PRESENT: seats.present,
        ShareOf.ALL: seats.entitled,
    }
    return whole[rule.of] - (0 if rule.counts_abstentions else tally.abstentions)


def votes_needed(majority: Majority, base: int) -> int:
    """How many of `base` a majority is: the smallest whole number that reaches it.

    * Simple: more than half, so half is not enough.
    * Two thirds, four fifths: at least that share.
    * Unanimous: every one of the base. Whether an abstention stands in the way is said by the base:
      it does where abstentions count.
    """
    least = {
        Majority.SIMPLE: base // 2 + 1,
        Majority.TWO_THIRDS: -(-2 * base // 3),
        Majority.FOUR_FIFTHS: -(-4 * base // 5),
        Majority.UNANIMOUS: base,
    }
    return max(1, least[majority])


def there_in_writing(entitled: int, tally: Tally) -> Seats:
    """The seats of a written vote: who has voted is there, who abstained too. Whoever is recused
    has answered as well, and is taken off again in `decide`.
    """
    return Seats(entitled, tally.cast + tally.recusals)
