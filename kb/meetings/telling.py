"""Telling: who hears of what becomes of a meeting."""

from collections.abc import Sequence

from kb.accounts.users import User
from kb.meetings import invitations
from kb.meetings.invitations import Invitation
from kb.meetings.meetings import Meeting
from kb.publishing.events import Event
from kb.publishing.notices import notify


def people_of(found: Sequence[Invitation]) -> list[User]:
    """The accounts of those invited, and of who stands in for them."""
    both = [person for each in found for person in (each.user, each.substitute)]
    return [person for person in both if person is not None]


def tell_invited(meeting: Meeting, event: Event, **facts: str) -> None:
    """Everybody with an account who is invited is told, with the way to the meeting."""
    people = people_of(invitations.of_meeting(meeting))
    notify(people, event, None, title=meeting.title, href=meeting.address, **facts)
