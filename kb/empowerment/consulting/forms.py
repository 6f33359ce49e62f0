"""Forms of consultations: the question, its scope, the answer, the end, the publication."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from kb.catalog.files import cabinet
from kb.db import db
from kb.empowerment.answering import Given
from kb.empowerment.asking import Question, day_problem
from kb.empowerment.consultations import CameOf, Inquiry, Secrecy
from kb.empowerment.issuing import Issue
from kb.errors import Conflict, DomainError
from kb.libraries import expertise
from kb.publishing.reception import Received, Refused, receive
from kb.web.choices import name_of
from kb.web.fields import Choice, DateField, Form, LongText, Reference, Text, render_form
from kb.web.texts import MarkdownText, Number

LONGEST = 20_000
SEVERAL = {"multiple": True}


class OrderForm(Form):
    """A form whose order can be refused by a rule, or because it is stale."""

    conflict = ""
    version = HiddenField()

    @property
    def opened(self) -> int:
        """The version that it was opened with; 0, which no row has, when it does not say."""
        given = str(self.version.data or "")
        return int(given) if given.isdecimal() and len(given) < 10 else 0


class QuestionForm(OrderForm):
    title = Text(_l("Title"), [DataRequired(), Length(max=200)])
    question = MarkdownText(
        _l("Your question"),
        [DataRequired(), Length(max=LONGEST)],
        description=_l("What is the matter, what have you tried, what do you want to know?"),
    )
    area = Reference(_l("Area"), [Optional()], choices=expertise.area_choices)
    secrecy = Choice(_l("Who may know the answer"), Secrecy, default=Secrecy.CONFIDENTIAL)
    wished_on = DateField(_l("Answer wished by"), [Optional()])
    may_be_named = BooleanField(_l("Name our unit where the answer is published"))

    inquiry: Inquiry | None = None
    """Its day may stay as it was, past or not."""

    def validate_wished_on(self, field: DateField) -> None:
        is_old = self.inquiry is not None and field.data == self.inquiry.wished_on
        if field.data is not None and not is_old and (problem := day_problem(field.data)):
            raise ValidationError(problem)

    @property
    def asked(self) -> Question:
        return Question(**{name: self[name].data for name in Question.__dataclass_fields__})


class NewQuestionForm(QuestionForm):
    files = FileField(
        _l("Files"),
        [Optional()],
        description=_l("Word, Excel, PDF, pictures and the like; several at once."),
        render_kw=SEVERAL,
    )


class ScopeForm(OrderForm):
    title = Text(_l("Title for the experts"), [DataRequired(), Length(max=200)])
    text = MarkdownText(
        _l("What the experts are asked"),
        [DataRequired(), Length(max=LONGEST)],
        description=_l("They see this and no more. Leave out who asks where that is confidential."),
    )
    area = Reference(_l("Area"), [Optional()], choices=expertise.area_choices)
    passes_question = BooleanField(_l("Pass the asker's own words on to the experts"))


class ReasonForm(Form):
    reason = LongText(_l("Reason"), [DataRequired(), Length(max=1000)])


class InviteForm(OrderForm):
    due_on = DateField(_l("Answer by"), [DataRequired()])

    def validate_due_on(self, field: DateField) -> None:
        if field.data is not None and (problem := day_problem(field.data)):
            raise ValidationError(problem)


class AnswerForm(OrderForm):
    text = MarkdownText(_l("Your answer"), [DataRequired(), Length(max=LONGEST)])
    may_be_published = BooleanField(
        _l("My answer may be published without my name"),
        description=_l("The secretariat edits it first. Nothing is published without this."),
    )
    files = FileField(_l("Files"), [Optional()], render_kw=SEVERAL)

    @property
    def given(self) -> Given:
        return Given(self.text.data, bool(self.may_be_published.data))


class FeedbackForm(Form):
    text = LongText(
        _l("How did it go?"),
        [Length(max=2000)],
        description=_l(
            "For the asker and the secretariat: was the question clear, was time right?"
        ),
    )


class CloseForm(OrderForm):
    came_of = Choice(_l("What came of the consultation"), CameOf, default=CameOf.TAKEN_UP)
    number = Text(
        _l("Record that came of it"),
        [Optional(), Length(max=200)],
        description=_l("Its number or address, where it is in the library already."),
    )
    text = LongText(_l("In a sentence"), [Length(max=2000)])
    score = Number(
        _l("Score of the whole, 1 to 5"),
        [Optional(), NumberRange(1, 5)],
        description=_l("Only the secretariat reads it."),
    )
    feedback = LongText(_l("A word to the secretariat"), [Length(max=2000)])


class IssueForm(OrderForm):
    title = Text(_l("Title"), [DataRequired(), Length(max=200)])
    question = MarkdownText(_l("Question"), [DataRequired(), Length(max=LONGEST)])
    answer = MarkdownText(_l("Answer"), [DataRequired(), Length(max=3 * LONGEST)])
    is_public = BooleanField(_l("Everybody may read it, not only the alliance"))

    @property
    def issue(self) -> Issue:
        return Issue(**{name: self[name].data for name in Issue.__dataclass_fields__})


def obeyed(form: OrderForm, order: Callable[[], object]) -> bool:
    """Give the order; what refuses it is said on the form, which keeps all that was typed."""
    try:
        order()
    except Conflict as conflict:
        db.session.rollback()
        form.conflict = str(conflict)
        return False
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return False
    return True


def shown(template: str, form: OrderForm, now: Mapping[str, Any], **more: Any) -> tuple[str, int]:
    """The page of the form; of a stale one with what is stored now, and 409."""
    theirs = []
    if form.conflict:
        form.version.data = str(now.get("version", ""))
        theirs = differing(form, now)
    page, status = render_form(template, form, theirs=theirs, conflict=form.conflict, **more)
    return page, 409 if form.conflict else status


def differing(form: Form, now: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields in which the stored row differs from what was typed: label, what is stored."""
    return [
        (str(form[name].label.text), _worded(value))
        for name, value in now.items()
        if name in form and name != "version" and _plain(form[name].data) != _plain(value)
    ]


def _plain(value: Any) -> str:
    return "" if value in (None, False) else str(value)


def _worded(value: Any) -> str:
    if isinstance(value, StrEnum):
        return str(name_of(value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return _plain(value) or "—"


def received(field: FileField) -> list[Received]:
    """The files, looked at and kept; where one is refused, the field says why."""
    db.session.rollback()  # Nothing is written yet, and looking at files takes its time.
    found: list[Received] = []
    for file in (file for file in request.files.getlist(field.name) if file.filename):
        try:
            found.append(receive(file.filename or "", file.stream, cabinet()))
        except Refused as problem:
            field.errors = [*field.errors, str(problem)]
        finally:
            file.close()
    return found
