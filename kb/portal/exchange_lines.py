"""Exchange lines: what "my work" says of consultations, interests and links that wait for one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select

from kb.accounts.users import User
from kb.db import db
from kb.empowerment.consultations import ConsultationState, Inquiry
from kb.empowerment.consulting.desk import own_counsels
from kb.empowerment.exchange_rights import side_of
from kb.empowerment.interests import incoming
from kb.empowerment.linked.listing import waiting
from kb.empowerment.linking import confirmed_at
from kb.empowerment.postings import Answer, Interest

MOST = 20
"""Lines of each sort; the rest stands in its own list."""


@dataclass(frozen=True)
class Line:
    """One thing that waits for this person."""

    title: str
    href: str
    wanted: LazyString
    until: date | None = None


def waiting_for(reader: User) -> Sequence[Line]:
    """All of it, the first due first; what has no day comes last."""
    found = [*_advice(reader), *_outcomes(reader), *_interests(reader), *_links(reader)]
    return sorted(found, key=lambda line: line.until or date.max)


def _advice(reader: User) -> Iterator[Line]:
    """Experts see the secretariat's words, never the asker's title."""
    for counsel in own_counsels(reader)[:MOST]:
        if counsel.is_pending:
            title, href = counsel.inquiry.scope_title, f"/inquiries/{counsel.inquiry_id}"
            yield Line(title, href, _l("Give your advice"), counsel.due_on)


def _outcomes(reader: User) -> Iterator[Line]:
    answered = Inquiry.state == ConsultationState.ANSWERED
    rows = select(Inquiry).where(Inquiry.asker_id == reader.id, answered).order_by(Inquiry.id)
    for inquiry in db.session.scalars(rows.limit(MOST)):
        wanted = _l("Read the answers and say what came of them")
        yield Line(inquiry.title, f"/inquiries/{inquiry.id}", wanted)


def _interests(reader: User) -> Iterator[Line]:
    rows = incoming(reader).where(Interest.answer == Answer.OPEN).limit(MOST)
    for interest in db.session.scalars(rows):
        href = f"/interests/{interest.id}"
        yield Line(interest.posting.title, href, _l("Accept or decline"), interest.answer_by)


def _links(reader: User) -> Iterator[Line]:
    own = ((docking, side_of(reader, docking)) for docking in waiting(reader))
    open_ones = (docking for docking, side in own if side and confirmed_at(docking, side) is None)
    for docking in islice(open_ones, MOST):
        yield Line(docking.title, f"/links/{docking.id}", _l("Confirm it"))
