"""Majorities: which rule the charter gives for a type of resolution on a day."""

from datetime import date

from flask_babel import gettext as _

from kb.alliance import rules
from kb.alliance.rules import ResolutionType
from kb.meetings.counting import Rule
from kb.meetings.resolutions import Resolution


def types() -> list[tuple[str, str]]:
    """The types of resolutions that the charter tells apart, with their labels."""
    return [(each.value, str(each.label)) for each in ResolutionType]


def rule_for(type: str, day: date) -> Rule:
    """The rule of this type on this day, with the quorum of that day."""
    found = rules.majority_for(type, day)
    quorum = rules.quorum(day)
    return Rule(
        found.majority, found.of, found.abstentions_count, quorum.notation if quorum else ""
    )


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
