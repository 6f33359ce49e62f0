"""Page: one inquiry as the asker's side and the secretariat see it, and as one of its experts does.

An expert's page is made of other parts: whatever stands here for them was meant for them.
"""

from datetime import date
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from kb.accounts.users import User
from kb.alliance import names
from kb.catalog.attached import worded_size
from kb.catalog.page import entry, safe_html
from kb.catalog.site import Site
from kb.clock import local
from kb.empowerment import closing, issuing, ladder
from kb.empowerment.answering import ANSWERABLE, RUNNING
from kb.empowerment.consultations import (
    PENDING,
    ConsultationState,
    Counsel,
    Inquiry,
    Reply,
    Secrecy,
)
from kb.empowerment.inquiry_files import InquiryFile, files_of
from kb.empowerment.inviting import INVITING
from kb.empowerment.ladder import Rung
from kb.empowerment.reading_draws import of_inquiry
from kb.empowerment.rights import (
    OPEN,
    inquiry_is_asker,
    inquiry_may_change,
    inquiry_may_run,
    inquiry_may_take_back,
    scope_may_read,
)
from kb.empowerment.stepping import counsels_of
from kb.libraries import expertise
from kb.publishing.permissions import may_name, may_read
from kb.publishing.records import Record

TONES = {
    Reply.INVITED: "sand",
    Reply.ACCEPTED: "sea",
    Reply.ANSWERED: "green",
    Reply.DECLINED: "plain",
    Reply.GIVEN_UP: "coral",
}


def whole(inquiry: Inquiry, reader: User, day: date, site: Site) -> dict[str, Any]:
    """For the asker's side and the secretariat."""
    files, runs = files_of(inquiry), inquiry_may_run(reader)
    parts = [_part(counsel, files, day, runs) for counsel in counsels_of(inquiry)]
    waits = any(part["is_pending"] for part in parts)
    return {
        "inquiry": inquiry,
        "question": safe_html(inquiry.question),
        "scope": safe_html(inquiry.scope),
        "files": [_file(file) for file in files if file.counsel_id is None],
        "parts": parts,
        "facts": _facts(inquiry, runs),
        "result": _named(inquiry.result, reader, site),
        "published": _record(inquiry.consultation, reader, site),
        "is_asker": inquiry_is_asker(reader, inquiry),
        "runs": runs,
        "may_change": inquiry_may_change(reader, inquiry),
        "may_take_back": inquiry_may_take_back(reader, inquiry),
        "may_scope": runs and inquiry.state in OPEN,
        "draws": of_inquiry(inquiry) if runs else (),
        "may_invite": runs and inquiry.state in INVITING and inquiry.consultation_id is None,
        "may_close": inquiry.state in INVITING[1:] and not waits,
        "may_relate": runs and closing.unrelated(inquiry),
        "no_issue": issuing.obstacle(inquiry) if runs else "",
        "is_closed": inquiry.state is ConsultationState.CLOSED,
    }


def _part(
    counsel: Counsel, files: list[InquiryFile] | Any, day: date, runs: bool
) -> dict[str, Any]:
    return {
        "counsel": counsel,
        "tone": TONES[counsel.reply],
        "text": safe_html(counsel.text),
        "files": [_file(file) for file in files if file.counsel_id == counsel.id],
        "is_pending": counsel.is_pending,
        "is_overdue": counsel.is_pending and counsel.due_on < day,
        "is_late": is_late(counsel),
        "is_answered": counsel.reply is Reply.ANSWERED,
        "rungs": rungs(counsel, day) if counsel.is_pending else [],
        "reason": counsel.reason if runs else "",
        "score": counsel.is_useful if runs else None,
    }


def is_late(counsel: Counsel) -> bool:
    at = counsel.answered_at
    return at is not None and local(at).date() > counsel.due_on


def rungs(counsel: Counsel, day: date) -> list[tuple[Rung, bool]]:
    """The ladder with its days, and whether each has been reached."""
    return [(rung, rung.day <= day) for rung in ladder.of(counsel)]


def _file(file: InquiryFile) -> dict[str, Any]:
    return {
        "id": file.id,
        "name": file.name,
        "href": file.address,
        "size": worded_size(file.size),
        "is_passed_on": file.is_passed_on,
    }


def _facts(inquiry: Inquiry, runs: bool) -> list[tuple[str, str]]:
    facts = [
        (_("Asked by"), f"{inquiry.asker.display_name} · {unit_of(inquiry)}"),
        (_("Area"), expertise.area_names().get(inquiry.area, inquiry.area)),
        (_("Secrecy"), str(inquiry.secrecy.label)),
    ]
    if runs and inquiry.score is not None:
        facts.append((_("Score of the whole"), format_decimal(inquiry.score)))
    if runs and inquiry.feedback:
        facts.append((_("A word to the secretariat"), inquiry.feedback))
    return [fact for fact in facts if fact[1]]


def unit_of(inquiry: Inquiry) -> str:
    """The asker's unit in the reader's language."""
    if inquiry.member_slug is not None:
        return names.member_names().get(inquiry.member_slug, inquiry.member_slug)
    if inquiry.city_slug is not None:
        return names.city_names().get(inquiry.city_slug, inquiry.city_slug)
    return str(_("Secretariat"))


def _record(record: Record | None, reader: User, site: Site) -> dict[str, Any] | None:
    """Where it leads; of one that this reader may not see, nothing."""
    return entry(site, record) if record is not None and may_read(reader, record) else None


def _named(record: Record | None, reader: User, site: Site) -> dict[str, Any] | None:
    """The same where its title is shown, which goes when it is withdrawn."""
    return _record(record, reader, site) if record and may_name(reader, record) else None


def own_part(counsel: Counsel, day: date) -> dict[str, Any]:
    """For the expert. Neither the asker's title nor another expert's part is in it; the unit only
    where nothing is confidential, the asker's words and files as far as they were passed on.
    """
    inquiry, reads = counsel.inquiry, scope_may_read(counsel)
    files = files_of(inquiry) if reads else []
    running = inquiry.state in RUNNING
    is_open = inquiry.secrecy is not Secrecy.CONFIDENTIAL
    return {
        "counsel": counsel,
        "title": inquiry.scope_title,
        "reference": inquiry.reference,
        "address": inquiry.address,
        "tone": TONES[counsel.reply],
        "scope": safe_html(inquiry.scope) if reads else "",
        "question": safe_html(inquiry.question) if reads and inquiry.passes_question else "",
        "files": [_file(each) for each in files if each.counsel_id is None and each.is_passed_on],
        "own_files": [_file(each) for each in files if each.counsel_id == counsel.id],
        "unit": unit_of(inquiry) if is_open and reads else "",
        "secrecy": inquiry.secrecy.label,
        "area": expertise.area_names().get(inquiry.area, inquiry.area),
        "text": safe_html(counsel.text),
        "rungs": rungs(counsel, day) if counsel.is_pending else [],
        "is_overdue": counsel.is_pending and counsel.due_on < day,
        "is_late": is_late(counsel),
        "is_answered": counsel.reply is Reply.ANSWERED,
        "may_accept": running and counsel.reply is Reply.INVITED,
        "may_decline": running and counsel.reply in PENDING | {Reply.GIVEN_UP},
        "may_answer": running and counsel.reply in ANSWERABLE and inquiry.consultation_id is None,
        "came_of": inquiry.came_of.label if inquiry.came_of is not None else "",
    }
