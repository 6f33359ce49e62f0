"""Meeting lines: what "my work" says of meetings: answers wanted, sessions, minutes to check."""

from typing import Any

from kb.accounts.users import User
from kb.clock import today
from kb.meetings import calendar, minuting, signing
from kb.meetings.invitations import Invitation
from kb.meetings.meetings import Meeting


def meetings_of(reader: User) -> dict[str, list[dict[str, Any]]]:
    """What this person is asked to answer, where they are expected at this moment, and which
    minutes wait for their look or their signature.
    """
    return {
        "unanswered": [_line(each.meeting, each) for each in calendar.unanswered(reader)],
        "in_session": [_line(each) for each in calendar.in_session(reader)],
        **_minutes(reader),
    }


def _minutes(reader: User) -> dict[str, list[dict[str, Any]]]:
    """To sign, as soon as it may be; to check, until the last day for corrections."""
    circulated = calendar.circulated()
    chaired = [each for each in circulated if signing.acts_as_chair(reader, each)]
    return {
        "to_sign": [_line(each) for each in chaired if not signing.obstacle(each)],
        "to_check": [_line(each) for each in circulated if _may_correct(reader, each)],
    }


def _may_correct(reader: User, meeting: Meeting) -> bool:
    until = meeting.corrections_until
    return until is not None and today() <= until and minuting.attended(reader, meeting)


def _line(meeting: Meeting, invitation: Invitation | None = None) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "until": meeting.answer_until,
        "is_signed": invitation is None or invitation.read_at is not None,
    }
