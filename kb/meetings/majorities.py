"""Majorities: which rule the charter gives for a type of resolution on a day."""

from contextlib import suppress
from datetime import date

from flask_babel import gettext as _

from kb.alliance import charter
from kb.meetings.counting import Rule
from kb.meetings.resolutions import Majority, Resolution, ShareOf
from kb.web.languages import in_english

PREFIX, ORDINARY, QUORUM = "majority_", "council_majority", "council_quorum"
"""Charter settings: `majority_<type>`, `council_majority` for all else, and the quorum."""
ABSTENTIONS = "abstentions"


def types_on(day: date) -> list[tuple[str, str]]:
    """The types of resolutions that the charter names on this day, with their labels."""
    english = in_english()
    rows = [row for row in charter.settings_on(day) if row.key.startswith(PREFIX)]
    return [
        (row.key.removeprefix(PREFIX), (row.label_en if english else "") or row.label)
        for row in rows
    ]


def rule_for(type: str, day: date) -> Rule:
    """The rule of this type on this day; while the type has none that can be read, that of
    ordinary matters; while that is open too, more than half of the seats present.
    """
    quorum = charter.value_on(QUORUM, day)
    for key in (f"{PREFIX}{type}", ORDINARY):
        words = charter.value_on(key, day)
        with suppress(ValueError):
            if words:
                return read(words, quorum)
    return Rule(quorum=quorum)


def read(notation: str, quorum: str = "") -> Rule:
    """A rule from the charter's notation: `two_thirds present`, with `abstentions` behind where
    they count. Raises ValueError for what is no rule.
    """
    words = notation.split()
    if len(words) not in (2, 3) or words[2:] not in ([], [ABSTENTIONS]):
        raise ValueError(notation)
    return Rule(Majority(words[0]), ShareOf(words[1]), len(words) == 3, quorum)


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
    abstentions = _("abstentions count") if rule.counts_abstentions else _("abstentions left out")
    return str(_("%(share)s, %(abstentions)s", share=share, abstentions=abstentions))
