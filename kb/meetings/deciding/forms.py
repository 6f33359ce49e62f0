"""Forms of resolutions, of votes and of written votes."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from kb.alliance.bodies import body_choices, by_slug
from kb.clock import SHANGHAI, local, today, utcnow
from kb.errors import Conflict, DomainError
from kb.meetings import majorities, owners
from kb.meetings.agenda import items_of
from kb.meetings.ballots import Ballot
from kb.meetings.drafting import Wording
from kb.meetings.meetings import Meeting
from kb.meetings.resolutions import Choice as Vote
from kb.meetings.resolutions import Resolution
from kb.meetings.written import Call
from kb.web.choices import Label
from kb.web.fields import Choice, DateField, Form, Reference, Text
from kb.web.texts import MarkdownText

Made = TypeVar("Made")


class Moment(DateTimeLocalField):  # type: ignore[misc]  # the library has no types
    """A day and a minute on a clock in Shanghai, as an aware instant."""

    def __init__(self, label: Label, validators: Sequence[Any] = (), **options: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(label, validators, format=formats, **options)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return f"{local(self.data):%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: datetime | None = None
        if not valuelist or not str(valuelist[0]).strip():
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write day and time as 2026-11-12 14:00.")) from error
        if self.data is not None:
            self.data = self.data.replace(tzinfo=SHANGHAI)


class ResolutionForm(Form):
    """A resolution, with who carries it out until when."""

    title = Text(_l("Resolution in one sentence"), [DataRequired(), Length(max=200)])
    title_en = Text(_l("Resolution in English"), [Length(max=300)])
    text = MarkdownText(_l("What is resolved"), [Length(max=20_000)])
    type = Reference(
        _l("Type of resolution"),
        choices=majorities.types,
        description=_l("Gives the majority. Without one, more than half of the seats present."),
    )
    owner = Reference(
        _l("Carried out by"),
        [DataRequired(_l("Choose who carries it out."))],
        choices=owners.choices,
    )
    owner_name = Text(_l("Person responsible"), [DataRequired(), Length(max=80)])
    due_on = DateField(_l("Due on"), [InputRequired(_l("Say until when it is to be done."))])
    is_closed = BooleanField(
        _l("Behind closed doors"),
        description=_l("Only the body and the secretariat read it; public minutes leave it out."),
    )

    @property
    def earliest(self) -> date:
        """The first day on which it can be due."""
        return today()

    @property
    def wording(self) -> Wording:
        taken = ("title", "title_en", "text", "owner_name", "due_on", "is_closed")
        city, member = owners.chosen(self.owner.data)
        return Wording(
            **{name: getattr(self, name).data for name in taken},
            type=self.type.data or "",
            item_id=self.item_id.data if "item_id" in self else None,
            owner_city=city,
            owner_member=member,
        )

    def validate_due_on(self, field: DateField) -> None:
        if field.data is not None and field.data < self.earliest:
            raise ValidationError(_("The due date lies before the meeting. Choose a later one."))


class DraftForm(ResolutionForm):
    """A resolution of a meeting; of one that is there the version that was opened comes back."""

    item_id = Reference(_l("Item of the agenda"), choices=list, key=int)
    version = HiddenField()

    def __init__(self, meeting: Meeting, **given: Any) -> None:
        self.meeting = meeting
        super().__init__(**given)

    def process(self, *args: Any, **given: Any) -> None:
        """What is offered depends on the meeting, and is asked for while the form is read."""
        items = [(str(each.id), each.title) for each in items_of(self.meeting)]
        self.item_id.options = lambda: items
        super().process(*args, **given)

    @property
    def earliest(self) -> date:
        return self.meeting.day


def content_of(resolution: Resolution) -> dict[str, Any]:
    """What the form shows of a resolution."""
    names = ("title", "title_en", "text", "item_id", "type", "owner_name", "due_on", "is_closed")
    content = {name: getattr(resolution, name) for name in names}
    owner = owners.choice_of(resolution)
    return content | {"owner": owner, "version": str(resolution.version)}


class WrittenForm(ResolutionForm):
    """A written vote with its first resolution, in one form."""

    body = Reference(
        _l("Body"), [DataRequired(_l("Choose which body votes."))], choices=body_choices
    )
    name = Text(_l("Name of the vote"), [DataRequired(), Length(max=200)])
    opens_at = Moment(_l("Opens"), description=_l("Empty: at once."))
    closes_at = Moment(_l("Closes"), [InputRequired(_l("Say when the vote closes."))])

    @property
    def call(self) -> Call:
        body, closes_at = by_slug(self.body.data or ""), self.closes_at.data
        assert body is not None  # The field offers only those that are there.
        assert closes_at is not None  # It is required.
        return Call(body, self.name.data, self.opens, closes_at)

    @property
    def opens(self) -> datetime:
        """Empty or past: now. What lies behind cannot be opened any more."""
        return max(self.opens_at.data or utcnow(), utcnow())

    def validate_closes_at(self, field: Moment) -> None:
        if field.data is not None and field.data <= self.opens:
            raise ValidationError(
                _("The vote closes before it opens. Choose a later closing time.")
            )


class BallotForm(Form):
    """One seat's vote."""

    seat = IntegerField(_l("Seat"), [DataRequired()])
    choice = Choice(_l("Your vote"), Vote)
    reason = Text(_l("Reason of the recusal"), [Length(max=200)])

    @property
    def ballot(self) -> Ballot:
        assert self.choice.data is not None  # Validated.
        return Ballot(self.seat.data, Vote(self.choice.data), self.reason.data)

    def validate_reason(self, field: Text) -> None:
        if self.choice.data is Vote.RECUSED and not field.data:
            raise ValidationError(_("Say in a few words why the seat is recused."))


def takes(form: Form, order: Callable[[], Made]) -> Made | None:
    """What the order makes; what a rule says against it stands above the form, which keeps all
    that was typed. The transaction ends with the answer 422.
    """
    try:
        return order()
    except Conflict:
        raise
    except DomainError as error:
        form.form_errors.append(str(error))
        return None
