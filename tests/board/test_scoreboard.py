"""The scoreboard: counts that equal their lists, a hint for whom it concerns, a yearbook."""

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from make import make_city, make_record, make_user
from sqlalchemy import update

from kb.accounts.users import Role
from kb.board.scoreboard.counts import tally
from kb.board.scoreboard.silence import hints
from kb.clock import today, utcnow
from kb.db import db
from kb.libraries.case_studies import CaseStudy
from kb.libraries.outcomes import Outcome
from kb.libraries.projects import Project
from kb.publishing.records import Record

YEAR = today().year


def test_a_record_counts_in_the_year_and_the_city_it_names(context, park):
    make_record(Project, year=YEAR, city="rizhao")
    make_record(Project, year=YEAR - 1, city="rizhao")
    make_record(Project, city="rizhao")
    found = tally([YEAR - 1, YEAR], None)
    assert found.trend("project") == [1, 1]
    assert found.of("project", YEAR, "rizhao") == 1
    assert found.of("project", YEAR, "weihai") == 0


def test_what_a_reader_may_not_see_is_not_counted(context, park):
    make_record(Outcome, year=YEAR, visibility="alliance")
    make_record(Outcome, year=YEAR, published=False)
    assert tally([YEAR], None).of("outcome", YEAR) == 0
    assert tally([YEAR], make_user()).of("outcome", YEAR) == 1


@pytest.mark.parametrize("model", [Project, CaseStudy])
def test_the_number_equals_the_list_that_proves_it(browse, keep, drain, park, model):
    for number in range(3):
        keep(make_record, model, year=YEAR, title=f"共享用工{number}")
    keep(make_record, model, year=YEAR - 2)
    drain()
    found = browse().get(f"/api/v1/scoreboard?year={YEAR}").json
    figures = [one for part in found["empowerment"] for one in part["figures"]]
    wanted = "/libraries/projects" if model is Project else "/libraries/outcomes"
    figure = next(one for one in figures if one["proof"].startswith(wanted))
    assert figure["count"] == 3
    page = browse().page(figure["proof"])
    assert len(page.select(".hit h3, .hit h2")) == 3


def test_rubbish_for_a_year_is_the_present_one(browse):
    for given in ("abc", "-1", "99999999999", "２０２６x", ""):
        assert browse().get("/scoreboard", query_string={"year": given}).status_code == 200


def test_a_silent_city_is_told_to_its_liaison_and_the_staff_alone(context, park):
    make_city("weihai", "威海", "Weihai", 4)
    make_record(Project, city="rizhao")
    liaison = make_user(Role.CITY_LIAISON, city="weihai")
    other = make_user(Role.CITY_LIAISON, city="rizhao")
    assert [hint.city for hint in hints(liaison, today())] == ["weihai"]
    assert [hint.city for hint in hints(make_user(), today())] == ["weihai"]
    assert hints(other, today()) == []
    assert hints(make_user(Role.COUNCIL_MEMBER, city="weihai"), today()) == []
    assert hints(None, today()) == []


def test_a_city_is_silent_from_the_day_the_charter_says(context, park):
    make_record(Project, city="rizhao")
    long_ago = utcnow() - timedelta(days=200)
    db.session.execute(update(Record).values(published_at=long_ago))
    assert [hint.city for hint in hints(make_user(), today())] == ["rizhao"]


def test_the_yearbook_names_its_sources_and_nothing_closed(browse, keep, park):
    shown = keep(make_record, CaseStudy, year=YEAR, title="共享用工案例", source="日照日报")
    keep(make_record, CaseStudy, year=YEAR, title="内部案例", visibility="alliance")
    answer = browse().get(f"/yearbook/{YEAR}/whole.docx?chapter=cases&chapter=rubbish")
    text = "\n".join(each.text for each in Document(BytesIO(answer.data)).paragraphs)
    assert f"共享用工案例（{shown.number}）" in text
    assert "日照日报" in text
    assert "内部案例" not in text
    assert "主要数据" not in text


def test_the_page_to_print_leads_to_the_same_chapters_as_word(browse, park):
    page = browse().page(f"/yearbook/{YEAR}/whole/print?chapter=cases")
    words = [a["href"] for a in page.select(".paper__ways a")]
    assert f"/yearbook/{YEAR}/whole.docx?chapter=cases" in words
