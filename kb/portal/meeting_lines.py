"""Meeting lines: what "my work" says of meetings: invitations to answer, meetings in session."""

from typing import Any

from kb.accounts.users import User
from kb.meetings import calendar
from kb.meetings.invitations import Invitation
from kb.meetings.meetings import Meeting


def meetings_of(reader: User) -> dict[str, list[dict[str, Any]]]:
    """What this person is asked to answer, and where they are expected at this moment."""
    return {
        "unanswered": [_line(each.meeting, each) for each in calendar.unanswered(reader)],
        "in_session": [_line(each) for each in calendar.in_session(reader)],
    }


def _line(meeting: Meeting, invitation: Invitation | None = None) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "until": meeting.answer_until,
        "is_signed": invitation is None or invitation.read_at is not None,
    }
