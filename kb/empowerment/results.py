"""Results: what came of a link, recorded by either side, corrected with the old words kept."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.clock import today
from kb.db import db
from kb.empowerment.dockings import Docking, DockingState, Result
from kb.empowerment.exchange_rights import may_record
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.permissions import is_out, may_read, require
from kb.publishing.records import Record

MOST = 2**31 - 1
"""Persons that a column holds."""
MOST_YUAN = 10**13
"""Ten trillion, more than a province's product of a year: what is higher is a slip."""


@dataclass(frozen=True)
class Outcome:
    """What came of a link."""

    result: Result
    day: date
    """In Asia/Shanghai."""
    text: str = ""
    amount_yuan: int | None = None
    people: int | None = None
    """Persons, not person-times."""
    project: Record | None = None
    proof: str = ""


def record_result(docking: Docking, person: User, outcome: Outcome, version: int = 0) -> None:
    """Say what came of it, or correct that; the audit keeps what stood there before.

    `version` is the link's version when the form was opened, 0 for none: another raises Conflict.
    """
    require(may_record(person, docking))
    db.session.refresh(docking, with_for_update=True)
    if version and version != docking.version:
        raise Conflict(_("Somebody has changed this meanwhile. Both versions are shown."))
    if docking.state is not DockingState.CONFIRMED:
        raise Conflict(_("Only a link that both sides have confirmed has a result."))
    _check(person, outcome)
    before = result_of(docking)
    docking.result, docking.result_on = outcome.result, outcome.day
    docking.result_text, docking.proof = outcome.text.strip(), outcome.proof.strip()
    docking.amount_yuan, docking.people = outcome.amount_yuan, outcome.people
    docking.project = outcome.project
    docking.rung = 0
    db.session.flush()
    changed = audit.changes(before, result_of(docking))
    audit.log(person, "record-result", docking.title, None, docking=docking.id, changes=changed)
    db.session.flush()


def _check(person: User, outcome: Outcome) -> None:
    if outcome.day > today():
        raise DomainError(_("This day lies ahead. Record the result when it is there."))
    for number, most in ((outcome.amount_yuan, MOST_YUAN), (outcome.people, MOST)):
        if number is not None and not 0 <= number <= most:
            raise DomainError(_("Write the number in full, without units: 1200000."))
    project = outcome.project
    if project is None:
        return
    if project.kind != "project" or not is_out(project) or not may_read(person, project):
        raise DomainError(_("There is no published project of this number."))


def result_of(docking: Docking) -> dict[str, object]:
    """What is recorded, as the audit keeps it."""
    return {
        "result": docking.result.value if docking.result else None,
        "result_on": docking.result_on.isoformat() if docking.result_on else None,
        "result_text": docking.result_text,
        "amount_yuan": docking.amount_yuan,
        "people": docking.people,
        "project": docking.project_id,
        "proof": docking.proof,
    }
