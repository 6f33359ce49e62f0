"""Chain: which sort of record may follow which, by which relation, and how long an end may stay
open. Data alone; what is not here is asked nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.publishing.links import Relation


class Step(StrEnum):
    """A link of the chain, in its order."""

    CONSULTATION = "consultation"
    TOPIC = "topic"
    PROJECT = "project"
    OUTCOME = "outcome"
    CASE = "case"
    SCENE = "scene"
    SHOWCASE = "showcase"
    POLICY = "policy"

    @property
    def label(self) -> LazyString:
        return STEP_LABELS[self]


STEP_LABELS = {
    Step.CONSULTATION: _l("Consultation"),
    Step.TOPIC: _l("Research topic"),
    Step.PROJECT: _l("Project"),
    Step.OUTCOME: _l("Outcome"),
    Step.CASE: _l("Case study"),
    Step.SCENE: _l("Application scene"),
    Step.SHOWCASE: _l("Showcase of application scenes"),
    Step.POLICY: _l("Policy text"),
}


@dataclass(frozen=True)
class Place:
    """Where the records of a step are kept: their kind, and the choice that tells them apart."""

    kind: str
    trait: str = ""
    value: str = ""


PLACES = {
    Step.CONSULTATION: Place("consultation"),
    Step.TOPIC: Place("topic"),
    Step.PROJECT: Place("project"),
    Step.OUTCOME: Place("outcome"),
    Step.CASE: Place("case_study"),
    Step.SCENE: Place("outcome", "outcome_type", "application_scene"),
    Step.SHOWCASE: Place("activity", "activity_kind", "showcase"),
    Step.POLICY: Place("article", "genre", "policy"),
}

FORTH = (Relation.PRODUCES, Relation.APPLIED_IN)
"""Relations that lead from the former record to the later one."""
BACK = (Relation.DERIVED_FROM, Relation.FOLLOWS)
"""Relations that lead from the later record back to the former one."""
DESCENT = (*FORTH, *BACK)
"""What makes a line. Citing and reporting do not."""


@dataclass(frozen=True)
class Following:
    before: Step
    after: Step
    relation: Relation


FOLLOWING = tuple(
    Following(before, after, relation)
    for before, *afters in (
        (
            Step.CONSULTATION,
            (Step.TOPIC, Relation.DERIVED_FROM),
            (Step.PROJECT, Relation.DERIVED_FROM),
            (Step.OUTCOME, Relation.DERIVED_FROM),
            (Step.POLICY, Relation.DERIVED_FROM),
        ),
        (
            Step.TOPIC,
            (Step.PROJECT, Relation.DERIVED_FROM),
            (Step.OUTCOME, Relation.PRODUCES),
            (Step.POLICY, Relation.DERIVED_FROM),
        ),
        (
            Step.PROJECT,
            (Step.OUTCOME, Relation.PRODUCES),
            (Step.CASE, Relation.PRODUCES),
            (Step.SCENE, Relation.APPLIED_IN),
        ),
        (
            Step.OUTCOME,
            (Step.CASE, Relation.APPLIED_IN),
            (Step.SCENE, Relation.APPLIED_IN),
            (Step.POLICY, Relation.DERIVED_FROM),
        ),
        (
            Step.CASE,
            (Step.SCENE, Relation.APPLIED_IN),
            (Step.SHOWCASE, Relation.APPLIED_IN),
            (Step.POLICY, Relation.DERIVED_FROM),
        ),
        (Step.SCENE, (Step.SHOWCASE, Relation.APPLIED_IN), (Step.POLICY, Relation.DERIVED_FROM)),
        (Step.SHOWCASE, (Step.POLICY, Relation.DERIVED_FROM)),
    )
    for after, relation in afters
)
"""Which step may follow which, by which relation."""


@dataclass(frozen=True)
class End:
    """A record of this step that none of these has followed for so long is a broken end."""

    step: Step
    needs: tuple[Step, ...]
    rule: str
    """Of the charter, in months."""
    sentence: LazyString


ENDS = (
    End(
        Step.CONSULTATION,
        (Step.TOPIC, Step.PROJECT, Step.OUTCOME, Step.POLICY),
        "lineage_consultation_months",
        _l("Consultation without topic, project, outcome or policy for %(months)s months"),
    ),
    End(
        Step.TOPIC,
        (Step.OUTCOME, Step.SCENE, Step.PROJECT, Step.POLICY),
        "lineage_topic_months",
        _l("Topic without project, outcome or policy for %(months)s months"),
    ),
    End(
        Step.PROJECT,
        (Step.OUTCOME, Step.CASE, Step.SCENE),
        "lineage_project_months",
        _l("Project landed without outcome, case or application for %(months)s months"),
    ),
    End(
        Step.OUTCOME,
        (Step.CASE, Step.SCENE, Step.PROJECT, Step.POLICY),
        "lineage_outcome_months",
        _l("Outcome without application for %(months)s months"),
    ),
    End(
        Step.CASE,
        (Step.SCENE, Step.SHOWCASE, Step.POLICY),
        "lineage_case_months",
        _l("Case without adoption or application for %(months)s months"),
    ),
    End(
        Step.SCENE,
        (Step.SHOWCASE, Step.POLICY),
        "lineage_scene_months",
        _l("Application scene without a showcase for %(months)s months"),
    ),
)
"""A project counts from its landing; a case that a park has adopted is no end, nor is an honour."""


def step_of(kind: str, traits: Mapping[str, str]) -> Step | None:
    """The step of a record of this kind with these choices; None for what is no link of it."""
    found = None
    for step, place in PLACES.items():
        if place.kind != kind:
            continue
        if place.trait and traits.get(place.trait) == place.value:
            return step
        if not place.trait:
            found = step
    return found


def following(before: Step | None, after: Step) -> Following | None:
    return next((each for each in FOLLOWING if (each.before, each.after) == (before, after)), None)
