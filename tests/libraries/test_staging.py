"""Projects: who takes part, which stages they reached, the board and the line of time."""

from datetime import date

import pytest
from make import form_data, make_city, make_record, make_user

from kb.accounts.users import Role
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.libraries import cobuilt
from kb.libraries.kinds import PROJECTS
from kb.libraries.projects import CoBuilding, Project, Stage
from kb.libraries.staging import board, steps
from kb.libraries.staging.course import course, shares
from kb.libraries.staging.forms import Step
from kb.publishing.revisions import State, latest

NEW = "/libraries/projects/new"
MILESTONES = [
    {"stage": "reserve", "on": "2026-01-01"},
    {"stage": "signed", "on": "2026-03-01", "proof": "合同1号"},
]


@pytest.fixture
def weihai(keep, park):
    return keep(make_city, "weihai", "威海", "Weihai", 4)


def sent(browse, editor, **given):
    return browse(editor).post(NEW, form_data(PROJECTS, **given))


def errors(answer):
    assert answer.status_code == 422
    return answer.text


def saved(app):
    with app.app_context():
        return db.session.query(Project).order_by(Project.id.desc()).first()


class TestForm:
    def test_cities_may_be_named_or_given_by_slug_and_shares_written_in_percent(
        self, app, browse, editor, weihai
    ):
        lines = "日照市 | 日照园区 | 场地 | 60%\nweihai | 威海园区 | 课程 | ４０\n其他 | 北京某公司"
        assert sent(browse, editor, participants=lines).status_code == 302
        made = saved(app)
        assert [row.get("city") for row in made.participants] == ["rizhao", "weihai", None]
        assert [row.get("share") for row in made.participants] == [60, 40, None]
        assert made.co_built is CoBuilding.YES

    @pytest.mark.parametrize(
        ("lines", "sentence"),
        [
            ("火星 | 某单位", "“火星”不是联盟成员城市"),
            ("日照 | 甲 | 乙 | 70\n日照 | 丙 | 丁 | 40", "占比合计为110"),
            ("日照 | 甲 | 乙 | 很多", "占比请填100以内的数字：很多"),
            ("其他", "请写明单位名称"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, browse, editor, park, lines, sentence
    ):
        page = errors(sent(browse, editor, participants=lines))
        assert sentence in page
        assert lines.splitlines()[0] in page

    @pytest.mark.parametrize(
        ("lines", "sentence"),
        [
            ("储备 | 2026-03-01\n培育 | 2026-01-01", "日期须按先后顺序填写"),
            ("培育 | 2026-01-01\n储备 | 2026-03-01", "每个阶段只写一次"),
            ("发射 | 2026-01-01", "“发射”不是项目阶段"),
            ("储备", "每个阶段须写明日期"),
            ("储备 | 2026-01-01\n签约 | 2026年3月1日 | 合同", "请保持一致"),
        ],
    )
    def test_stages_come_in_order_and_agree_with_the_present_one(
        self, browse, editor, park, lines, sentence
    ):
        assert sentence in errors(sent(browse, editor, milestones=lines))

    def test_what_has_landed_says_where(self, browse, editor, park):
        given = {"stage": "landed", "milestones": "", "landing_city": ""}
        assert "请填写落地城市" in errors(sent(browse, editor, **given))
        assert sent(browse, editor, **given | {"landing_city": "rizhao"}).status_code == 302

    def test_a_saved_line_opens_as_it_was_written(self, app, browse, editor, weihai):
        lines = "威海 | 威海园区 | 课程 | 12.5"
        sent(
            browse, editor, participants=lines, stage="signed", milestones="签约 | 2026-3-1 | 合同"
        )
        page = browse(editor).page(f"/libraries/projects/draft-{saved(app).id}/edit")
        assert page.select_one("#participants").text.strip() == lines
        assert page.select_one("#milestones").text.strip() == "签约 | 2026-03-01 | 合同"


@pytest.mark.usefixtures("context")
class TestCourse:
    def test_the_time_in_a_stage_ends_with_the_next_one(self):
        project = Project(stage=Stage.SIGNED, milestones=MILESTONES)
        told = course(project, date(2026, 3, 11))
        assert [each.state for each in told] == ["past", "skipped", "here", *["ahead"] * 3]
        assert (told[0].days, told[2].days, told[2].proof) == (59, 10, "合同1号")

    def test_what_is_concluded_does_not_go_on(self):
        last = [{"stage": "concluded", "on": "2026-03-01"}]
        project = Project(stage=Stage.CONCLUDED, milestones=last)
        assert course(project, date(2026, 9, 1))[-1].days is None

    def test_shares_stand_side_by_side(self):
        rows = [{"city": "rizhao", "share": 60}, {"unit": "甲"}, {"city": "weihai", "share": 40}]
        assert [(s.x, s.width) for s in shares(Project(participants=rows))] == [
            (0, 600),
            (600, 0),
            (600, 400),
        ]


class TestNextStage:
    @pytest.fixture
    def project(self, keep, editor):
        return keep(
            make_record,
            Project,
            city="rizhao",
            member="rizhao-park",
            stage="signed",
            milestones=MILESTONES,
        )

    def test_it_is_a_proposal_that_the_secretariat_publishes(
        self, app, browse, editor, staff, project
    ):
        address = f"/libraries/projects/{project.number}"
        assert browse(editor).page(address).select_one(f"[href='{address}/stage']")
        given = {"stage": "landed", "on": "2026-05-01", "proof": "报道", "landing_city": "rizhao"}
        answer = browse(editor).post(f"{address}/stage", given | {"version": str(project.version)})
        assert answer.status_code == 303
        with app.app_context():
            assert db.session.get(Project, project.id).stage is Stage.SIGNED
        assert browse(staff).post(f"{address}/publish").status_code in (302, 303)
        with app.app_context():
            now = db.session.get(Project, project.id)
            assert (now.stage, now.landed_on) == (Stage.LANDED, date(2026, 5, 1))
            assert now.milestones[-1]["proof"] == "报道"

    def test_landing_needs_a_city_and_a_day_after_the_last(self, browse, editor, project):
        address = f"/libraries/projects/{project.number}/stage"
        given = {"stage": "landed", "on": "2026-05-01", "proof": "报道"}
        assert "请填写落地城市" in errors(browse(editor).post(address, given))
        early = given | {"on": "2026-01-05", "landing_city": "rizhao"}
        assert "日期须按先后顺序填写" in errors(browse(editor).post(address, early))

    def test_a_stale_form_is_refused_and_keeps_its_words(self, browse, editor, project):
        address = f"/libraries/projects/{project.number}/stage"
        given = {"stage": "landed", "on": "2026-05-01", "proof": "报道", "landing_city": "rizhao"}
        answer = browse(editor).post(address, given | {"version": "9999"})
        assert answer.status_code == 409
        assert "报道" in answer.text

    def test_a_stage_is_reached_once_and_by_those_who_may(self, app, project):
        step = Step(Stage.SIGNED, date(2026, 6, 1), "再签")
        with app.app_context():
            found = db.session.get(Project, project.id)
            with pytest.raises(Conflict):
                steps.move_on(found, step, make_user())
            stranger = make_user(Role.PARK_EDITOR, member="other")
            with pytest.raises(NotAllowed):
                steps.move_on(found, step, stranger)
            with pytest.raises(DomainError):
                steps.move_on(found, Step(Stage.LANDED, date(2026, 6, 1), "报道"), make_user())
            steps.move_on(found, Step(Stage.CONCLUDED, date(2026, 6, 1), "报道"), make_user())
            assert latest(found).state is State.SUBMITTED


class TestBoard:
    def test_columns_counts_and_the_filter_by_a_city_that_takes_part(self, app, keep, weihai):
        with_weihai = [{"city": "weihai", "unit": "威海园区"}]
        keep(make_record, Project, title="共建", city="rizhao", participants=with_weihai)
        keep(make_record, Project, title="独建", city="rizhao", stage="signed")
        keep(make_record, Project, title="草稿", city="rizhao", published=False)
        with app.app_context():
            counts = {c.stage: c.count for c in board.columns(None)}
            assert (counts[Stage.RESERVE], counts[Stage.SIGNED]) == (1, 1)
            (column, *_rest) = board.columns(None, cobuilt.built_by("weihai"))
            assert [card.title for card in column.cards] == ["共建"]
            assert cobuilt.count(None) == cobuilt.CoBuilt(2, 1)
            assert cobuilt.count(None, cobuilt.built_by("weihai")) == cobuilt.CoBuilt(1, 1)

    def test_a_change_of_city_or_participants_changes_the_count(self, context):
        project = Project(city="rizhao", participants=[{"city": "rizhao"}])
        assert project.co_built is CoBuilding.NO
        project.city = "weihai"
        assert (project.co_built, project.building_cities) == (CoBuilding.YES, " weihai rizhao ")
        project.participants = []
        assert project.co_built is CoBuilding.NO

    def test_the_statements_do_not_grow_with_the_projects(self, browse, keep, park, statements):
        counts = []
        for _round in range(2):
            for _each in range(4):
                keep(make_record, Project, city="rizhao", milestones=MILESTONES, stage="signed")
            for page in ("board", "timeline"):
                counts.append(statements(browse(), f"/libraries/projects-{page}"))
        assert counts[:2] == counts[2:]

    def test_the_line_of_time_has_a_table_that_says_the_same(self, browse, keep, park):
        keep(make_record, Project, title="时间线项目", milestones=MILESTONES, stage="signed")
        keep(make_record, Project, title="没有日期")
        page = browse().page("/libraries/projects-timeline")
        assert len(page.select(".times > rect")) == 2
        assert "合同1号" in page.select_one("table").text
        assert "没有日期" not in page.text
