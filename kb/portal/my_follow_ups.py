"""My follow-ups: what a person and their unit have to see to, the first due first."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.db import db
from kb.meetings.follow_up_rights import owned_by
from kb.meetings.followups import UNDONE, FollowUp

MOST = 20


def to_do(reader: User) -> Sequence[FollowUp]:
    """Those not done yet, at most twenty."""
    rows = select(FollowUp).where(FollowUp.state.in_(UNDONE), owned_by(reader))
    shown = (joinedload(FollowUp.city), joinedload(FollowUp.member))
    order = (FollowUp.due_on.nulls_last(), FollowUp.id)
    return db.session.scalars(rows.order_by(*order).limit(MOST).options(*shown)).all()
