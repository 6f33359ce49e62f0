"""Suggestions are good enough, and every reason that is given for one is true."""

from datetime import date
from itertools import product

import pytest

from benchmarks.matching import DAY, judged, matcher, measured, synonyms
from kb.empowerment import matches
from kb.empowerment.matches import NEIGHBOURS, Fact, Matcher, Side
from kb.empowerment.resources import Resource
from kb.text.folding import fold

TRAINING = Side("a", Resource.UNIVERSITY, "焊工培训", "rizhao", "焊工技能培训", "进厂授课")


def needed(**given):
    facts = {"id": "n", "resource": Resource.UNIVERSITY, "field": "焊工培训", "city": "rizhao"}
    return Side(**(facts | {"title": "急需焊工技能培训", "body": "请老师进厂授课"} | given))


def test_the_judged_set_is_large_enough_and_names_offers_that_are_there():
    offers, needs = judged()
    known = {offer.id for offer in offers}
    assert len(needs) >= 40
    assert len(offers) >= 60
    assert all(need.suits <= known and not need.fits & need.partly for need in needs)
    assert {offer.resource for offer in offers} == set(Resource)
    assert {offer.city for offer in offers} == set(NEIGHBOURS)


def test_precision_at_three_reaches_its_figure():
    assert measured()["precision at 3"] >= 0.8
    assert measured(held=True)["precision at 3"] >= 0.77
    assert measured(held=True)["first one fits"] >= 0.9


def test_every_reason_holds_for_every_judged_pair(monkeypatch):
    for bound in ("ENOUGH", "BESIDE", "ALIKE"):
        monkeypatch.setattr(matches, bound, 0.0)  # Also pairs that nobody would be shown.
    offers, needs = judged()
    by_id, ready = {offer.id: offer for offer in offers}, matcher()
    given = [
        (need.need, by_id[match.id], reason)
        for need in needs
        for match in ready.best(need.need, len(offers))
        for reason in match.reasons
    ]
    assert len(given) > 1000
    for need, offer, reason in given:
        assert holds(need, offer, reason), (need.id, offer.id, reason)


def holds(need, offer, reason) -> bool:
    """Looked up in the two texts, without the matcher."""
    match reason.fact:
        case Fact.KIND:
            return need.resource is offer.resource
        case Fact.SAME_CITY:
            return need.city == offer.city
        case Fact.NEAR:
            return offer.city in NEIGHBOURS[need.city] and need.city in NEIGHBOURS[offer.city]
        case Fact.FIELD:
            return all(said(w, need.field, offer.field) for w in reason.words) and reason.words
        case Fact.WORDS:
            return reason.words and all(said(w, text(need), text(offer)) for w in reason.words)
    return False


def said(word, own, other) -> bool:
    ours, _sign, theirs = word.partition(" = ")
    same = not theirs or fold(theirs) in map(fold, synonyms()[fold(ours)])
    return same and fold(ours) in fold(own) and fold(theirs or ours) in fold(other)


def text(side):
    return f"{side.title} {side.field} {side.body}"


def test_neighbours_are_neighbours_of_each_other():
    assert all(one in NEIGHBOURS[other] for one in NEIGHBOURS for other in NEIGHBOURS[one])


def test_both_being_valid_is_said_only_of_two_with_a_last_day():
    ahead = date(2026, 12, 31)
    for own, other in product((None, ahead), repeat=2):
        offer = Side(**{**TRAINING.__dict__, "valid_until": other})
        (match,) = Matcher([offer], DAY).best(needed(valid_until=own))
        said_valid = Fact.VALID in {reason.fact for reason in match.reasons}
        assert said_valid is (own == other == ahead)


@pytest.mark.parametrize("side", ["own", "other"])
def test_what_is_past_its_last_day_is_never_matched(side):
    past, own, other = date(2026, 11, 21), needed(), TRAINING
    if side == "own":
        own = needed(valid_until=past)
    else:
        other = Side(**{**TRAINING.__dict__, "valid_until": past})
    assert Matcher([other], DAY).best(own) == []


def test_words_that_mean_the_same_bring_two_together_and_are_named():
    offer = Side("o", Resource.SERVICE, "灵活用工", None, "灵活用工派单", "按周结算")
    need = needed(resource=Resource.SERVICE, field="零工", title="找零工", body="按周结算")
    groups = {"零工": ("零工", "灵活用工"), "灵活用工": ("零工", "灵活用工")}
    (match,) = Matcher([offer], DAY, groups).best(need)
    assert ("零工 = 灵活用工",) in {reason.words[:1] for reason in match.reasons}


def test_of_the_same_kind_alone_is_no_match():
    other = Side("o", Resource.UNIVERSITY, "纺织", "rizhao", "纺织挡车工学徒", "双师带徒")
    assert Matcher([other], DAY).best(needed()) == []
