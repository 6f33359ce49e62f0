"""Forms of the notice, of guests and of answers."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms.fields.choices import Choice as Option
from wtforms.validators import DataRequired, Length, Optional

from kb.accounts.users import User, by_email
from kb.alliance import names
from kb.db import db
from kb.meetings.answering import Reply
from kb.meetings.convening import Guest
from kb.meetings.invitations import Answer, Capacity
from kb.web.fields import Choice, DateField, Form, LongText, Reference, Text
from kb.web.texts import MarkdownText


def account_choices() -> list[tuple[str, str]]:
    """Everybody who can sign in, by name; the mail address tells namesakes apart."""
    rows = select(User).where(User.active, User.password_hash != "").order_by(User.name)
    return [(str(u.id), f"{u.display_name} ({u.email})") for u in db.session.scalars(rows)]


class NoticeForm(Form):
    text = MarkdownText(
        _l("Text of the notice"),
        [Length(max=5000)],
        description=_l("Beside title, time, place and agenda, which stand there by themselves."),
    )
    answer_until = DateField(_l("Last day to answer"), [Optional()])


class Kind(Choice):
    """As what somebody without a seat comes."""

    def iter_choices(self) -> Iterator[Option]:
        return (each for each in super().iter_choices() if each.value != Capacity.MEMBER.value)


class GuestForm(Form):
    name = Text(_l("Name"), [DataRequired(), Length(max=80)])
    duty = Text(_l("Unit and post"), [Length(max=200)])
    capacity = Kind(_l("Comes as"), Capacity, default=Capacity.OBSERVER)
    city = Reference(_l("City"), [Optional()], choices=names.city_choices)
    user = Reference(
        _l("Account"),
        [Optional()],
        choices=account_choices,
        key=int,
        description=_l("Who has one reads notice, agenda and papers here."),
    )

    @property
    def guest(self) -> Guest:
        person = db.session.get(User, self.user.data) if self.user.data else None
        kind = Capacity(str(self.capacity.data))
        return Guest(self.name.data, self.duty.data, kind, self.city.data, person)


class ReplyChoice(Choice):
    def iter_choices(self) -> Iterator[Option]:
        return (each for each in super().iter_choices() if each.value != Answer.NONE.value)


class AnswerForm(Form):
    answer = ReplyChoice(_l("Answer"), Answer, default=Answer.ATTEND)
    reason = LongText(
        _l("Reason"),
        [Length(max=300)],
        description=_l("Only for a leave; the secretariat reads it."),
    )
    substitute_name = Text(_l("Name of the substitute"), [Length(max=80)])
    substitute_duty = Text(_l("Unit and post of the substitute"), [Length(max=200)])

    substitute_mail = Text(
        _l("Mail address of the substitute"),
        [Length(max=254)],
        description=_l("Whoever has an account with it is told, and reads notice and papers here."),
    )

    @property
    def reply(self) -> Reply:
        # An address without an account is no error: the answer would tell who has one.
        person = by_email(self.substitute_mail.data)
        return Reply(
            Answer(str(self.answer.data)),
            self.reason.data,
            self.substitute_name.data,
            self.substitute_duty.data,
            person if person is not None and person.active else None,
        )
