"""Forgetting: names and phones go some days after the activity; how many came stays known."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update

from kb.activities.sign_ups import SignUp, SignUpSheet
from kb.activities.signing_up.rights import end_of
from kb.alliance import rules
from kb.clock import local, today
from kb.db import db
from kb.publishing import audit

BLANK = {"name": "", "unit": "", "phone": "", "note": "", "user_id": None}


def daily(_payload: Mapping[str, Any], _progress: object) -> None:
    """The work of every night."""
    forget(today())


def forget(day: date) -> int:
    """Blank what names people on lists whose time is over on this day. How many people."""
    kept, gone = timedelta(days=rules.sign_up_kept_days(day)), 0
    named = select(SignUp.sheet_id).where(SignUp.name != "")
    for sheet in db.session.scalars(select(SignUpSheet).where(SignUpSheet.id.in_(named))):
        if _over(sheet) + kept < day:
            gone += _blank(sheet)
    db.session.flush()
    return gone


def _over(sheet: SignUpSheet) -> date:
    """The last day; of an activity that has lost its day, that of the newest sign-up."""
    newest = select(SignUp.made_at).where(SignUp.sheet_id == sheet.id)
    found = end_of(sheet.activity)
    if found is None:
        at = db.session.scalar(newest.order_by(SignUp.made_at.desc()).limit(1))
        assert at is not None
        found = local(at).date()
    return found


def _blank(sheet: SignUpSheet) -> int:
    people = select(SignUp.id).where(SignUp.sheet_id == sheet.id, SignUp.name != "")
    found = db.session.scalars(people).all()
    db.session.execute(update(SignUp).where(SignUp.id.in_(found)).values(**BLANK))
    audit.log(None, "sign-ups forgotten", sheet.activity.title, sheet.activity_id, count=len(found))
    return len(found)
