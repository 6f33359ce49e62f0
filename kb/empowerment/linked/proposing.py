"""Proposing: what the form of a link begins with, and the proposal that it makes."""

from typing import Any

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.db import db
from kb.empowerment import units
from kb.empowerment.dockings import Docking
from kb.empowerment.exchange_rights import Side, asked_for, is_poster, stands_for
from kb.empowerment.linked.forms import ProposalForm, by_number
from kb.empowerment.linking import Proposal
from kb.empowerment.postings import Answer, Direction, Interest, Posting
from kb.empowerment.units import Unit
from kb.publishing.permissions import is_staff, may_read
from kb.publishing.records import Record


def interest_of(given: str, person: User) -> Interest | None:
    """The accepted interest that the address names, if this person is one of its two sides."""
    found = db.session.get(Interest, int(given)) if given.isdecimal() and len(given) < 10 else None
    if found is None or found.answer is not Answer.ACCEPTED:
        return None
    return found if asked_for(person, found) or is_poster(person, found.posting) else None


def begun(interest: Interest | None, person: User) -> dict[str, Any]:
    """What the form begins with. Whoever is hidden stays so unless they say otherwise."""
    if interest is None:
        unit = units.of_person(person)
        return {"taker": unit.choice if unit is not None else ""}
    posting = interest.posting
    hides = posting.is_hidden and is_poster(person, posting)
    return {"title": posting.title, "resource": posting.resource, "is_named": not hides}


def read(form: ProposalForm, interest: Interest | None, person: User) -> Proposal | None:
    """The proposal; None where something in the form is wrong, which then says so."""
    plain: dict[str, Any] = {"title": form.title.data, "resource": form.resource.data}
    plain |= {"is_named": form.is_named.data, "proof": form.proof.data}
    if interest is not None:
        return Proposal(**plain, **_of_interest(interest))
    giver, taker = units.of_choice(form.giver.data), units.of_choice(form.taker.data)
    assert giver is not None
    assert taker is not None
    if giver.is_same(taker):
        form.taker.errors = [_("A link has two different sides.")]
    elif not is_staff(person) and not any(stands_for(person, unit) for unit in (giver, taker)):
        form.giver.errors = [_("One of the two sides has to be your own unit.")]
    elif is_staff(person) and not form.proof.data and not all(map(units.people_of, (giver, taker))):
        form.proof.errors = [_("One side has no account: name what proves the link.")]
    plain |= {name: _posting(form, name, person) for name in ("offer", "need")}
    return None if form.errors else Proposal(**plain, giver=giver, taker=taker)


def _of_interest(interest: Interest) -> dict[str, Any]:
    """Both sides and both records, as the interest has them."""
    posting, own = interest.posting, interest.own_posting
    poster, asker = units.of_posting(posting), Unit(interest.member_slug, interest.city_slug)
    if posting.direction is Direction.OFFER:
        return {
            **{"interest": interest, "giver": poster, "taker": asker},
            **{"offer": posting, "need": own},
        }
    return {
        **{"interest": interest, "giver": asker, "taker": poster},
        **{"offer": own, "need": posting},
    }


def _posting(form: ProposalForm, name: str, person: User) -> Record | None:
    """The offer or the need whose number was given; the field says so where there is none."""
    given = form[name].data
    found = by_number(given) if given else None
    fits = isinstance(found, Posting) and found.direction.value == name
    if given and (found is None or not fits or not may_read(person, found)):
        form[name].errors = [_("There is no such offer or need.")]
    return found


def is_hidden(docking: Docking, side: Side | None) -> bool:
    """Whether this side's own posting hides who it is, so that the form begins with that."""
    own = docking.offer if side is Side.GIVER else docking.need
    return isinstance(own, Posting) and own.is_hidden
