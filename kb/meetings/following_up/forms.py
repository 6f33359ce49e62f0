"""Forms of follow-ups: what is to be done, by whom, until when; what its owner reports."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import FileField, HiddenField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from kb.accounts.users import User
from kb.alliance import names
from kb.db import db
from kb.meetings import owners
from kb.meetings.following import Origin, Task, day_problem
from kb.meetings.followups import FollowUp
from kb.meetings.meetings import Meeting
from kb.meetings.resolutions import Resolution
from kb.publishing.notices import NOBODY
from kb.web.fields import DateField, Form, LongText, Reference, Text


def _people() -> Iterable[tuple[str, str]]:
    """Everybody with an account, by id, with the unit that tells namesakes apart."""
    members, cities = names.member_names(), names.city_names()
    rows = select(User).where(User.active, User.email.not_like(f"%{NOBODY}")).order_by(User.name)
    for person in db.session.scalars(rows):
        unit = members.get(person.member or "") or cities.get(person.city or "")
        yield str(person.id), f"{person.display_name} ({unit or person.role.label})"


class TaskForm(Form):
    version = HiddenField()
    task = LongText(_l("What is to be done"), [DataRequired(), Length(max=500)])
    unit = Reference(_l("Responsible unit"), [DataRequired()], choices=owners.choices)
    owner_name = Text(
        _l("Responsible person"),
        [Optional(), Length(max=80)],
        description=_l("As the list names the person, also without an account."),
    )
    owner_id = Reference(
        _l("Account of the person"),
        [Optional()],
        choices=_people,
        key=int,
        description=_l("Is reminded. Without one, everybody who acts for the unit is."),
    )
    due_on = DateField(_l("Due day"), [DataRequired()])
    meeting: Meeting | None = None
    """Out of which it came: it cannot be due before."""

    def validate_due_on(self, field: DateField) -> None:
        if problem := day_problem(field.data, self.meeting):
            raise ValidationError(problem)

    @property
    def asked(self) -> Task:
        """What was filled in, as a task."""
        city, member = owners.chosen(self.unit.data)
        return Task(
            task=self.task.data,
            due_on=self.due_on.data,
            owner_city=city,
            owner_member=member,
            owner_name=self.owner_name.data,
            owner_id=self.owner_id.data,
        )


def begun(origin: Origin) -> dict[str, Any]:
    """What the form begins with: a resolution says who carries it out, and until when."""
    if not isinstance(origin, Resolution):
        return {}
    return {
        "unit": owners.choice_of(origin),
        "owner_name": origin.owner_name,
        "due_on": origin.due_on,
    }


def filled(follow_up: FollowUp) -> dict[str, Any]:
    """The fields of the form as the follow-up has them."""
    plain = {name: getattr(follow_up, name) for name in ("task", "owner_name", "owner_id")}
    unit = {"unit": owners.choice_of(follow_up), "due_on": follow_up.due_on}
    return plain | unit | {"version": str(follow_up.version)}


class ReportForm(Form):
    text = LongText(_l("How it stands"), [DataRequired(), Length(max=4000)])
    number = Text(
        _l("Record that proves it"),
        [Optional(), Length(max=200)],
        description=_l("Its number, its address, or words of its title to search for."),
    )
    files = FileField(
        _l("Files that prove it"),
        [Optional()],
        description=_l("Word, Excel, PDF, pictures and the like; several at once."),
        render_kw={"multiple": True},
    )
