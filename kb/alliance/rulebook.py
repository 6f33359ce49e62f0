"""Rulebook: every setting of the charter: where it stands, how it is written, its fall-back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.alliance.notations import MajorityRule


class Group(StrEnum):
    """The chapters of the charter's page, in their order."""

    ROTATION = "rotation"
    COUNCIL = "council"
    MEETINGS = "meetings"
    NUMBERS = "numbers"
    SECRETARIAT = "secretariat"
    COMMITTEE = "committee"
    PROGRAMME = "programme"
    EMPOWERMENT = "empowerment"
    LINEAGE = "lineage"
    MEMBERSHIP = "membership"
    NOTICES = "notices"
    EXCHANGE = "exchange"

    @property
    def label(self) -> LazyString:
        return GROUP_LABELS[self]


GROUP_LABELS = {
    Group.ROTATION: _l("Rotating chair"),
    Group.COUNCIL: _l("Council and votes"),
    Group.MEETINGS: _l("Meetings, minutes, reminders"),
    Group.NUMBERS: _l("Numbers of documents"),
    Group.SECRETARIAT: _l("Secretariat"),
    Group.COMMITTEE: _l("Expert advisory committee"),
    Group.PROGRAMME: _l("Activity programme (1+7+N)"),
    Group.EMPOWERMENT: _l("Empowerment (1+3+X)"),
    Group.LINEAGE: _l("Lineage: when an end counts as broken"),
    Group.MEMBERSHIP: _l("Membership"),
    Group.NOTICES: _l("Public notice"),
    Group.EXCHANGE: _l("Offers, needs and links"),
}


class Notation(StrEnum):
    """How a setting's value is written, and so by which form it is entered."""

    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    ORDER = "order"
    FIRST_TERM = "first_term"
    QUORUM = "quorum"
    MAJORITY = "majority"
    PATTERN = "pattern"
    DISTANCES = "distances"
    LADDER = "ladder"


class Counting(StrEnum):
    """Which days count."""

    CALENDAR = "calendar"
    WORKING = "working"

    @property
    def label(self) -> LazyString:
        return COUNTING_LABELS[self]


COUNTING_LABELS = {
    Counting.CALENDAR: _l("Calendar days"),
    Counting.WORKING: _l("Working days"),
}


class Signer(StrEnum):
    """Whose chair signs the minutes."""

    MEETING_CHAIR = "meeting_chair"
    CHAIR_IN_OFFICE = "chair_in_office"

    @property
    def label(self) -> LazyString:
        return SIGNER_LABELS[self]


SIGNER_LABELS = {
    Signer.MEETING_CHAIR: _l("Who held the chair on the day of the meeting"),
    Signer.CHAIR_IN_OFFICE: _l("Who holds the chair when the minutes are signed"),
}
DEFAULT_MAJORITY = MajorityRule(is_fallback=True)
"""More than half of the seats present, those who abstain among them."""


@dataclass(frozen=True)
class Rule:
    """One setting of the charter: where it stands, how it is written, what is used without it."""

    key: str
    group: Group
    notation: Notation
    fallback: str = ""
    choices: Mapping[str, LazyString] = field(default_factory=lambda: MappingProxyType({}))
    least: int = 1
    most: int = 999


def _choices(members: type[Counting] | type[Signer]) -> Mapping[str, LazyString]:
    return MappingProxyType({str(member): member.label for member in members})


def _given(**labels: LazyString) -> Mapping[str, LazyString]:
    return MappingProxyType(labels)


_TABLE = (
    Rule("chair_order", Group.ROTATION, Notation.ORDER),
    Rule("chair_term_length", Group.ROTATION, Notation.NUMBER, most=120),
    Rule("chair_first_term", Group.ROTATION, Notation.FIRST_TERM),
    Rule("chair_swap", Group.ROTATION, Notation.TEXT),
    Rule("chair_vacancy", Group.ROTATION, Notation.TEXT),
    Rule("council_seats", Group.COUNCIL, Notation.NUMBER),
    Rule("council_seats_per_city", Group.COUNCIL, Notation.NUMBER),
    Rule("council_quorum", Group.COUNCIL, Notation.QUORUM),
    Rule("council_majority", Group.COUNCIL, Notation.MAJORITY, DEFAULT_MAJORITY.notation),
    Rule("majority_charter", Group.COUNCIL, Notation.MAJORITY),
    Rule("majority_membership", Group.COUNCIL, Notation.MAJORITY),
    Rule("majority_rotation", Group.COUNCIL, Notation.MAJORITY),
    Rule("council_proxy", Group.COUNCIL, Notation.TEXT),
    Rule("convening_days", Group.MEETINGS, Notation.NUMBER, most=366),
    Rule("convening_counting", Group.MEETINGS, Notation.CHOICE, "calendar", _choices(Counting)),
    Rule("minutes_signer", Group.MEETINGS, Notation.CHOICE, "meeting_chair", _choices(Signer)),
    Rule("corrections_days", Group.MEETINGS, Notation.NUMBER, "7", most=366),
    Rule("reminder_days", Group.MEETINGS, Notation.DISTANCES, "30, 7, 1"),
    Rule("reminder_overdue_days", Group.MEETINGS, Notation.NUMBER, "7", most=366),
    Rule("number_notice", Group.NUMBERS, Notation.PATTERN, "联盟通〔{year}〕{number}号"),
    Rule("number_minutes", Group.NUMBERS, Notation.PATTERN, "联盟纪〔{year}〕{number}号"),
    Rule("number_resolution", Group.NUMBERS, Notation.PATTERN, "联盟决〔{year}〕{number}号"),
    Rule("number_follow_ups", Group.NUMBERS, Notation.PATTERN, "联盟督〔{year}〕{number}号"),
    Rule("number_letter", Group.NUMBERS, Notation.PATTERN, "联盟聘〔{year}〕{number}号"),
    Rule("secretariat_seat", Group.SECRETARIAT, Notation.TEXT),
    Rule("committee_seats", Group.COMMITTEE, Notation.NUMBER),
    Rule("committee_term_length", Group.COMMITTEE, Notation.NUMBER, most=240),
    Rule("consultation_ladder", Group.COMMITTEE, Notation.LADDER, "7, 14, 21, 30"),
    Rule("committee_warning_days", Group.COMMITTEE, Notation.NUMBER, "90", most=366),
    Rule("expert_most_load", Group.COMMITTEE, Notation.NUMBER, "2", most=99),
    Rule("expert_rest_days", Group.COMMITTEE, Notation.NUMBER, most=999),
    Rule("plenary_per_year", Group.PROGRAMME, Notation.NUMBER),
    Rule("city_activities_per_year", Group.PROGRAMME, Notation.NUMBER),
    Rule(
        "city_activities_scope",
        Group.PROGRAMME,
        Notation.CHOICE,
        choices=_given(
            each_city=_l("in each city"), seven_together=_l("in the seven cities together")
        ),
    ),
    Rule("themed_activities_per_park", Group.PROGRAMME, Notation.NUMBER, least=0),
    Rule("showcase_per_year", Group.PROGRAMME, Notation.NUMBER, least=0),
    Rule("silent_months", Group.PROGRAMME, Notation.NUMBER, "6", most=60),
    Rule("projects_per_year", Group.EMPOWERMENT, Notation.NUMBER, least=0),
    Rule("outcomes_per_year", Group.EMPOWERMENT, Notation.NUMBER, least=0),
    Rule("consultations_per_year", Group.EMPOWERMENT, Notation.NUMBER, least=0),
    Rule("links_per_year", Group.EMPOWERMENT, Notation.NUMBER, least=0),
    Rule("activity_report_days", Group.PROGRAMME, Notation.NUMBER, "30", most=366),
    Rule("sign_up_kept_days", Group.PROGRAMME, Notation.NUMBER, "30", most=366),
    Rule("lineage_consultation_months", Group.LINEAGE, Notation.NUMBER, "12", most=240),
    Rule("lineage_topic_months", Group.LINEAGE, Notation.NUMBER, "24", most=240),
    Rule("lineage_project_months", Group.LINEAGE, Notation.NUMBER, "12", most=240),
    Rule("lineage_outcome_months", Group.LINEAGE, Notation.NUMBER, "12", most=240),
    Rule("lineage_case_months", Group.LINEAGE, Notation.NUMBER, "12", most=240),
    Rule("lineage_scene_months", Group.LINEAGE, Notation.NUMBER, "12", most=240),
    Rule("membership_review", Group.MEMBERSHIP, Notation.TEXT),
    Rule("membership_withdrawal", Group.MEMBERSHIP, Notation.TEXT),
    Rule("membership_dues", Group.MEMBERSHIP, Notation.TEXT),
    Rule("notice_days", Group.NOTICES, Notation.NUMBER, "7", most=366),
    Rule("notice_counting", Group.NOTICES, Notation.CHOICE, "calendar", _choices(Counting)),
    Rule(
        "notice_first_day",
        Group.NOTICES,
        Notation.CHOICE,
        "day_after_publication",
        _given(
            day_after_publication=_l("the day after publication"),
            publication_day=_l("the day of publication"),
        ),
    ),
    Rule(
        "notice_objection",
        Group.NOTICES,
        Notation.CHOICE,
        "stop_until_decided",
        _given(
            stop_until_decided=_l("stop until the secretariat decides"),
            go_on=_l("go on, with the objection on record"),
        ),
    ),
    Rule("posting_validity", Group.EXCHANGE, Notation.NUMBER, "180", most=1098),
    Rule("posting_reminder", Group.EXCHANGE, Notation.NUMBER, "14", most=366),
    Rule("interest_answer", Group.EXCHANGE, Notation.NUMBER, "7", most=366),
    Rule("link_ladder", Group.EXCHANGE, Notation.DISTANCES, "7, 14, 21, 30"),
)
RULES = {rule.key: rule for rule in _TABLE}
"""By key, in the order of the charter's page."""
