"""How far a resolution is carried out, and that nothing is closed without proof."""

from datetime import timedelta

import pytest
from make import make_record, make_user
from make_meetings import make_decided, make_follow_up, make_proof, make_resolution

from kb.accounts.users import Role
from kb.clock import today
from kb.errors import Conflict, DomainError, NotAllowed
from kb.meetings import closing
from kb.meetings.closing import Status, Step
from kb.meetings.followups import FollowUpState
from kb.meetings.resolutions import Result

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("context")


def status(resolution, day=None):
    return closing.status(resolution, closing.follow_ups_of(resolution), day or today())


def test_five_steps_are_read_from_the_follow_ups():
    resolution = make_decided()
    assert status(resolution) == Status(Step.ADOPTED, False)
    follow_up = make_follow_up(resolution=resolution)
    assert status(resolution) == Status(Step.UNDER_WAY, False)
    follow_up.state = FollowUpState.DONE
    assert status(resolution) == Status(Step.PROOF_WAITING, False)
    make_proof(follow_up)
    closing.close(resolution, make_user())
    assert status(resolution) == Status(Step.DONE, False)
    assert resolution.done_on == today()


def test_overdue_stands_beside_a_step_and_never_instead_of_it():
    resolution = make_decided(due_on=today())
    assert status(resolution, today()) == Status(Step.ADOPTED, False)
    assert status(resolution, today() + DAY) == Status(Step.ADOPTED, True)
    follow_up = make_follow_up(resolution=make_decided(), due_on=today() - DAY)
    assert status(follow_up.resolution) == Status(Step.UNDER_WAY, True)
    follow_up.state = FollowUpState.BLOCKED
    assert status(follow_up.resolution) == Status(Step.UNDER_WAY, True)
    follow_up.state = FollowUpState.DONE
    assert status(follow_up.resolution) == Status(Step.PROOF_WAITING, False)


def test_a_cancelled_follow_up_says_nothing_about_the_step():
    resolution = make_decided()
    make_follow_up(resolution=resolution, state=FollowUpState.CANCELLED)
    assert status(resolution) == Status(Step.ADOPTED, False)


def test_what_has_not_passed_has_no_step_and_is_not_closed():
    for result in (None, Result.REJECTED, Result.NO_QUORUM):
        resolution = make_decided(result=result)
        assert status(resolution) is None
        with pytest.raises(Conflict):
            closing.close(resolution, make_user())


def test_closing_names_what_is_missing():
    resolution = make_decided()
    with pytest.raises(DomainError, match="尚未建立督办事项"):
        closing.close(resolution, make_user())
    follow_up = make_follow_up(resolution=resolution, task="发布名单")
    make_proof(follow_up)
    with pytest.raises(DomainError, match="发布名单"):
        closing.close(resolution, make_user())
    other = make_decided()
    make_follow_up(resolution=other, state=FollowUpState.DONE)
    with pytest.raises(DomainError, match="佐证"):
        closing.close(other, make_user())
    assert (resolution.done_on, other.done_on) == (None, None)


def test_proof_of_a_cancelled_follow_up_is_none():
    resolution = make_decided()
    make_follow_up(resolution=resolution, state=FollowUpState.DONE)
    make_proof(make_follow_up(resolution=resolution, state=FollowUpState.CANCELLED))
    with pytest.raises(DomainError, match="佐证"):
        closing.close(resolution, make_user())


@pytest.mark.parametrize("with_record", [True, False])
def test_a_record_or_a_file_is_proof(with_record):
    resolution = make_decided()
    follow_up = make_follow_up(resolution=resolution, state=FollowUpState.DONE)
    make_proof(follow_up, make_record() if with_record else None)
    closing.close(resolution, make_user())
    with pytest.raises(Conflict, match="已办结"):
        closing.close(resolution, make_user())


def test_only_the_secretariat_closes():
    with pytest.raises(NotAllowed):
        closing.close(make_decided(), make_user(Role.COUNCIL_MEMBER))
    assert status(make_resolution()) is None
