"""Minuting: from the draft to the circulated text. Who edits, who may ask for a correction."""

from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance import rules
from kb.alliance.cities import City
from kb.alliance.members import Member
from kb.clock import today
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.meetings import agenda, followups, invitations, minutes, resolutions
from kb.meetings.compiling import Material, Passage, compiled
from kb.meetings.invitations import Attendance
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.minutes import Minutes
from kb.meetings.resolutions import Voting
from kb.meetings.rights import may_run
from kb.meetings.sections import MinutesSection, open_ones, sections_of
from kb.publishing import audit, sealed
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import require
from kb.publishing.records import Visibility
from kb.text.merging import merge

EDITED = frozenset({MeetingState.DRAFTED, MeetingState.CIRCULATED})
"""While the text may still change."""


def of(meeting: Meeting) -> Minutes | None:
    """The whole minutes, which are written and signed; the public part is made of them."""
    return next(iter(minutes.of_meeting(meeting)), None)


def address(meeting: Meeting) -> str:
    return f"{meeting.address}/minutes"


def compile_minutes(meeting: Meeting, secretary: User) -> Minutes:
    """Put the text together; what was edited since the last time stays."""
    require(may_run(secretary, meeting))
    if meeting.state is not MeetingState.HELD and meeting.state not in EDITED:
        raise Conflict(_("Minutes are compiled after the meeting and before they are signed."))
    found = of(meeting)
    if found is not None and meeting.source:
        raise Conflict(_("These minutes came out of a file. Edit their text itself."))
    found = found or _begun(meeting, secretary)
    _fill(found, compiled(_material(meeting)))
    if meeting.state is MeetingState.HELD:
        meeting.state = MeetingState.DRAFTED
    audit.log(secretary, "compile minutes", meeting.title, found.id)
    db.session.flush()
    return found


def put_down_old(meeting: Meeting, secretary: User, text: str, number: str) -> Minutes:
    """The draft of minutes of a former year: their own text, as Markdown, under their number."""
    require(may_run(secretary, meeting))
    record = _begun(meeting, secretary)
    record.document_number = number
    _fill(record, [Passage("original", "", text)])
    meeting.state = MeetingState.DRAFTED
    db.session.flush()
    return record


def _begun(meeting: Meeting, secretary: User) -> Minutes:
    record = Minutes(meeting=meeting)
    facts = {"title": title_of(meeting), "visibility": Visibility.SECRETARIAT}
    sealed.draft(record, secretary, facts)
    return record


def title_of(meeting: Meeting) -> str:
    return meeting.title if meeting.title.endswith("纪要") else f"{meeting.title}纪要"


def _material(meeting: Meeting) -> Material:
    return Material(
        meeting,
        agenda.items_of(meeting),
        invitations.of_meeting(meeting),
        resolutions.resolutions_of(meeting),
        followups.follow_ups_of(meeting),
        {city.slug: city.name for city in db.session.scalars(select(City))},
        {member.slug: member.name for member in db.session.scalars(select(Member))},
    )


def _fill(record: Minutes, passages: list[Passage]) -> None:
    """Each section gets its passage. What is no longer there goes, unless somebody edited it."""
    before = {section.key: section for section in sections_of(record)}
    for position, passage in enumerate(passages):
        section = before.pop(passage.key, None)
        if section is None:
            section = MinutesSection(minutes_id=record.id, key=passage.key)
            section.heading, section.text = passage.heading, passage.text
            db.session.add(section)
        elif section.compiled != passage.text:
            _renew(section, passage)
        section.compiled, section.item_id = passage.text, passage.item_id
        section.position, section.is_closed = position, passage.is_closed
    for section in before.values():
        if section.text == section.compiled:
            db.session.delete(section)
    db.session.flush()


def _renew(section: MinutesSection, passage: Passage) -> None:
    """Edits and the new facts together; where they touch, the edits stay and the new text waits."""
    together = merge(section.compiled, section.text, passage.text)
    section.offered = passage.text if together is None else ""
    if together is not None:
        section.text = together
    section.heading = section.heading or passage.heading


def save_section(
    section: MinutesSection, secretary: User, heading: str, text: str, version: int
) -> None:
    """Write this section. Raises Conflict when somebody else has saved it since `version`."""
    _may_write(section, secretary)
    if version != section.version:
        raise Conflict(
            _("Somebody else has saved this section meanwhile. Compare both, then save again.")
        )
    before = section.text
    section.heading, section.text, section.edited_by = heading, text, secretary
    detail = {"section": section.heading, "before": before, "after": text}
    audit.log(secretary, "edit minutes", section.minutes.title, section.minutes_id, **detail)
    db.session.flush()


def take_offered(section: MinutesSection, secretary: User, version: int) -> None:
    """Let the newly compiled text take the place of the edited one."""
    save_section(section, secretary, section.heading, section.offered or section.text, version)
    section.offered = ""
    db.session.flush()


def keep_own(section: MinutesSection, secretary: User) -> None:
    """Leave the section as it was edited; the newly compiled text is dropped."""
    _may_write(section, secretary)
    section.offered = ""
    db.session.flush()


def _may_write(section: MinutesSection, secretary: User) -> None:
    meeting = section.minutes.meeting
    assert meeting is not None  # Only minutes of meetings on this site have sections.
    require(may_run(secretary, meeting))
    if meeting.state not in EDITED:
        raise Conflict(_("These minutes are signed. They do not change any more."))


def last_day(meeting: Meeting) -> date:
    """What the charter gives for corrections, from today."""
    return today() + timedelta(days=rules.corrections_days(meeting.day))


def circulate(meeting: Meeting, secretary: User, until: date) -> None:
    """Let all who attended read the draft and ask for corrections, up to and with this day.

    Done once more, it gives them another last day.
    """
    require(may_run(secretary, meeting))
    record = of(meeting)
    if record is None or meeting.state not in EDITED:
        raise Conflict(_("Only a draft of minutes is circulated. Compile it first."))
    if until < today():
        raise DomainError(_("The last day for corrections cannot lie in the past."))
    meeting.state, meeting.corrections_until = MeetingState.CIRCULATED, until
    audit.log(secretary, "circulate minutes", meeting.title, record.id, until=until.isoformat())
    db.session.flush()
    facts = {"title": meeting.title, "day": until.isoformat(), "href": address(meeting)}
    notify(attendees(meeting), Event.MINUTES_CIRCULATED, None, **facts)


def attendees(meeting: Meeting) -> list[User]:
    """The accounts of those who were there, each in person or standing in for somebody."""
    found = (
        one.substitute if one.attendance is Attendance.SUBSTITUTE else one.user
        for one in invitations.of_meeting(meeting)
        if one.attendance in invitations.THERE
    )
    return [user for user in found if user is not None]


def attended(user: User | None, meeting: Meeting) -> bool:
    return user is not None and any(one.id == user.id for one in attendees(meeting))


def require_nothing_leaks(meeting: Meeting, sections: list[MinutesSection]) -> None:
    """Raise DomainError when an open section names what was dealt with behind closed doors."""
    for section in open_ones(sections):
        if name := named(meeting, section.markdown):
            heading = section.heading or _("the opening")
            raise DomainError(
                _(
                    "The public part would name a closed matter (“%(name)s” in %(heading)s). "
                    "Change that section first.",
                    name=name,
                    heading=heading,
                )
            )


def named(meeting: Meeting, text: str) -> str:
    """The first closed matter of the meeting that this text calls by its name; else nothing."""
    return next((name for name in _closed_names(meeting) if name in text), "")


def _closed_names(meeting: Meeting) -> list[str]:
    items = agenda.items_of(meeting)
    closed = {item.id for item in items if item.is_closed}
    names = [item.title for item in items if item.is_closed]
    for resolution in resolutions.resolutions_of(meeting):
        if resolution.is_closed or resolution.item_id in closed:
            decided = resolution.voting is Voting.CLOSED
            names += [resolution.title, (resolution.number or "") if decided else ""]
    for one in followups.follow_ups_of(meeting):
        if one.is_closed or one.item_id in closed:
            names.append(one.task)
    return [name for name in names if len(name.strip()) > 3]
