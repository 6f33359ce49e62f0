"""Resources: the ten kinds 政产学研才金服用奖赛 that the alliance links."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


class Resource(StrEnum):
    """In the charter's order."""

    GOVERNMENT = "government"
    INDUSTRY = "industry"
    UNIVERSITY = "university"
    RESEARCH = "research"
    TALENT = "talent"
    FINANCE = "finance"
    SERVICE = "service"
    APPLICATION = "application"
    AWARD = "award"
    COMPETITION = "competition"

    @property
    def label(self) -> LazyString:
        return RESOURCE_LABELS[self]

    @property
    def hint(self) -> LazyString:
        return RESOURCE_HINTS[self]


RESOURCE_LABELS = {
    Resource.GOVERNMENT: _l("Government"),
    Resource.INDUSTRY: _l("Industry"),
    Resource.UNIVERSITY: _l("Universities"),
    Resource.RESEARCH: _l("Research"),
    Resource.TALENT: _l("Talent"),
    Resource.FINANCE: _l("Finance"),
    Resource.SERVICE: _l("Services"),
    Resource.APPLICATION: _l("Application"),
    Resource.AWARD: _l("Awards"),
    Resource.COMPETITION: _l("Competitions"),
}
RESOURCE_HINTS = {
    Resource.GOVERNMENT: _l("Policies, agencies, approvals"),
    Resource.INDUSTRY: _l("Enterprises, parks, chains"),
    Resource.UNIVERSITY: _l("Teaching, interns, courses"),
    Resource.RESEARCH: _l("Institutes, laboratories, topics"),
    Resource.TALENT: _l("Experts, talent programmes"),
    Resource.FINANCE: _l("Funds, guarantees, loans"),
    Resource.SERVICE: _l("Intermediaries, legal advice, platforms"),
    Resource.APPLICATION: _l("Application scenes, pilots"),
    Resource.AWARD: _l("Prizes, honours"),
    Resource.COMPETITION: _l("Start-up and skill contests"),
}
