"""Forms of the records of 1+3+X: partners, offers and needs, published consultations."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, Optional, Regexp

from kb.alliance.forms import RecordForm
from kb.clock import today
from kb.empowerment.partners import PartnerKind
from kb.empowerment.postings import Direction, Naming
from kb.empowerment.resources import Resource
from kb.empowerment.validity import renewed_until
from kb.web.fields import Choice, DateField, Text
from kb.web.texts import MarkdownText

LINK = r"https?://[^\s]+"


def _last_day() -> date:
    """Of what is begun today, unless its poster chooses another."""
    return renewed_until(today())


class PartnerForm(RecordForm):
    partner_kind = Choice(_l("Kind of partner"), PartnerKind, default=PartnerKind.ENTERPRISE)
    fields = Text(_l("What it can bring"), [Length(max=300)])
    since = DateField(_l("Partner since"), [Optional()])
    website = Text(
        _l("Website"),
        [Optional(), Length(max=300), Regexp(LINK, message=_l("Begin with https:// or http://."))],
    )
    body = MarkdownText(_l("About the partner"))


class PostingForm(RecordForm):
    direction = Choice(_l("Offer or need"), Direction, default=Direction.OFFER)
    resource = Choice(_l("Kind of resource"), Resource, default=Resource.SERVICE)
    field = Text(
        _l("Field"), [Length(max=100)], description=_l("Industry or field in a few words.")
    )
    amount = Text(
        _l("How much"), [Length(max=100)], description=_l("As 20 posts, 3 courses a year.")
    )
    valid_until = DateField(
        _l("Valid until"),
        [Optional()],
        default=_last_day,
        description=_l("The last day. It can be renewed with one click."),
    )
    naming = Choice(
        _l("May readers know who you are?"),
        Naming,
        default=Naming.NAMED,
        description=_l(
            "Your own people, your city's liaison and the secretariat know in any case."
        ),
    )
    body = MarkdownText(_l("What exactly"))


class ConsultationForm(RecordForm):
    area = Text(_l("Area"), [Length(max=100)])
    question = MarkdownText(_l("Question"))
    answer = MarkdownText(_l("Answer"))
