from datetime import date

import pytest
from make import make_record

from kb.bulletin.articles import Article
from kb.catalog.citation import gb7714
from kb.libraries.outcomes import Outcome

DAY, ADDRESS = date(2026, 11, 22), "https://kb.example.cn/libraries/outcomes/CG-2026-0001"


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("model", "given", "code"),
    [
        (Outcome, {"outcome_type": "thesis"}, "D/OL"),
        (Outcome, {"outcome_type": "paper"}, "J/OL"),
        (Outcome, {"outcome_type": "tool"}, "EB/OL"),
        (Article, {"genre": "news"}, "N/OL"),
    ],
)
def test_a_record_is_cited_as_the_standard_wants_it(model, given, code):
    made = make_record(model, title="题目", published_on=date(2021, 12, 2), **given)
    line = gb7714(made, "王敏", ADDRESS, DAY)
    assert line == f"王敏. 题目: {made.number}[{code}]. (2021-12-02)[2026-11-22]. {ADDRESS}."


def test_the_page_offers_its_citation(browse, keep):
    made = keep(make_record, Outcome, authors="王敏")
    line = browse().page(f"/libraries/outcomes/{made.number}").select_one("#citation").text
    assert line.startswith("王敏. ")
    assert line.endswith(f"http://localhost/libraries/outcomes/{made.number}.")
