"""Forms of proposing and of declining an item."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length

from kb.accounts.sign_in import current_user
from kb.alliance.bodies import Body, all_bodies
from kb.db import db
from kb.meetings import itemising
from kb.meetings.calling.forms import ItemForm
from kb.meetings.meetings import Meeting
from kb.meetings.rights import may_see
from kb.web.fields import Form, LongText, Reference
from kb.web.filters import long_date
from kb.web.languages import in_english


def target_choices() -> list[tuple[str, str]]:
    """Meetings whose agenda is open and that the reader sees, then each body's next one."""
    user, english = current_user(), in_english()
    meetings = [each for each in itemising.arrangeable() if may_see(user, each)]
    open_ones = [
        (f"meeting-{each.id}", f"{each.title} · {long_date(each.starts_at)}") for each in meetings
    ]
    bodies = [
        (f"body-{body.id}", _("A coming meeting: %(body)s", body=_named(body, english)))
        for body in all_bodies()
    ]
    return open_ones + bodies


def _named(body: Body, english: bool) -> str:
    return (body.name_en if english else "") or body.name


class NewItemForm(ItemForm):
    target = Reference(_l("For which meeting"), [InputRequired()], choices=target_choices)

    def chosen(self) -> tuple[Body, Meeting | None]:
        """The body, and the meeting where one was chosen."""
        sort, _dash, number = str(self.target.data).partition("-")
        if sort == "meeting":
            meeting = db.session.get_one(Meeting, int(number))
            return meeting.body, meeting
        return db.session.get_one(Body, int(number)), None


class DeclineForm(Form):
    reason = LongText(_l("Reason"), [DataRequired(), Length(max=500)])
    item = 0
    """The item that it is about."""
