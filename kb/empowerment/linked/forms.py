"""Forms of links: what is linked between whom, and what came of it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from kb.clock import today
from kb.db import db
from kb.empowerment import units
from kb.empowerment.dockings import Docking, Result
from kb.empowerment.resources import Resource
from kb.empowerment.results import MOST, MOST_YUAN, Outcome
from kb.publishing.records import Record
from kb.web.fields import Choice, DateField, Form, LongText, Reference, Text


def by_number(given: str) -> Record | None:
    """The record of this number, or of the address that ends in it."""
    number = given.strip().rstrip("/").rpartition("/")[2].upper()
    return db.session.scalar(select(Record).where(Record.number == number)) if number else None


class ProposalForm(Form):
    title = Text(
        _l("What is linked"),
        [DataRequired(), Length(max=200)],
        description=_l("In a line, as “Live-streaming courses for 30 graduates”."),
    )
    resource = Choice(_l("Kind of resource"), Resource, default=Resource.SERVICE)
    giver = Reference(_l("Who gives"), [DataRequired()], choices=units.choices)
    taker = Reference(_l("Who takes"), [DataRequired()], choices=units.choices)
    offer = Text(_l("Number of the offer"), [Length(max=200)], description=_l("As GX-2026-0001."))
    need = Text(_l("Number of the need"), [Length(max=200)])
    is_named = BooleanField(_l("Readers may learn that our side takes part"), default=True)
    proof = Text(
        _l("What proves it"),
        [Length(max=500)],
        description=_l("Needed where a side has no account: paper, number, day."),
    )


class ResultForm(Form):
    version = HiddenField()
    result = Choice(_l("Result of the link"), Result, default=Result.TALKS)
    day = DateField(_l("Day"), [InputRequired()], default=today)
    text = LongText(_l("In a few sentences"), [Length(max=2000)])
    amount_yuan = IntegerField(
        _l("Amount in yuan"),
        [Optional(), NumberRange(0, MOST_YUAN)],
        description=_l("In full: 1200000, not 120万. Empty where there is none."),
    )
    people = IntegerField(
        _l("Persons"),
        [Optional(), NumberRange(0, MOST)],
        description=_l("Persons, not person-times."),
    )
    project = Text(
        _l("Project that came of it"),
        [Length(max=200)],
        description=_l("Number of the published project, as XM-2026-0001."),
    )
    proof = Text(
        _l("What proves it"),
        [Length(max=500)],
        description=_l("Number of the agreement, of a record or of a file. Members see it."),
    )

    @property
    def outcome(self) -> Outcome:
        assert self.day.data is not None
        return Outcome(
            result=Result(self.result.data or Result.TALKS),
            day=self.day.data,
            text=self.text.data,
            amount_yuan=self.amount_yuan.data,
            people=self.people.data,
            project=by_number(self.project.data),
            proof=self.proof.data,
        )

    def names_a_project(self) -> bool:
        """Whether the number given is one; the field says so where it is not."""
        if self.project.data and by_number(self.project.data) is None:
            self.project.errors = [_("There is no published project of this number.")]
            return False
        return True


def filled(docking: Docking) -> dict[str, object]:
    """The form as the link has it."""
    begun = {"result": docking.result or Result.TALKS, "day": docking.result_on or today()}
    plain = {name: getattr(docking, name) for name in ("amount_yuan", "people", "proof")}
    number = docking.project.number if docking.project else ""
    more = {"text": docking.result_text, "project": number, "version": str(docking.version)}
    return begun | plain | more
