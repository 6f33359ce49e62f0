"""Counting votes: a table worked out by hand, and what holds for any vote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.alliance import notations
from kb.meetings.counting import Rule, Seats, Tally, decide, there_in_writing, votes_needed
from kb.meetings.resolutions import Majority, Result, ShareOf

YES, NO, NONE = Result.PASSED, Result.REJECTED, Result.NO_QUORUM

# Majority in the charter's notation, with + where abstentions count; quorum; seats entitled and
# present; votes for, against, abstained, recused; result, quorum needed, votes needed; why.
TABLE = [
    # More than half of the seats present: abstentions work like votes against.
    ("simple present+", "1/2+", 13, 13, (7, 6, 0, 0), YES, 7, 7, "7 > 6.5"),
    ("simple present+", "1/2+", 13, 13, (6, 7, 0, 0), NO, 7, 7, "6 < 6.5"),
    ("simple present+", "1/2+", 13, 12, (6, 6, 0, 0), NO, 7, 7, "a tie: half of 12 is not more"),
    ("simple present+", "1/2+", 13, 12, (7, 5, 0, 0), YES, 7, 7, "7 > 6"),
    ("simple present+", "1/2+", 13, 12, (6, 0, 6, 0), NO, 7, 7, "6 abstain, 6 is half of 12"),
    ("simple present+", "1/2+", 13, 12, (6, 5, 0, 0), NO, 7, 7, "one there does not vote"),
    ("simple present+", "1/2+", 14, 8, (5, 3, 0, 0), YES, 8, 5, "quorum of 14 is 8, not 7"),
    ("simple present+", "1/2+", 14, 7, (7, 0, 0, 0), NONE, 8, 4, "half of the seats is no quorum"),
    ("simple present+", "1/2+", 13, 7, (4, 3, 0, 0), YES, 7, 4, "the least quorum of 13"),
    ("simple present+", "1/2+", 13, 6, (6, 0, 0, 0), NONE, 7, 4, "all for, but one seat short"),
    ("simple present+", "", 13, 1, (1, 0, 0, 0), YES, 0, 1, "no quorum is set: one may decide"),
    ("simple present+", "", 13, 0, (0, 0, 0, 0), NO, 0, 1, "nobody: one vote at least"),
    ("simple present+", "2/3", 13, 9, (5, 4, 0, 0), YES, 9, 5, "2/3 of 13 is 8.67, so 9"),
    ("simple present+", "2/3", 13, 8, (8, 0, 0, 0), NONE, 9, 5, "8 < 8.67"),
    ("simple present+", "2/3", 12, 8, (5, 3, 0, 0), YES, 8, 5, "2/3 of 12 is 8 exactly"),
    ("simple present+", "9", 13, 9, (5, 4, 0, 0), YES, 9, 5, "a quorum in figures"),
    ("simple present+", "9", 13, 8, (8, 0, 0, 0), NONE, 9, 5, "one short of 9"),
    # Recusals lower entitled, present and a quorum that is a share.
    ("simple present+", "1/2+", 13, 12, (11, 0, 1, 0), YES, 7, 7, "the picture without recusal"),
    ("simple present+", "1/2+", 13, 12, (6, 5, 0, 1), YES, 7, 6, "6 of 11; quorum of 12 is 7"),
    ("simple present+", "1/2+", 14, 8, (4, 3, 0, 1), YES, 7, 4, "quorum falls from 8 to 7 of 13"),
    ("simple present+", "1/2+", 13, 7, (4, 2, 0, 1), NONE, 7, 4, "quorum of 12 still 7, 6 left"),
    ("simple present+", "1/2+", 13, 8, (3, 2, 0, 3), NONE, 6, 3, "of 10 are 6 needed, 5 left"),
    ("simple present+", "9", 13, 9, (8, 0, 0, 1), NONE, 9, 5, "a quorum in figures stays"),
    ("simple present+", "", 3, 3, (0, 0, 0, 3), NO, 0, 1, "all recused: nobody decides"),
    ("simple present+", "1/2+", 3, 3, (0, 0, 0, 3), NONE, 1, 1, "all recused: quorum of 0 is 1"),
    # Abstentions not counted.
    ("simple cast", "1/2+", 13, 12, (6, 0, 6, 0), YES, 7, 4, "6 of 6 cast"),
    ("simple cast", "1/2+", 13, 13, (4, 3, 6, 0), YES, 7, 4, "4 of 7 cast"),
    ("simple cast", "1/2+", 13, 13, (3, 3, 7, 0), NO, 7, 4, "a tie among the cast"),
    ("simple cast", "1/2+", 13, 13, (0, 0, 13, 0), NO, 7, 1, "all abstain: nothing is for it"),
    ("simple cast+", "1/2+", 13, 13, (4, 3, 6, 0), NO, 7, 7, "4 of 13"),
    ("simple cast+", "1/2+", 13, 13, (4, 3, 0, 0), YES, 7, 4, "4 of 7 votes"),
    ("simple present", "1/2+", 13, 12, (4, 3, 5, 0), YES, 7, 4, "4/7"),
    ("simple present", "1/2+", 13, 12, (4, 3, 3, 0), NO, 7, 5, "4/9"),
    # Two thirds, of those present, of the cast, of all.
    ("two_thirds present+", "2/3", 12, 12, (8, 4, 0, 0), YES, 8, 8, "2/3 of 12 exactly"),
    ("two_thirds present+", "2/3", 12, 12, (7, 5, 0, 0), NO, 8, 8, "7 < 8"),
    ("two_thirds present+", "2/3", 13, 13, (9, 4, 0, 0), YES, 9, 9, "9 >= 8.67"),
    ("two_thirds present+", "2/3", 13, 13, (8, 5, 0, 0), NO, 9, 9, "8 < 8.67"),
    ("two_thirds present+", "1/2+", 13, 10, (6, 0, 4, 0), NO, 7, 7, "abstentions stand against"),
    ("two_thirds cast", "1/2+", 13, 10, (6, 3, 1, 0), YES, 7, 6, "6 of 9 is two thirds"),
    ("two_thirds cast", "1/2+", 13, 10, (5, 3, 2, 0), NO, 7, 6, "5 of 8 is 62.5 %"),
    ("two_thirds all+", "1/2+", 13, 9, (9, 0, 0, 0), YES, 7, 9, "9 of 13 seats"),
    ("two_thirds all+", "1/2+", 13, 8, (8, 0, 0, 0), NO, 7, 9, "8 of 13, though all present"),
    ("two_thirds all+", "1/2+", 13, 12, (8, 3, 0, 1), YES, 7, 8, "of 12 left, 8 are enough"),
    ("two_thirds all", "", 12, 12, (4, 3, 5, 0), NO, 0, 5, "of 12 less 5, 5 are needed"),
    ("two_thirds all", "", 13, 10, (6, 0, 4, 0), YES, 0, 6, "of 13 less 4, 6 are enough"),
    ("two_thirds all+", "", 13, 13, (8, 0, 5, 0), NO, 0, 9, "8 of 13, abstentions count"),
    # Four fifths.
    ("four_fifths present+", "2/3", 10, 10, (8, 2, 0, 0), YES, 7, 8, "8 of 10 exactly"),
    ("four_fifths present+", "2/3", 10, 10, (7, 2, 1, 0), NO, 7, 8, "7 of 10"),
    ("four_fifths present+", "2/3", 13, 13, (11, 2, 0, 0), YES, 9, 11, "4/5 of 13 is 10.4"),
    ("four_fifths all+", "2/3", 13, 12, (10, 2, 0, 0), NO, 9, 11, "10 < 10.4"),
    ("four_fifths cast", "1/2+", 13, 9, (4, 1, 4, 0), YES, 7, 4, "4 of 5 cast"),
    # Unanimous.
    ("unanimous present+", "1/2+", 13, 9, (9, 0, 0, 0), YES, 7, 9, "everybody there"),
    ("unanimous present+", "1/2+", 13, 9, (8, 1, 0, 0), NO, 7, 9, "one against"),
    ("unanimous present+", "1/2+", 13, 9, (8, 0, 1, 0), NO, 7, 9, "an abstention blocks here"),
    ("unanimous cast", "1/2+", 13, 9, (8, 0, 1, 0), YES, 7, 8, "none against, abstention left out"),
    ("unanimous cast", "1/2+", 13, 9, (8, 1, 0, 0), NO, 7, 9, "one against"),
    ("unanimous all+", "1/2+", 13, 12, (12, 0, 0, 0), NO, 7, 13, "one seat is away"),
    ("unanimous all+", "1/2+", 13, 13, (12, 0, 0, 1), YES, 7, 12, "the recused one is left out"),
]


def rule(notation, quorum) -> Rule:
    """The rule that the charter's notation says."""
    found = notations.majority(notation)
    return Rule(found.majority, found.of, found.abstentions_count, quorum)


@pytest.mark.parametrize("row", TABLE, ids=[f"{row[0]}: {row[-1]}" for row in TABLE])
def test_the_table_worked_out_by_hand(row):
    notation, quorum, entitled, present, counts, result, quorate, needed, _why = row
    found = decide(
        rule(notation.replace("+", " abstentions"), quorum),
        Seats(entitled, present),
        Tally(*counts),
    )
    assert (found.result, found.quorum, found.needed) == (result, quorate, needed)
    assert found.seats == Seats(entitled - counts[3], present - counts[3])


def test_the_table_is_long_enough():
    assert len({row[:5] for row in TABLE}) >= 40


def test_in_a_written_vote_who_has_voted_is_there():
    rule = Rule(quorum="1/2+")
    tally = Tally(votes_for=5, against=0, abstentions=1, recusals=0)
    assert decide(rule, there_in_writing(13, tally), tally).result is NONE
    more = Tally(votes_for=5, against=0, abstentions=2, recusals=0)
    assert decide(rule, there_in_writing(13, more), more).result is YES
    # Recused seats answer but do not vote: of 12 left 7 are needed, 6 have voted.
    recused = Tally(votes_for=5, against=0, abstentions=1, recusals=1)
    assert decide(rule, there_in_writing(13, recused), recused).result is NONE


def test_more_votes_than_seats_are_a_mistake():
    with pytest.raises(ValueError, match="impossible"):
        decide(Rule(), Seats(3, 2), Tally(votes_for=3))
    with pytest.raises(ValueError, match="impossible"):
        decide(Rule(), Seats(2, 3), Tally(votes_for=1))


@pytest.mark.parametrize("notation", ["half", "simple votes", "simple", "simple all not"])
def test_what_is_no_rule_is_refused(notation):
    with pytest.raises(notations.Unreadable):
        rule(notation, "")


RULES = st.builds(
    Rule,
    majority=st.sampled_from(Majority),
    of=st.sampled_from(ShareOf),
    counts_abstentions=st.booleans(),
    quorum=st.sampled_from(["", "1/2+", "1/2", "2/3", "4/5", "5"]),
)
NUMBERS = st.integers(0, 12)


@st.composite
def votes(draw):
    """A rule, seats and a tally that can be; one seat there may not have voted yet."""
    tally = Tally(*(draw(NUMBERS) for _ in range(4)))
    present = tally.cast + tally.recusals + draw(NUMBERS)
    return draw(RULES), Seats(present + draw(NUMBERS), present), tally


@given(votes())
def test_one_more_vote_for_it_never_turns_passed_into_rejected(vote):
    rule, seats, tally = vote
    if decide(rule, seats, tally).result is not YES:
        return
    idle = seats.present - tally.cast - tally.recusals
    more = [Tally(tally.votes_for + 1, tally.against, tally.abstentions, tally.recusals)] * (
        idle > 0
    )
    if tally.against:
        more.append(
            Tally(tally.votes_for + 1, tally.against - 1, tally.abstentions, tally.recusals)
        )
    if tally.abstentions:
        less = tally.abstentions - 1
        more.append(Tally(tally.votes_for + 1, tally.against, less, tally.recusals))
    assert all(decide(rule, seats, each).result is YES for each in more)


@given(votes())
def test_one_more_vote_against_it_never_turns_rejected_into_passed(vote):
    rule, seats, tally = vote
    found = decide(rule, seats, tally).result
    if found is NO and tally.votes_for:
        worse = Tally(tally.votes_for - 1, tally.against + 1, tally.abstentions, tally.recusals)
        assert decide(rule, seats, worse).result is NO


@given(votes())
def test_a_tie_never_passes_and_nothing_passes_without_a_vote_for_it(vote):
    rule, seats, tally = vote
    if tally.votes_for <= tally.against:
        assert decide(rule, seats, tally).result is not YES


@given(votes())
def test_without_quorum_there_is_no_result_whatever_the_votes(vote):
    rule, seats, tally = vote
    found = decide(rule, seats, tally)
    assert (found.result is NONE) == (seats.present - tally.recusals < found.quorum)


@given(st.sampled_from(Majority), st.integers(0, 200))
def test_a_majority_is_the_smallest_number_that_reaches_its_share(majority, base):
    needed = votes_needed(majority, base)
    reaches = {
        Majority.SIMPLE: lambda votes: 2 * votes > base,
        Majority.TWO_THIRDS: lambda votes: 3 * votes >= 2 * base,
        Majority.FOUR_FIFTHS: lambda votes: 5 * votes >= 4 * base,
        Majority.UNANIMOUS: lambda votes: votes >= base,
    }[majority]
    assert reaches(needed)
    assert needed == 1 or not reaches(needed - 1)
