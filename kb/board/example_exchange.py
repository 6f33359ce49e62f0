"""Example of the X: partners, offers and needs, interests that are answered, links with results."""

from datetime import timedelta

from kb.board.example_records import Cast, Row, at, day_of, publish
from kb.clock import today
from kb.empowerment import interests, linking, results
from kb.empowerment.dockings import Result
from kb.empowerment.interests import Wish
from kb.empowerment.linking import Proposal
from kb.empowerment.partners import Partner
from kb.empowerment.postings import Posting
from kb.empowerment.results import Outcome
from kb.empowerment.units import of_posting

POSTED = -90
"""Days from today on which offers and needs are posted."""
VALID = timedelta(days=200)


def partner(row: Row, cast: Cast) -> None:
    content = {"title": row["title"], "city": row["city"], "partner_kind": row["kind"]}
    content |= {"fields": row["fields"], "body": "供试用的虚构单位。"}
    publish(Partner, cast, cast.author(row), content)


def posting(row: Row, cast: Cast) -> None:
    """An offer or a need of a city, valid for some months."""
    names = ("title", "city", "direction", "resource", "field", "amount", "body")
    content = {name: row[name] for name in names}
    content |= {"naming": "named", "valid_until": today() + VALID}
    with at({"day": POSTED}):
        cast.records[row["key"]] = publish(Posting, cast, cast.author(row), content)


def link(row: Row, cast: Cast) -> None:
    """A need that asks about an offer, is accepted, and is confirmed by both sides."""
    need, offer = cast.records[row["need"]], cast.records[row["offer"]]
    assert isinstance(need, Posting)
    assert isinstance(offer, Posting)
    taker, giver = cast.liaisons[str(need.city)], cast.liaisons[str(offer.city)]
    with at({"day": row["day"] - 10}):
        wish = Wish("想了解具体安排，方便时请联系。", need)
        interest = interests.express(offer, taker, wish)
    with at({"day": row["day"] - 8}):
        interests.accept(interest, giver, "可以，先线上沟通。")
    with at(row):
        proposal = Proposal(
            title=f"{offer.title} → {need.title}",
            resource=offer.resource,
            giver=of_posting(offer),
            taker=of_posting(need),
            offer=offer,
            need=need,
            interest=interest,
        )
        made = linking.propose(proposal, taker)
        linking.confirm(made, giver)
        if "result" in row:
            came = Outcome(
                result=Result(row["result"]),
                day=day_of(row),
                text=row["text"],
                people=row.get("people"),
                proof=row.get("proof", ""),
            )
            results.record_result(made, taker, came)
