"""A park adopts another park's case; the secretariat confirms; the author is told and honoured."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from make import make_case, make_city, make_record, make_user
from make_chain import SAID, adopter, make_adoption, make_declared
from sqlalchemy import select

from kb.accounts.users import Role
from kb.clock import today
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.libraries.adopting import declaring, honours
from kb.libraries.adopting.declaring import Declaration
from kb.libraries.adopting.rights import may_adopt, may_see
from kb.libraries.adoptions import Adoption, AdoptionState
from kb.libraries.outcomes import Outcome
from kb.publishing import workflow
from kb.publishing.audit import AuditEvent
from kb.publishing.events import Event
from kb.publishing.notices import Notice

SENT = {"began_on": "2026-03-01", "scope": "一窗受理", "effort": "两人", "result": ""}


def told(event):
    rows = db.session.scalars(select(Notice).where(Notice.event == event))
    return [notice.user_id for notice in rows]


@pytest.fixture
def writer(keep, park):
    return keep(make_user, Role.PARK_EDITOR, member="rizhao-park")


@pytest.fixture
def case(keep, writer):
    return keep(make_case, author=keep(make_user), member="rizhao-park", city="rizhao")


@pytest.fixture
def other(keep, park):
    """An editor of another park, in another city."""
    keep(make_city, "weihai", "威海", "Weihai", 4)
    keep(adopter, city="weihai")
    return keep(make_user, Role.PARK_EDITOR, member="weihai-park")


@pytest.mark.usefixtures("context")
class TestRules:
    def test_a_park_adopts_the_case_of_another_never_its_own(self, case, writer, other):
        assert [member.slug for member in may_adopt(other, case)] == ["weihai-park"]
        assert may_adopt(writer, case) == []
        with pytest.raises(NotAllowed):
            declaring.declare(case, Declaration(member="rizhao-park", **SAID), writer)

    def test_the_liaison_declares_for_the_parks_of_the_city_and_for_no_other(self, case, other):
        liaison = make_user(Role.CITY_LIAISON, city="weihai")
        assert [member.slug for member in may_adopt(liaison, case)] == ["weihai-park"]
        assert may_adopt(make_user(Role.CITY_LIAISON, city="rizhao"), case) == []
        assert may_adopt(make_user(Role.COUNCIL_MEMBER), case) == []
        assert may_adopt(None, case) == []

    def test_what_nobody_may_read_nobody_adopts(self, case, other):
        hidden = make_case(member="rizhao-park", visibility="member")
        draft = make_case(member="rizhao-park", published=False)
        assert may_adopt(other, hidden) == may_adopt(other, draft) == []

    def test_one_adoption_for_a_member_and_a_case(self, case, other):
        first = make_declared(db.session.merge(case), other)
        with pytest.raises(Conflict):
            make_declared(first.case, other)
        declaring.send_back(first, make_user(), "缺少日期依据")
        again = make_declared(first.case, other, scope="补充后的做法")
        assert again is first
        assert (again.state, again.reason) == (AdoptionState.DECLARED, "")

    def test_nobody_declares_what_has_not_begun(self, case, other):
        with pytest.raises(DomainError):
            make_declared(db.session.merge(case), other, began_on=today() + timedelta(1))

    def test_only_the_secretariat_decides_and_once(self, case, other):
        made = make_declared(db.session.merge(case), other)
        with pytest.raises(NotAllowed):
            declaring.confirm(made, other)
        with pytest.raises(DomainError):
            declaring.send_back(made, make_user(), " ")
        declaring.confirm(made, make_user())
        with pytest.raises(Conflict):
            declaring.send_back(made, make_user(), "晚了")

    def test_each_step_tells_those_whom_it_concerns_and_leaves_a_line(self, case, other):
        staff, made = make_user(), make_declared(db.session.merge(case), other)
        assert staff.id in told(Event.ADOPTION_DECLARED)
        declaring.confirm(made, staff)
        assert told(Event.ADOPTION_CONFIRMED) == [other.id]
        assert case.author_id in told(Event.ADOPTED)
        declaring.add_result(made, other, "办理时间减半", "三人")
        assert case.author_id in told(Event.ADOPTION_RESULT)
        actions = db.session.scalars(select(AuditEvent.action)).all()
        assert {"adopt", "confirm-adoption", "adoption-result"} <= set(actions)

    def test_a_result_comes_after_confirming_and_from_the_park(self, case, other, writer):
        made = make_declared(db.session.merge(case), other)
        with pytest.raises(Conflict):
            declaring.add_result(made, other, "成效")
        declaring.confirm(made, make_user())
        with pytest.raises(NotAllowed):
            declaring.add_result(made, writer, "成效")

    def test_what_is_taken_back_counts_nowhere(self, case, other):
        made = make_adoption(case=db.session.merge(case), user=other)
        assert honours.times_adopted("rizhao-park", None) == 1
        declaring.take_back(made, other)
        assert honours.times_adopted("rizhao-park", None) == 0
        assert not may_see(None, made)
        with pytest.raises(Conflict):
            declaring.take_back(made, other)

    def test_of_a_case_that_somebody_may_not_read_the_adoption_is_not_there(self, case, other):
        made = make_adoption(case=db.session.merge(case), user=other)
        assert may_see(None, made)
        workflow.withdraw(made.case, make_user(), "有误")
        assert not may_see(None, made)
        assert honours.in_year(None, None) == []

    def test_the_honour_list_counts_by_member_and_year(self, case, other):
        make_adoption(case=db.session.merge(case), user=other)
        second = make_case(member="rizhao-park")
        make_adoption(case=second, user=other, began_on=date(2025, 5, 1))
        assert honours.years(None) == [2026, 2025]
        (ever,) = honours.honours(None, None)
        assert (ever.member, ever.adopted, ever.cases, ever.by) == ("rizhao-park", 2, 2, 1)
        (one,) = honours.honours(2025, None)
        assert one.adopted == 1


class TestPages:
    def test_from_the_case_to_the_honour_list(self, app, browse, case, other, staff):
        address = f"/libraries/case-studies/{case.number}"
        assert browse(other).page(address).select_one(f"[href='{address}/adopt']")
        made = browse(other).post(f"{address}/adopt", SENT | {"member": "weihai-park"}).location
        assert browse().get(made).status_code == 404
        assert "adopted" not in str(browse().page(address).select("#adopted"))
        browse(staff).post(f"{made}/confirm")
        assert "威海人力资源服务产业园" in browse().page(address).select_one(".side").text
        assert "威海人力资源服务产业园" in browse().page("/adoptions?year=2026").text
        assert "案例被采纳1次" in browse().page("/members/rizhao-park").text
        browse(other).post(f"{made}/result", {"result": "办理时间减半", "effort": ""})
        assert "办理时间减半" in browse().page(made).text

    def test_a_returned_one_says_why_and_opens_with_its_words(self, browse, case, other, staff):
        address = f"/libraries/case-studies/{case.number}/adopt"
        made = browse(other).post(address, SENT | {"member": "weihai-park"}).location
        browse(staff).post(f"{made}/return", {"reason": "请写明调整"})
        page = browse(other).page(address)
        assert "请写明调整" in page.text
        assert page.select_one("#scope").text.strip() == "一窗受理"

    def test_a_wrong_form_keeps_what_was_typed(self, browse, case, other):
        address = f"/libraries/case-studies/{case.number}/adopt"
        late = (today() + timedelta(3)).isoformat()
        answer = browse(other).post(address, SENT | {"member": "weihai-park", "began_on": late})
        assert answer.status_code == 422
        assert "日期尚未到来" in answer.text
        assert "一窗受理" in answer.text

    def test_strangers_neither_declare_nor_decide(self, browse, keep, case, writer, other, staff):
        address = f"/libraries/case-studies/{case.number}/adopt"
        assert browse(writer).get(address).status_code == 403
        assert "/sign-in" in browse().get(address).location
        made = browse(other).post(address, SENT | {"member": "weihai-park"}).location
        for person in (writer, keep(make_user, Role.EXPERT)):
            for step in ("confirm", "return", "result", "take-back"):
                assert browse(person).post(f"{made}/{step}").status_code == 404
        assert browse(other).post(f"{made}/confirm").status_code == 403
        assert browse(writer).get("/adoptions.xlsx").status_code == 403
        assert browse(staff).get("/adoptions.xlsx").status_code == 200

    def test_the_waiting_ones_are_shown_to_the_staff_and_the_own_unit(
        self, browse, keep, case, other, writer, staff
    ):
        keep(make_declared, case, other)
        assert browse(staff).page("/adoptions").select_one("#waiting")
        assert browse(other).page("/adoptions").select_one("#waiting")
        assert not browse(writer).page("/adoptions").select_one("#waiting")
        assert not browse().page("/adoptions").select_one("#waiting")


class TestShowcase:
    @pytest.fixture
    def scenes(self, keep, case, other):
        keep(make_adoption, case=case, user=other)
        given = {"outcome_type": "application_scene", "source": "日照日报，2026年"}
        keep(make_record, Outcome, title="智慧园区场景", year=2026, **given)
        keep(make_record, Outcome, title="去年的场景", achieved_on=date(2025, 1, 1), **given)
        keep(make_record, Outcome, title="内部场景", year=2026, visibility="member", **given)

    def test_it_drafts_itself_from_scenes_and_adoptions(self, browse, scenes):
        text = browse().page("/showcase/2026").text
        assert "智慧园区场景" in text
        assert "威海人力资源服务产业园" in text
        assert "去年的场景" not in text
        assert "内部场景" not in text
        assert "该年度暂无可展示内容" in browse().page("/showcase/2020").text

    def test_the_word_draft_says_the_same_with_its_sources(self, browse, scenes):
        paper = Document(BytesIO(browse().get("/showcase/2026.docx").data))
        text = "\n".join(p.text for p in paper.paragraphs)
        assert "2026年度成果应用场景展示" in text
        assert "日照日报，2026年" in text
        assert "威海人力资源服务产业园" in paper.tables[0].rows[1].cells[2].text

    def test_the_staff_make_an_activity_of_it(self, browse, scenes, staff, other):
        answer = browse(staff).post("/showcase/2026/activity")
        page = browse(staff).page(answer.location)
        assert page.select_one("#title")["value"] == "2026年度成果应用场景展示"
        assert page.select_one("#activity_kind option[selected]")["value"] == "showcase"
        assert "智慧园区场景" in page.select_one("#body").text
        assert browse(other).post("/showcase/2026/activity").status_code == 403


def test_of_two_declarations_at_once_one_is_kept(app, case, other):
    with app.app_context():
        make_declared(db.session.merge(case), other)
        rows = select(Adoption).where(Adoption.case_id == case.id)
        with pytest.raises(Conflict):
            declaring._begun(db.session.merge(case), Declaration("weihai-park", **SAID), other)
        assert len(db.session.scalars(rows).all()) == 1
