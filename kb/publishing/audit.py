"""Audit: who did what, when. Lines are only ever added."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db


class AuditEvent(Base):
    """One line. It names record and person by number without a key, so that it outlives both."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    user_id: Mapped[int | None]
    user_name: Mapped[str] = mapped_column(default="")
    action: Mapped[str]
    record_id: Mapped[int | None] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


def log(
    user: User | None,
    action: str,
    subject: str = "",
    record_id: int | None = None,
    **detail: Any,
) -> None:
    """Add a line to the present transaction. No user: the site itself acted."""
    db.session.add(
        AuditEvent(
            user_id=user.id if user else None,
            user_name=user.name if user else "",
            action=action,
            subject=subject,
            record_id=record_id,
            detail=detail,
        )
    )


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Of two contents, the fields that differ: name and both values."""
    names = dict.fromkeys((*before, *after))
    return {
        name: [before.get(name), after.get(name)]
        for name in names
        if _plain(before.get(name)) != _plain(after.get(name))
    }


def _plain(value: Any) -> Any:
    """Nothing is nothing, and the order of a list of words says nothing."""
    return sorted(map(str, value)) if isinstance(value, list) else value or ""


ACTIONS: dict[str, LazyString] = {
    "create": _l("began a draft"),
    "save": _l("saved a version"),
    "submit": _l("submitted"),
    "publish": _l("published"),
    "return": _l("returned"),
    "withdraw": _l("withdrew"),
    "restore": _l("lifted the withdrawal"),
    "rename": _l("renamed"),
    "link": _l("linked"),
    "claim": _l("claimed"),
    "release": _l("released"),
    "ask": _l("asked for advice"),
    "advise": _l("gave advice"),
    "embargo": _l("moved the embargo"),
    "bring-back": _l("brought an old version back"),
    "rename-tag": _l("renamed a tag"),
    "merge-tags": _l("merged tags"),
    "promote-tag": _l("made a tag a theme"),
    "delete-tag": _l("deleted a tag"),
    "synonyms": _l("changed synonyms"),
    "load": _l("loaded a file"),
    "import": _l("imported a workbook"),
    "attach": _l("attached a file"),
    "describe": _l("described a file"),
    "detach": _l("took a file away"),
    "consent": _l("changed consent"),
    "erase": _l("erased personal data"),
    "reveal": _l("revealed personal data"),
    "register": _l("registered"),
    "hand over link": _l("handed over a link"),
    "personal data": _l("changed personal data"),
    "availability": _l("changed availability"),
    "ask for deletion": _l("asked for deletion"),
    "ask-receipts": _l("asked for read receipts"),
    "sign-receipt": _l("signed for it"),
    "retry-job": _l("tried a job again"),
    "compare-index": _l("had an index compared"),
    "rebuild-index": _l("had an index rebuilt"),
    "forget-index": _l("had an index forgotten"),
    "upload": _l("uploaded a workbook"),
    "invite": _l("invited"),
    "renew_invitation": _l("renewed an invitation"),
    "reset_link": _l("made a link to reset a password"),
    "appoint": _l("changed role or scope"),
    "lock": _l("locked an account"),
    "unlock": _l("unlocked an account"),
    "end_sessions": _l("ended sessions"),
    "end_second_factor": _l("removed two-factor sign-in"),
    "amend-charter": _l("amended the charter"),
    "take-back-amendment": _l("took an amendment back"),
    "found-body": _l("founded a body"),
    "revise-body": _l("changed a body"),
    "add-seat": _l("added a seat"),
    "revise-seat": _l("changed a seat"),
    "appoint-to-seat": _l("entered who sits there"),
    "revise-holding": _l("changed who sits there"),
    "strike-holding": _l("took out who sat there"),
    "draft-resolution": _l("drafted a resolution"),
    "change-resolution": _l("changed the draft of a resolution"),
    "drop-resolution": _l("took a draft of a resolution back"),
    "open-vote": _l("opened a vote"),
    "vote": _l("entered a vote"),
    "close-vote": _l("closed a vote"),
    "close-resolution": _l("closed a resolution as carried out"),
    "call-written-vote": _l("called a written vote"),
    "end-written-vote": _l("ended a written vote"),
    "give-follow-up": _l("gave a follow-up"),
    "change-follow-up": _l("changed a follow-up"),
    "move-follow-up": _l("moved a follow-up on"),
    "report-follow-up": _l("reported on a follow-up"),
    "carry-over": _l("carried follow-ups over"),
    "put-on-agenda": _l("put a follow-up on the agenda"),
    "calendar-address": _l("changed the calendar address"),
    "compile minutes": _l("compiled minutes"),
    "edit minutes": _l("edited minutes"),
    "circulate minutes": _l("circulated minutes"),
    "propose correction": _l("proposed a correction"),
    "decide correction": _l("decided on a correction"),
    "ask to sign": _l("asked the chair to sign"),
    "sign minutes": _l("signed minutes"),
    "fix minutes": _l("fixed the minutes with their fingerprint"),
    "add correction": _l("added a numbered correction"),
    "plan-meeting": _l("planned a meeting"),
    "plan-series": _l("changed a series of meetings"),
    "change-meeting": _l("changed a meeting"),
    "cancel-meeting": _l("cancelled a meeting"),
    "convene": _l("convened a meeting"),
    "change-invited": _l("changed who is invited"),
    "remind-invited": _l("reminded those invited"),
    "sign-notice": _l("signed for a notice"),
    "answer": _l("answered an invitation"),
    "propose-item": _l("proposed an item"),
    "change-item": _l("changed an item"),
    "accept-item": _l("took an item onto the agenda"),
    "decline-item": _l("declined an item"),
    "put-back-item": _l("put an item back"),
    "fix-agenda": _l("fixed the agenda"),
    "unfix-agenda": _l("opened the agenda again"),
    "open-session": _l("opened a meeting"),
    "mark-attendance": _l("marked attendance"),
    "take-down": _l("took notes of an item"),
    "close-session": _l("ended a meeting"),
    "draw-up-plan": _l("drew up the plan of turns"),
    "record-turn-change": _l("recorded a change of turns"),
    "consent-turn-change": _l("consented to a change of turns"),
    "decline-turn-change": _l("declined a change of turns"),
    "withdraw-turn-change": _l("took a change of turns back"),
    "begin-hand-over": _l("opened a hand-over"),
    "add-hand-over-item": _l("added an item of a hand-over"),
    "change-hand-over-item": _l("changed an item of a hand-over"),
    "tick-hand-over-item": _l("ticked an item of a hand-over"),
    "untick-hand-over-item": _l("unticked an item of a hand-over"),
    "sign-hand-over": _l("signed a hand-over"),
    "upload old minutes": _l("brought minutes of former years"),
    "set old minutes aside": _l("set minutes of former years aside"),
    "take old minutes up": _l("took minutes of former years up again"),
    "take old minutes in": _l("took minutes of former years in"),
    "ask-inquiry": _l("asked the committee"),
    "change-inquiry": _l("changed a question"),
    "take-back-inquiry": _l("took a question back"),
    "scope-inquiry": _l("scoped a question"),
    "decline-inquiry": _l("did not take a question on"),
    "invite-experts": _l("invited experts to advise"),
    "accept-counsel": _l("agreed to advise"),
    "decline-counsel": _l("declined to advise"),
    "answer-counsel": _l("answered a question"),
    "end-counsel": _l("waited no longer for an expert"),
    "call-expert": _l("called an expert"),
    "score-counsel": _l("scored an answer"),
    "thank-counsel": _l("wrote feedback as an expert"),
    "close-inquiry": _l("closed a consultation"),
    "publish-inquiry": _l("published a consultation"),
    "fix-draw": _l("fixed the pool of a draw"),
    "draw-lots": _l("drew experts by lot"),
    "annul-draw": _l("annulled a draw"),
    "declare-tie": _l("entered a tie of an expert"),
    "end-tie": _l("ended a tie of an expert"),
    "issue-letter": _l("issued a letter of appointment"),
    "void-letter": _l("declared a letter of appointment void"),
    "renew": _l("renewed an offer or a need"),
    "express-interest": _l("asked to talk about an offer or a need"),
    "answer-interest": _l("answered an interest"),
    "take-back-interest": _l("took an interest back"),
    "propose-link": _l("proposed a link"),
    "confirm-link": _l("confirmed a link"),
    "drop-link": _l("dropped a link"),
    "record-result": _l("recorded what came of a link"),
    "add-contact": _l("added a contact of a partner"),
    "change-contact": _l("changed a contact of a partner"),
    "remove-contact": _l("removed a contact of a partner"),
    "adopt": _l("declared an adoption"),
    "confirm-adoption": _l("confirmed an adoption"),
    "return-adoption": _l("returned an adoption"),
    "adoption-result": _l("told the result of an adoption"),
    "adoption-back": _l("took an adoption back"),
}
"""What the page calls an action; one that is not here is shown by its own name."""
