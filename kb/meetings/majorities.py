"""Majorities: which rule the charter gives for a type of resolution on a day."""

from datetime import date

from flask_babel import gettext as _

from kb.alliance import charter
from kb.errors import DomainError
from kb.meetings.counting import Rule
from kb.meetings.resolutions import Majority, Resolution, ShareOf
from kb.web.languages import in_english

PREFIX = "majority_"
"""Charter settings `majority_<type>`: "two_thirds of present, abstentions count"."""
QUORUM = "council_quorum"
COUNT, DO_NOT_COUNT = "abstentions count", "abstentions do not count"


def types_on(day: date) -> list[tuple[str, str]]:
    """The types of resolutions that the charter names on this day, with their labels."""
    english = in_english()
    rows = [row for row in charter.settings_on(day) if row.key.startswith(PREFIX)]
    return [
        (row.key.removeprefix(PREFIX), (row.label_en if english else "") or row.label)
        for row in rows
    ]


def rule_for(type: str, day: date) -> Rule:
    """The rule of this type on this day; while the charter is silent, more than half of the seats
    present. Raises DomainError when the charter's words are no rule.
    """
    quorum = charter.value_on(QUORUM, day)
    words = charter.value_on(f"{PREFIX}{type}", day) if type else ""
    try:
        return read(words, quorum)
    except ValueError as error:
        sentence = _(
            "The charter says \u201c%(words)s\u201d, which is no majority. Correct it there.",
            words=words[:60],
        )
        raise DomainError(sentence) from error


def read(notation: str, quorum: str = "") -> Rule:
    """A rule from the charter's notation. Where it does not speak of abstentions, they count among
    the seats present and among all seats, and do not among the votes for and against.

    Raises ValueError for what is no rule.
    """
    if not notation.strip():
        return Rule(quorum=quorum)
    share, _comma, abstentions = (part.strip() for part in notation.partition(","))
    name, _of, base = (part.strip() for part in share.partition(" of "))
    of = ShareOf(base or ShareOf.PRESENT)
    counts = abstentions == COUNT if abstentions else of is not ShareOf.CAST
    if abstentions not in ("", COUNT, DO_NOT_COUNT):
        raise ValueError(notation)
    return Rule(Majority(name), of, counts, quorum)


def rule_of(resolution: Resolution) -> Rule:
    """The rule that is stored with a resolution."""
    kept = resolution
    return Rule(kept.majority, kept.majority_of, kept.counts_abstentions, kept.quorum_rule)


def keep(resolution: Resolution, rule: Rule) -> None:
    """Store the rule with the resolution: a later charter does not change it."""
    resolution.majority, resolution.majority_of = rule.majority, rule.of
    resolution.counts_abstentions, resolution.quorum_rule = rule.counts_abstentions, rule.quorum


def in_words(rule: Rule) -> str:
    """The rule as people say it."""
    share = _("%(majority)s %(of)s", majority=rule.majority.label, of=rule.of.label)
    if rule.of is ShareOf.ALL:
        return str(share)
    abstentions = _("abstentions count") if rule.counts_abstentions else _("abstentions left out")
    return str(_("%(share)s, %(abstentions)s", share=share, abstentions=abstentions))
