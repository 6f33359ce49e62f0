"""Rights: who may see and do what with meetings and all that belongs to them.

They rest on role, seat and term, each read for the day in question; nothing is copied.
"""

from kb.accounts.users import User
from kb.alliance.offices import sits_in
from kb.clock import today
from kb.meetings.invitations import invitation_of
from kb.meetings.meetings import Meeting, MeetingState
from kb.meetings.resolutions import Resolution, Voting
from kb.publishing.permissions import OUTSIDE, is_known, is_staff


def may_see(user: User | None, meeting: Meeting) -> bool:
    """That it takes place, where and when: the alliance; everybody once its minutes are out."""
    if meeting.state is MeetingState.PUBLISHED or is_within(user, meeting):
        return True
    if user is None or not is_known(user) or user.role in OUTSIDE:
        return False
    return meeting.state is not MeetingState.PLANNED


def is_within(user: User | None, meeting: Meeting) -> bool:
    """Belongs to the meeting: reads papers, closed items and drafts. The secretariat, who is
    invited or stands in, and who sits in the body on the meeting's day or today.
    """
    if user is None or not is_known(user):
        return False
    if is_staff(user) or invitation_of(user, meeting) is not None:
        return True
    return any(sits_in(user, meeting.body, day) for day in {meeting.day, today()})


def may_run(user: User | None, meeting: Meeting) -> bool:
    """Plans, convenes, keeps attendance, opens votes, writes the minutes: the secretariat."""
    return is_staff(user)


def may_read_resolution(user: User | None, resolution: Resolution) -> bool:
    """Everybody what was decided once the minutes are out; drafts, votes under way and closed
    items only who belongs to the meeting.
    """
    meeting = resolution.meeting
    if meeting is None:
        return is_staff(user) or sits_in(user, resolution.body, today())
    is_out = meeting.state is MeetingState.PUBLISHED and resolution.voting is Voting.CLOSED
    return (is_out and not resolution.is_closed) or is_within(user, meeting)
