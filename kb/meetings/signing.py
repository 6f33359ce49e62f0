"""Signing: the chair's person of the right term signs the minutes, and nobody else."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance import offices, rules, terms
from kb.alliance.offices import CITY_ROLES
from kb.alliance.rulebook import Signer
from kb.alliance.terms import Term
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, NotAllowed
from kb.meetings import correcting, minuting
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.minutes import CorrectionState, Minutes
from kb.meetings.rights import may_run
from kb.meetings.sections import MinutesSection, digest, sections_of
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import require
from kb.web.languages import in_english


def day_of_office(meeting: Meeting) -> date:
    """The day whose chair signs: the meeting's own, unless the charter says otherwise."""
    in_office = rules.minutes_signer(meeting.day) is Signer.CHAIR_IN_OFFICE
    return today() if in_office else meeting.day


def signing_term(meeting: Meeting) -> Term | None:
    return terms.presiding(day_of_office(meeting))


def acts_as_chair(user: User | None, meeting: Meeting) -> bool:
    return offices.in_chair(user, day_of_office(meeting))


def obstacle(meeting: Meeting) -> str:
    """Why the minutes cannot be signed yet, as a sentence; empty when they can."""
    record = minuting.of(meeting)
    if record is None or meeting.state is not MeetingState.CIRCULATED:
        return str(_("Minutes are signed after they have been circulated."))
    until = meeting.corrections_until
    if until is not None and today() <= until:
        return str(_("Corrections can be proposed until %(day)s.", day=until.isoformat()))
    corrections = correcting.corrections_of(record)
    if any(one.state is CorrectionState.OPEN for one in corrections):
        return str(_("The secretariat has not decided all corrections yet."))
    if signing_term(meeting) is None:
        return str(_("No city presided on that day. The secretariat records the term first."))
    return ""


def ask_to_sign(meeting: Meeting, secretary: User) -> None:
    """Tell the chair's people that the minutes wait for their signature."""
    require(may_run(secretary, meeting))
    reason, term = obstacle(meeting), signing_term(meeting)
    if reason or term is None:
        raise Conflict(reason)
    minuting.require_nothing_leaks(meeting, _sections(meeting))
    people = select(User).where(User.city == term.city_slug, User.role.in_(CITY_ROLES))
    facts = {"title": meeting.title, "href": minuting.address(meeting)}
    notify(db.session.scalars(people), Event.MINUTES_TO_SIGN, None, **facts)
    audit.log(secretary, "ask to sign", meeting.title)
    db.session.flush()


def sign(meeting: Meeting, chair: User, seen: str) -> Minutes:
    """Sign the text whose digest is `seen`. Raises NotAllowed for the wrong term's chair, Conflict
    when it is too early or the text has changed since it was opened.
    """
    if not acts_as_chair(chair, meeting):
        raise NotAllowed(_refusal(meeting))
    if reason := obstacle(meeting):
        raise Conflict(reason)
    record, sections = minuting.of(meeting), _sections(meeting)
    assert record is not None
    if seen != digest(sections):
        raise Conflict(_("The text has changed since you opened it. Read it again, then sign."))
    minuting.require_nothing_leaks(meeting, sections)
    record.signed_at, record.signed_by, record.signed_for = utcnow(), chair, chair.city or ""
    record.sha256 = seen
    meeting.state = MeetingState.SIGNED
    audit.log(chair, "sign minutes", meeting.title, record.id, sha256=seen)
    db.session.flush()
    return record


def _sections(meeting: Meeting) -> list[MinutesSection]:
    record = minuting.of(meeting)
    return list(sections_of(record)) if record else []


def _refusal(meeting: Meeting) -> str:
    term = signing_term(meeting)
    if term is None:
        return str(_("No city presided on that day. The secretariat records the term first."))
    refused = _(
        "These minutes are signed by the chair of %(city)s, whose term is %(first)s to %(last)s. "
        "You do not act for that chair.",
        city=term.city.name_en if in_english() else term.city.name,
        first=term.starts_on.isoformat(),
        last=term.ends_on.isoformat(),
    )
    return str(refused)
