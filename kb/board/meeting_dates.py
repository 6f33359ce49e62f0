"""Meeting dates: when they take place, and what has to be done for each by which day."""

from collections.abc import Iterable, Iterator
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.alliance import rules
from kb.alliance.rulebook import Counting
from kb.board.moments import Kind, Moment, Scope, day_of
from kb.clock import add_days, add_months, is_announced, local, midnight
from kb.db import db
from kb.meetings.invitations import Answer, invitation_of
from kb.meetings.meetings import BEFORE, Meeting, MeetingSeries, MeetingState
from kb.meetings.resolutions import Resolution, Voting
from kb.meetings.rights import is_within, may_read_resolution, may_run, may_see
from kb.publishing.permissions import is_staff
from kb.web.filters import date_time, long_date
from kb.web.languages import in_english

ASKED = frozenset({MeetingState.CONVENED, MeetingState.FIXED})


def of_meetings(scope: Scope) -> Iterator[Moment]:
    """The meetings that this reader may see, and the last days for notice, answer, corrections."""
    rows = select(Meeting).where(
        Meeting.starts_at >= midnight(scope.first), Meeting.starts_at < midnight(scope.until)
    )
    if scope.reader is None:
        rows = rows.where(Meeting.state == MeetingState.PUBLISHED)
    loaded = rows.order_by(Meeting.starts_at, Meeting.id).options(joinedload(Meeting.body))
    for meeting in db.session.scalars(loaded):
        seen = is_within if scope.only_own else may_see
        if seen(scope.reader, meeting):
            yield from _of_one(meeting, scope)


def _of_one(meeting: Meeting, scope: Scope) -> Iterable[Moment]:
    if meeting.state is not MeetingState.CANCELLED or meeting.convened_at is not None:
        yield _held(meeting)
    if scope.reader is None:
        return
    yield from _convening(meeting, scope)
    yield from _answer(meeting, scope)
    yield from _corrections(meeting, scope.reader)


def _held(meeting: Meeting) -> Moment:
    same = day_of(meeting.ends_at) == meeting.day
    end = f"{local(meeting.ends_at):%H:%M}" if same else date_time(meeting.ends_at)
    span = {"start": date_time(meeting.starts_at), "end": end}
    return Moment(
        Kind.MEETING,
        f"meeting-{meeting.id}",
        meeting.day,
        _title(meeting),
        str(_("From %(start)s to %(end)s, Shanghai time.", **span)),
        meeting.address,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        body=meeting.body.slug,
        is_cancelled=meeting.state is MeetingState.CANCELLED,
        sequence=meeting.version - 1,
        changed_at=meeting.changed_at or meeting.created_at,
    )


def _title(meeting: Meeting | MeetingSeries) -> str:
    name = meeting.name if isinstance(meeting, MeetingSeries) else meeting.title
    name_en = meeting.name_en if isinstance(meeting, MeetingSeries) else meeting.title_en
    return (name_en if in_english() else "") or name


def _moment(meeting: Meeting, kind: Kind, day: date, title: str, rule: str) -> Moment:
    return Moment(
        kind,
        f"{kind.value}-{meeting.id}",
        day,
        title,
        rule,
        meeting.address,
        body=meeting.body.slug,
        sequence=meeting.version - 1,
        changed_at=meeting.changed_at or meeting.created_at,
    )


def _convening(meeting: Meeting, scope: Scope) -> Iterable[Moment]:
    """By when the notice has to be out, where the charter says so."""
    count = rules.convening_days(meeting.day)
    planned = meeting.state is MeetingState.PLANNED
    if count is None or not planned or not may_run(scope.reader, meeting):
        return
    working = rules.convening_counting(meeting.day) is Counting.WORKING
    day = add_days(meeting.day, -count, working)
    rule = _("The charter: %(days)s before the meeting on %(day)s, which is not counted itself.",
             days=_days(count, working), day=long_date(meeting.day))  # fmt: skip
    if working and not (is_announced(day.year) and is_announced(meeting.day.year)):
        rule += " " + _("Make-up days of that year are not announced yet.")
    title = _("Send the notice: %(title)s", title=_title(meeting))
    yield _moment(meeting, Kind.CONVENING, day, title, rule)


def _days(count: int, working: bool) -> str:
    if working:
        return str(ngettext("%(num)s working day", "%(num)s working days", count))
    return str(ngettext("%(num)s calendar day", "%(num)s calendar days", count))


def _answer(meeting: Meeting, scope: Scope) -> Iterable[Moment]:
    """By when an invited person says whether they come; the staff see the day of every meeting."""
    day, reader = meeting.answer_until, scope.reader
    if reader is None or day is None or meeting.state not in ASKED:
        return
    own = invitation_of(reader, meeting)
    waits = own is not None and own.answer is Answer.NONE
    if not waits and not (is_staff(reader) and not scope.only_own):
        return
    title = _("Answer the invitation: %(title)s", title=_title(meeting))
    yield _moment(meeting, Kind.ANSWER, day, title, _reckoned(meeting, day))


def _reckoned(meeting: Meeting, day: date) -> str:
    if meeting.convened_at is None or (count := (day - day_of(meeting.convened_at)).days) <= 0:
        return str(_("Set in the notice. The last day counts until midnight."))
    return str(
        _(
            "Convened on %(day)s + %(days)s, the day of the notice not counted. "
            "The last day counts until midnight.",
            day=long_date(meeting.convened_at),
            days=_days(count, working=False),
        )
    )


def _corrections(meeting: Meeting, reader: User) -> Iterable[Moment]:
    """Until when those who attended propose corrections of the circulated minutes."""
    day = meeting.corrections_until
    if day is None or meeting.state is not MeetingState.CIRCULATED:
        return
    own = invitation_of(reader, meeting)
    if not is_staff(reader) and not (own is not None and own.is_there):
        return
    count = rules.corrections_days(meeting.day)
    rule = _("Set when the minutes were circulated; the charter gives %(days)s. "
             "The last day counts until midnight.", days=_days(count, working=False))  # fmt: skip
    title = _("Propose corrections: %(title)s", title=_title(meeting))
    yield _moment(meeting, Kind.CORRECTIONS, day, title, str(rule))


def votes(scope: Scope) -> Iterator[Moment]:
    """When open votes close by themselves, for those who belong to the body or the meeting."""
    rows = select(Resolution).where(
        Resolution.voting == Voting.OPEN, Resolution.closes_at.is_not(None)
    )
    for each in db.session.scalars(rows.options(joinedload(Resolution.body))):
        if each.closes_at is None or not may_read_resolution(scope.reader, each):
            continue
        span = {"start": date_time(each.opens_at), "end": date_time(each.closes_at)}
        yield Moment(
            Kind.VOTE,
            f"vote-{each.id}",
            day_of(each.closes_at),
            (each.title_en if in_english() else "") or each.title,
            str(_("Open from %(start)s to %(end)s, Shanghai time; it closes by itself.", **span)),
            each.address,
            starts_at=each.closes_at,
            body=each.body.slug,
            sequence=each.version - 1,
            changed_at=each.changed_at or each.created_at,
        )


def series(scope: Scope) -> Iterator[Moment]:
    """When a series should meet again, while no meeting of it is planned."""
    if not scope.is_inside or scope.only_own:
        return
    for each in db.session.scalars(select(MeetingSeries).order_by(MeetingSeries.id)):
        rows = select(Meeting).where(
            Meeting.series_id == each.id, Meeting.state != MeetingState.CANCELLED
        )
        newest = db.session.scalar(rows.order_by(Meeting.starts_at.desc()).limit(1))
        if newest is None or newest.state in BEFORE or each.per_year < 1:
            continue
        months = max(1, 12 // each.per_year)
        day = add_months(newest.day, months)
        rule = _("%(count)s a year: %(months)s months after the last one on %(day)s, "
                 "on the same day of the month, or its last where it is shorter.",
                 count=each.per_year, months=months, day=long_date(newest.day))  # fmt: skip
        uid = f"series-{each.id}-{day.isoformat()}"
        body = each.body.slug
        yield Moment(
            Kind.SERIES, uid, day, _title(each), str(rule), "/meetings", body=body,
            is_late=day < scope.day, changed_at=newest.changed_at or newest.created_at,
        )  # fmt: skip
