"""A site with some of everything, and for each of its rules an address that is there."""

import re
from types import SimpleNamespace

from make import (
    make_area,
    make_batch,
    make_city,
    make_member,
    make_member_batch,
    make_record,
    make_theme,
    make_user,
)
from make_act import make_activity
from make_call import make_sign_up
from make_chain import make_adopted_case, make_adoption
from make_consult import make_inquiry
from make_draw import make_drawn, make_letter
from make_exchange import parts_of_exchange
from make_governance import make_holding, make_setting
from make_match import make_posting, make_report, make_topic, parts_of_matches
from make_meetings import (
    make_decided,
    make_follow_up,
    make_gathering,
    make_hand_over,
    make_resolution,
    parts_of,
)
from make_minutes import (
    make_circulated,
    make_old_minutes,
    make_past_meeting,
    make_past_minutes,
)

from kb.activities.sign_ups import SignUpSheet
from kb.alliance.pages import Page
from kb.db import db
from kb.libraries.kinds import PROJECTS
from kb.meetings.minutes import Minutes


def make(app, keep) -> SimpleNamespace:
    """Fill an empty site; what was made, detached from its session."""
    made = SimpleNamespace()
    keep(make_theme)
    keep(make_area)
    keep(make_city)
    made.park = keep(make_member, city_slug="rizhao")
    made.staff = keep(make_user)
    keep(make_activity, series="论坛")
    made.project = keep(make_record, city="rizhao", member="rizhao-park", tags=["共建"])
    made.about = keep(make_record, Page)
    keep(make_follow_up)
    keep(make_inquiry)
    _make_meetings(app, keep, made)
    made.matched = keep(make_posting), keep(make_report), keep(make_topic)
    made.coming = keep(make_sign_up)
    with app.app_context():
        made.activity = db.session.get(SignUpSheet, made.coming.sheet_id).activity.number
    made.draw = keep(make_drawn, made.staff)
    made.letter = keep(make_letter, made.staff)
    keep(make_adoption)
    made.adopted = keep(make_adopted_case)
    return made


def _make_meetings(app, keep, made) -> None:
    keep(make_hand_over, made.staff)
    keep(make_batch, made.staff)
    made.of_members = keep(make_member_batch, made.staff)
    made.setting, made.held = keep(make_setting), keep(make_holding)
    made.draft, made.decided = keep(make_resolution), keep(make_decided)
    made.meeting = keep(make_circulated)
    made.published = keep(make_record, Minutes).number
    with app.app_context():
        made.gathering = make_gathering()
        db.session.commit()
    made.printed = keep(make_past_minutes, keep(make_past_meeting)).number
    keep(make_old_minutes)


def address(rule: str, made: SimpleNamespace, keep) -> str:
    """Where this rule leads to something that was made."""
    parts = _anywhere(rule, made) | _in_meetings(rule, made)
    if rule.startswith("/members/exchange"):
        parts["id"] = str(made.of_members.id)
    if rule.startswith("/libraries/case-studies"):
        parts["address"] = made.adopted.number
    if rule.startswith("/yearbook"):
        parts["extension"] = "docx"
    if rule.startswith("/activities/"):
        parts |= {"address": made.activity, "step": "cancelled", "name": "论坛"}
        parts |= {"number": "2026", "token": "all", "order": "off"}
    if rule.startswith("/sign-ups/"):
        parts["code"] = made.coming.code
    if "/draws/<number>" in rule or rule.startswith("/committee"):
        parts |= {"number": made.draw.number, "paper": "record", "extension": "docx"}
        parts["id"] = str(made.letter.holding_id if "holdings" in rule else made.letter.id)
    parts |= parts_of_matches(rule, *made.matched)
    parts |= parts_of_exchange(rule, keep)
    return re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda found: parts[found[1]], rule)


def _anywhere(rule: str, made: SimpleNamespace) -> dict[str, str]:
    """What the parts of most addresses stand for."""
    ones = ("id", "number", "section", "correction", "item_id", "file_id")
    return dict.fromkeys(ones, "1") | {
        "address": made.about.number if "/about" in rule else made.project.number,
        "token": "guessed",
        "form_key": "guessed",
        "code": "en",
        "filename": "kb.css",
        "kind": PROJECTS.slug,
        "datum": "phone",
        "extension": "bib" if "citation" in rule else "csv",
        "slug": "rizhao" if "cities" in rule else made.park.slug,
        "year": "2026",
        "what": "fix",
        "way": "up",
    }


def _in_meetings(rule: str, made: SimpleNamespace) -> dict[str, str]:
    """Meetings, their papers and the bodies that meet."""
    parts = {"key": made.setting.key}
    if rule.startswith("/minutes/<address>"):
        parts["address"] = made.published
    if rule.startswith("/resolutions"):
        open_to_all = rule.endswith(("<int:id>", "/done"))
        parts["id"] = str(made.decided.id if open_to_all else made.draft.id)
    if rule.startswith("/meetings/<int:id>"):
        parts["id"] = str(made.draft.meeting_id)
    if rule.startswith("/governance/"):
        parts |= {"id": str(made.held.id), "slug": "council"}
    if rule.startswith("/calendar/bodies"):
        parts["slug"] = "council"
    if rule.startswith("/documents"):
        parts |= {"paper": "notice", "extension": "docx", "address": made.printed}
    if rule.startswith("/documents/resolutions"):
        parts["id"] = str(made.decided.id)
    parts |= parts_of(rule, made.gathering)
    if rule.startswith("/meetings/<int:id>/minutes"):
        parts["id"] = str(made.meeting.id)
    return parts
