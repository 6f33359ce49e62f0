"""The line of a record as its readers see it, its broken ends, and the next link of the chain."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import form_data, make_city, make_of, make_record, make_user
from make_chain import make_adoption, make_linked, make_plain
from sqlalchemy import delete, select

from kb.accounts.users import Role
from kb.alliance.charter import CharterSetting
from kb.board.lineage import descent, ends, reading
from kb.board.lineage.chain import FOLLOWING, PLACES, Step
from kb.clock import add_months, today
from kb.db import db
from kb.libraries.case_studies import CaseStudy
from kb.libraries.kinds import CASE_STUDIES, OUTCOMES
from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project
from kb.publishing.links import RecordLink, Relation
from kb.research.topics import Topic

LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def chain(app, keep, park):
    """Topic → project → outcome → case, all public, a year apart."""
    made = [
        keep(make_record, Topic, title="课题甲", begun_on=LONG_AGO, city="rizhao"),
        keep(make_record, Project, title="项目乙", landed_on=date(2021, 1, 1), stage="landed"),
        keep(make_record, Outcome, title="成果丙", achieved_on=date(2022, 1, 1), city="rizhao"),
        keep(make_record, CaseStudy, title="案例丁", published_on=date(2023, 1, 1)),
    ]
    topic, project, outcome, case = made
    keep(make_linked, project, topic, Relation.DERIVED_FROM)
    keep(make_linked, project, outcome, Relation.PRODUCES)
    keep(make_linked, outcome, case, Relation.APPLIED_IN)
    return made


def titles(shown):
    return [node.title for node in shown.in_order()]


class TestLine:
    def test_it_goes_up_and_down_whatever_the_direction_of_the_link(self, app, chain):
        with app.app_context():
            for record in chain:
                shown = descent.descent(db.session.get(Project, record.id) or record, None, today())
                assert titles(shown) == ["课题甲", "项目乙", "成果丙", "案例丁"]

    def test_nothing_is_reached_through_what_a_reader_may_not_read(self, app, keep, chain):
        hidden = keep(make_record, Project, title="内部项目", visibility="secretariat")
        later = keep(make_record, Outcome, title="其后的成果")
        keep(make_linked, chain[0], hidden)
        keep(make_linked, hidden, later)
        with app.app_context():
            seen = titles(descent.descent(chain[0], None, today()))
            assert "内部项目" not in seen
            assert "其后的成果" not in seen
            assert {"内部项目", "其后的成果"} <= set(
                titles(descent.descent(chain[0], make_user(), today()))
            )

    def test_citing_and_reporting_make_no_line(self, app, keep, chain):
        other = keep(make_record, Outcome, title="被引用的")
        keep(make_linked, chain[2], other, Relation.CITES)
        keep(make_linked, other, chain[2], Relation.REPORTS)
        with app.app_context():
            assert "被引用的" not in titles(descent.descent(chain[2], None, today()))

    def test_a_loop_of_links_is_a_line_all_the_same(self, app, browse, keep, chain):
        keep(make_linked, chain[3], chain[0])
        with app.app_context():
            shown = descent.descent(chain[0], None, today())
            assert len(shown.nodes) == 4
            assert len(shown.edges) == 3
        assert browse().get(f"/lineage/{chain[1].number}").status_code == 200

    def test_a_wide_line_is_cut_and_says_so(self, app, browse, keep, chain):
        with app.app_context():
            staff = make_user()
            for other in make_plain(reading.MOST + 1, staff):
                make_linked(db.session.get(Project, chain[1].id), other)
            db.session.commit()
            shown = descent.descent(chain[1], None, today())
            assert shown.is_cut
            assert len(shown.nodes) <= 2 * reading.MOST + 1
            assert shown.broken == {}
        assert (
            f"只显示最近的{reading.MOST}条记录" in browse().page(f"/lineage/{chain[1].number}").text
        )

    def test_the_page_tells_lengths_and_the_picture_has_a_table(self, browse, chain):
        page = browse().page(f"/lineage/{chain[2].number}")
        assert len(page.select(".descent__box")) == 4
        rows = [row.text for row in page.select("tbody tr")]
        assert len(rows) == 4
        assert "12 个月" in rows[2]
        assert chain[1].number in rows[2]

    def test_a_stranger_meets_neither_draft_nor_what_is_withheld(self, browse, keep, park, staff):
        hidden = keep(make_record, Project, visibility="member", member="rizhao-park")
        draft = keep(make_record, Project, published=False)
        for address in (hidden.number, f"draft-{draft.id}", "XM-1999-0001"):
            assert browse().get(f"/lineage/{address}").status_code == 404
            assert browse().get(f"/api/v1/lineage/{address}").status_code == 404
        assert browse(staff).get(f"/lineage/draft-{draft.id}").status_code == 200

    def test_programs_get_the_same(self, browse, chain):
        data = browse().get(f"/api/v1/lineage/{chain[0].number}").json
        assert [each["step"] for each in data["records"]] == ["topic", "project", "outcome", "case"]
        assert len(data["links"]) == 3
        assert data["records"][-1]["broken_end"]["rule"] == "lineage_case_months"

    def test_the_statements_do_not_grow_with_the_line(self, app, asked, chain):
        before = statements_of(app, asked, chain[0].id)
        with app.app_context():
            outcome = db.session.get(Outcome, chain[2].id)
            for other in make_plain(12):
                make_linked(outcome, other)
            db.session.commit()
        assert statements_of(app, asked, chain[0].id) == before


def statements_of(app, asked, id):
    """How many statements the line of a topic takes."""
    with app.app_context():
        topic = db.session.get(Topic, id)
        with asked() as seen:
            descent.descent(topic, None, today())
        return len(seen)


LINKS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(list(Relation))), max_size=14
)


class TestRecount:
    @pytest.fixture
    def records(self, app, keep, park):
        with app.app_context():
            staff = make_user()
            made = [record.id for record in make_plain(6, staff)]
            hidden = make_record(Project, author=staff, visibility="secretariat").id
            db.session.commit()
            yield [*made, hidden]

    def test_the_line_equals_a_plain_recount_of_the_links(self, records):
        hidden = records[-1]

        @given(LINKS, st.integers(0, 5))
        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        def check(links, place):
            db.session.execute(delete(RecordLink))
            unique = {(records[a], records[b], r) for a, b, r in links if a != b}
            for a, b, relation in sorted(unique):
                db.session.add(RecordLink(from_id=a, to_id=b, relation=relation))
            db.session.flush()
            start = records[place]
            shown = descent.descent(db.session.get(Project, start), None, today())
            edges = {_edge(*link) for link in unique} - {None}
            edges = {(a, b) for a, b in edges if hidden not in (a, b)}
            after = _reach(start, edges)
            before = _reach(start, {(b, a) for a, b in edges})
            assert hidden not in shown.nodes
            assert set(shown.edges) <= edges
            assert after | {start} <= set(shown.nodes) <= after | before | {start}
            if not any(a in _reach(b, edges) for a, b in edges):  # There is no loop to be cut.
                assert set(shown.nodes) == after | before | {start}

        check()


def _edge(origin, target, relation):
    if relation in (Relation.PRODUCES, Relation.APPLIED_IN):
        return origin, target
    return (target, origin) if relation in (Relation.DERIVED_FROM, Relation.FOLLOWS) else None


def _reach(node, edges):
    """All that follows; the node itself only where a loop leads back to it."""
    found, waiting = set(), [node]
    while waiting:
        here = waiting.pop()
        for before, after in edges:
            if before == here and after not in found:
                found.add(after)
                waiting.append(after)
    return found - {node}


class TestEnds:
    def test_an_end_breaks_after_the_months_of_the_charter(self, app, keep, park):
        day = add_months(today(), -14)
        made = keep(make_record, Outcome, title="成果", achieved_on=day)
        with app.app_context():
            staff = make_user()
            (broken,) = ends.broken(staff, today())
            assert (broken.node.id, broken.sentence) == (made.id, "成果已14个月未应用")
            db.session.add(CharterSetting(key="lineage_outcome_months", label="月数", value="15"))
            db.session.flush()
            assert ends.broken(staff, today()) == []

    def test_what_is_followed_by_what_it_needs_is_no_end(self, app, chain):
        with app.app_context():
            told = {each.node.title for each in ends.broken(make_user(), today())}
            assert told == {"案例丁"}
            shown = descent.descent(chain[0], None, today())
            assert [b.node.title for b in shown.broken.values()] == ["案例丁"]

    def test_an_adopted_case_is_no_end(self, app, keep, chain):
        keep(make_adoption, case=chain[3])
        with app.app_context():
            assert ends.broken(make_user(), today()) == []
            assert descent.descent(chain[0], None, today()).broken == {}

    def test_a_project_counts_from_its_landing(self, app, keep, park):
        given = {"published_on": LONG_AGO}
        keep(make_record, Project, title="未落地", stage="signed", **given)
        keep(make_record, Project, title="已落地", stage="landed", **given)
        with app.app_context():
            (broken,) = ends.broken(make_user(), today())
            assert broken.node.title == "已落地"

    def test_an_honour_is_no_end(self, app, keep, park):
        keep(make_record, Outcome, outcome_type="award", achieved_on=LONG_AGO)
        with app.app_context():
            assert ends.broken(make_user(), today()) == []

    def test_of_a_year_alone_the_last_day_counts_and_no_months_are_made_up(
        self, app, browse, keep, park
    ):
        project = keep(make_record, Project, year=2020)
        outcome = keep(make_record, Outcome, year=today().year - 1)
        keep(make_linked, project, outcome)
        text = browse().page(f"/lineage/{outcome.number}").text
        assert "不详" in text
        with app.app_context():
            months = ends.months_between(date(today().year - 1, 12, 31), today())
            told = [(each.node.id, each.months) for each in ends.broken(make_user(), today())]
            assert told == ([(outcome.id, months)] if months >= 12 else [])

    def test_every_unit_sees_its_own_ends_and_no_other(self, app, browse, keep, park):
        keep(make_city, "weihai", "威海", "Weihai", 4)
        keep(make_record, Outcome, title="日照成果", achieved_on=LONG_AGO, city="rizhao")
        keep(make_record, Outcome, title="威海成果", achieved_on=LONG_AGO, city="weihai")
        liaison = keep(make_user, Role.CITY_LIAISON, city="weihai")
        page = browse(liaison).page("/lineage")
        assert "威海成果" in page.select_one(".ends").text
        assert "日照成果" not in page.select_one(".ends").text
        assert not browse().page("/lineage").select(".ends")
        assert not browse(keep(make_user, Role.EXPERT)).page("/lineage").select(".ends")

    def test_the_next_step_opens_the_form_that_mends_it(self, browse, keep, park, staff):
        made = keep(make_record, Outcome, title="成果", achieved_on=LONG_AGO, city="rizhao")
        href = browse(staff).page("/lineage").select_one(".ends .button")["href"]
        assert href == f"/{CASE_STUDIES.slug}/new?from={made.number}&as=case"
        assert browse(staff).get(href).status_code == 200

    def test_the_page_and_the_overview_tell_of_the_same_ends(self, app, keep, chain):
        keep(make_record, Topic, title="孤立课题", begun_on=LONG_AGO)
        with app.app_context():
            staff = make_user()
            told = {each.node.id for each in ends.broken(staff, today())}
            records = db.session.scalars(select(Topic)).all()
            own = {id for r in records for id in descent.descent(r, staff, today()).broken}
            assert own == told


class TestOverview:
    def test_the_longest_chain_comes_first_and_hides_what_may_not_be_read(
        self, browse, keep, chain
    ):
        hidden = keep(make_record, Project, title="内部项目", visibility="secretariat")
        keep(make_linked, chain[3], hidden)
        page = browse().page("/lineage")
        assert [a.text for a in page.select_one(".chain").select("a")] == [
            *("课题甲", "项目乙", "成果丙", "案例丁")
        ]
        assert "内部项目" not in page.text


class TestNextLink:
    def test_the_form_takes_over_title_units_people_and_tags(self, browse, keep, park, staff):
        topic = keep(
            make_record,
            Topic,
            title="零工市场研究",
            city="rizhao",
            member="rizhao-park",
            lead_unit="某研究院",
            researchers="王某",
            tags=["零工"],
            themes=["灵活用工"],
        )
        page = browse(staff).page(f"/{OUTCOMES.slug}/new?from={topic.number}&as=outcome")
        assert page.select_one("#title")["value"] == "零工市场研究"
        assert page.select_one("#authors")["value"] == "王某"
        assert page.select_one("#tags")["value"] == "零工"
        assert page.select_one("#member option[selected]")["value"] == "rizhao-park"
        assert page.select_one("input[name=themes][checked]")

    def test_the_two_are_linked_when_the_form_is_saved_and_not_before(
        self, app, browse, keep, park, editor
    ):
        project = keep(make_of, editor, title="项目", member="rizhao-park", city="rizhao")
        address = f"/{OUTCOMES.slug}/new"
        shown = browse(editor).page(f"{address}?from={project.number}&as=scene")
        assert shown.select_one("#outcome_type option[selected]")["value"] == "application_scene"
        assert links(app) == []
        sent = form_data(OUTCOMES) | {"from": project.number, "as": "scene", "form_key": "k1"}
        browse(editor).post(address, sent)
        browse(editor).post(address, sent)
        ((origin, relation),) = links(app)
        assert (origin, relation) == (project.id, Relation.APPLIED_IN)

    def test_a_draft_that_is_taken_up_still_knows_what_it_follows(self, browse, keep, park, editor):
        project = keep(make_of, editor, title="项目", member="rizhao-park", city="rizhao")
        typed = {"title": "写了一半", "from": project.number, "as": "outcome", "form_key": "k2"}
        assert browse(editor).post(f"/drafts/{OUTCOMES.slug}", typed).status_code == 200
        page = browse(editor).page(f"/{OUTCOMES.slug}/new?draft=k2")
        assert page.select_one("input[name=from]")["value"] == project.number

    def test_nothing_is_taken_from_what_somebody_may_not_see_or_relate(
        self, app, browse, keep, park, editor
    ):
        hidden = keep(make_record, Project, title="机密标题", visibility="secretariat")
        foreign = keep(make_record, Project, title="别人的项目")
        for number in (hidden.number, foreign.number):
            page = browse(editor).page(f"/{OUTCOMES.slug}/new?from={number}&as=outcome")
            assert page.select_one("#title")["value"] == ""
            browse(editor).post(
                f"/{OUTCOMES.slug}/new", form_data(OUTCOMES) | {"from": number, "as": "outcome"}
            )
        assert links(app) == []

    def test_the_page_of_a_record_offers_what_may_follow_it(self, browse, keep, park, editor):
        project = keep(make_of, editor, title="项目", member="rizhao-park", city="rizhao")
        address = f"/libraries/projects/{project.number}"
        ways = [a["href"] for a in browse(editor).page(address).select("[href*='from=']")]
        assert ways == [
            f"/{OUTCOMES.slug}/new?from={project.number}&as=outcome",
            f"/{CASE_STUDIES.slug}/new?from={project.number}&as=case",
            f"/{OUTCOMES.slug}/new?from={project.number}&as=scene",
        ]
        assert not browse().page(address).select("[href*='from=']")

    def test_every_rule_of_the_chain_names_a_kind_of_the_site(self, app):
        kinds = app.extensions["kb_site"].kinds
        assert set(PLACES) == set(Step)
        assert all(PLACES[rule.after].kind in kinds.by_name for rule in FOLLOWING)

    def test_the_short_line_stands_beside_the_text(self, browse, chain):
        page = browse().page(f"/libraries/outcomes/{chain[2].number}")
        assert page.select_one(".lineage [aria-current]").text.endswith("成果丙")
        assert len(page.select(".lineage li")) == 4


def links(app):
    with app.app_context():
        rows = db.session.scalars(select(RecordLink)).all()
        return [(row.from_id, row.relation) for row in rows]


def test_months_are_whole_ones():
    assert ends.months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert ends.months_between(date(2025, 1, 15), date(2026, 3, 15)) == 14
    assert ends.months_between(today(), today() - timedelta(days=40)) == 0
