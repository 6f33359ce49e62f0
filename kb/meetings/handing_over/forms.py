"""Forms of a hand-over: opening one, and its items."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import HiddenField
from wtforms.validators import DataRequired, Length, Optional

from kb.meetings.handover import INCOMING, OUTGOING, SECRETARIAT, SIDES, Entry
from kb.web.fields import Choice, DateField, Form, LongText, Text


class Side(StrEnum):
    OUTGOING = OUTGOING
    INCOMING = INCOMING
    SECRETARIAT = SECRETARIAT

    @property
    def label(self) -> LazyString:
        return SIDES[self.value]


class BeginForm(Form):
    day = DateField(_l("First day of the incoming term"), [DataRequired(_l("Choose a term."))])


class ItemForm(Form):
    """One thing to hand over."""

    title = Text(_l("What is handed over"), [DataRequired(), Length(max=200)])
    side = Choice(_l("Who sees to it"), Side, default=Side.OUTGOING)
    owner = Text(_l("Person"), [Length(max=80)])
    due_on = DateField(_l("Due"), [Optional()])
    note = LongText(
        _l("Note"),
        [Length(max=1000)],
        description=_l("Where it lies, who holds it. No passwords: hand those over in person."),
    )
    version = HiddenField()

    @property
    def entry(self) -> Entry:
        return Entry(
            title=self.title.data,
            side=str(self.side.data),
            owner=self.owner.data,
            due_on=self.due_on.data,
            note=self.note.data,
        )
