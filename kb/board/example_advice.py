"""Example of the 1 and of descent: questions to experts, and what came of the first of them."""

from datetime import timedelta

from kb.board.example_records import Cast, Row, at, on, publish
from kb.clock import today
from kb.empowerment import answering, asking, closing, inviting, issuing, scoping
from kb.empowerment.answering import Given
from kb.empowerment.asking import Question
from kb.empowerment.closing import Ending
from kb.empowerment.consultations import CameOf, Consultation, Inquiry, Secrecy
from kb.empowerment.inviting import Picked
from kb.empowerment.issuing import Issue
from kb.empowerment.scoping import Scope
from kb.libraries.case_studies import CaseStudy
from kb.libraries.outcomes import Outcome, OutcomeType
from kb.libraries.projects import Project, Stage
from kb.publishing.links import Relation
from kb.publishing.links import link as relate
from kb.publishing.records import Record
from kb.research.topics import Topic, TopicStage

ANSWER_WITHIN = timedelta(days=30)
LEAD = "滨州"
TEXT = "供试用的虚构内容，写法供参考。"


def consultation(row: Row, cast: Cast) -> Consultation | None:
    """Asked, scoped, put to experts; answered and published where the story has answers."""
    asker, secretary = cast.liaisons[row["city"]], cast.secretary
    with at(row):
        question = Question(
            f"{row['title']}（示例）", row["question"], row["area"], secrecy=Secrecy.OPEN
        )
        inquiry = asking.ask(question, asker)
        scope = Scope(inquiry.title, row["question"], row["area"])
        scoping.scope(inquiry, secretary, scope)
        experts = [cast.experts[key] for key in row["experts"]]
        counsels = inviting.invite(inquiry, secretary, Picked(experts, today() + ANSWER_WITHIN))
    if not row["answers"]:
        return None
    with at({"day": row["day"] + 12}):
        for key, counsel, text in zip(row["experts"], counsels, row["answers"], strict=True):
            answering.accept(counsel, cast.advisers[key])
            answering.answer(counsel, cast.advisers[key], Given(text, may_be_published=True))
        issue = Issue(inquiry.title, row["question"], row["public"], is_public=True)
        published = issuing.publish(inquiry, secretary, issue)
    cast.records["consultation"] = published
    _close(inquiry, cast, row)
    return published


def _close(inquiry: Inquiry, cast: Cast, row: Row) -> None:
    with at({"day": row["day"] + 20}):
        ending = Ending(CameOf.TAKEN_UP, text="已写入两市协作协议。", score=5)
        closing.close(inquiry, cast.liaisons[row["city"]], ending)


def chain(titles: Row, cast: Cast) -> None:
    """Consultation → topic → project → outcome → case → scene; the case can be adopted."""
    author = cast.liaisons["binzhou"]
    common = {"city": "binzhou", "body": TEXT, "summary": TEXT}
    steps: list[tuple[int, str, type[Record], Relation, dict[str, object]]] = [
        (-95, "topic", Topic, Relation.DERIVED_FROM, _topic()),
        (-80, "project", Project, Relation.DERIVED_FROM, _project()),
        (-55, "outcome", Outcome, Relation.PRODUCES, {"outcome_type": OutcomeType.STANDARD}),
        (-40, "case", CaseStudy, Relation.DERIVED_FROM, _case()),
        (-30, "scene", Outcome, Relation.APPLIED_IN, _scene()),
    ]
    before = cast.records["consultation"]
    for day, key, model, relation, own in steps:
        content = {"title": titles[key], **common, **own}
        if model is CaseStudy:
            content.pop("body")
        with on(day):
            record = publish(model, cast, author, content)
            forwards = relation in (Relation.PRODUCES, Relation.APPLIED_IN)
            ends = (before, record) if forwards else (record, before)
            relate(*ends, relation, cast.secretary)
        cast.records[key], before = record, record


def _topic() -> dict[str, object]:
    return {"topic_stage": TopicStage.CONCLUDED, "lead_unit": f"{LEAD}（示例单位）"}


def _project() -> dict[str, object]:
    first = today() - timedelta(days=50)
    return {
        "stage": Stage.OPERATING,
        "lead_unit": f"{LEAD}（示例单位）",
        "landing_city": "weihai",
        "landed_on": today() - timedelta(days=15),
        "participants": [
            {"city": "weihai", "unit": "示例加工企业", "work": "用工与现场管理", "share": 40},
            {"city": "binzhou", "unit": "示例劳务机构", "work": "组织与带队", "share": 60},
        ],
        "milestones": [
            {"stage": Stage.SIGNED.value, "on": first.isoformat(), "proof": "协议（示例）"},
            {
                "stage": Stage.LANDED.value,
                "on": (first + timedelta(days=20)).isoformat(),
                "proof": "首批到岗名单（示例）",
            },
            {
                "stage": Stage.OPERATING.value,
                "on": (first + timedelta(days=35)).isoformat(),
                "proof": "月度考勤（示例）",
            },
        ],
    }


def _case() -> dict[str, object]:
    return {
        "background": "纺织有淡季，海产加工有旺季，两地工人各有一段闲时。",
        "practice": "由两市人力资源服务机构带队，签三方协议，按月交换考勤。",
        "results": "首批二百余人错峰到岗，期满返回原企业。",
        "replicability": "需两地淡旺季错开，并有机构愿意带队。",
        "contact": "经本站联系。",
    }


def _scene() -> dict[str, object]:
    return {"outcome_type": OutcomeType.APPLICATION_SCENE}
