"""Traces: what of a person lies outside the profile, and goes with it when they are erased."""

import json

from sqlalchemy import delete, select, update

from kb.accounts.users import User
from kb.catalog.batches import ImportBatch
from kb.db import db
from kb.jobs.queue import Job, JobState
from kb.libraries.consent import Consent
from kb.libraries.expertise import AreaSuggestion
from kb.libraries.experts import Expert
from kb.libraries.messages import ExpertMessage
from kb.libraries.ties import ExpertTie
from kb.publishing.audit import AuditEvent
from kb.publishing.drafts import UnsavedDraft
from kb.publishing.events import Event
from kb.publishing.notices import Notice
from kb.publishing.reviews import Advice
from kb.publishing.revisions import Revision, history


def forget(expert: Expert, user: User) -> None:
    """Remove what others wrote, were told and uploaded of this person, and what the person wrote.

    To be called while the names still stand in the record.
    """
    revisions = history(expert)
    names = {user.name, expert.title, *(revision.title for revision in revisions)} - {""}
    _forget_notices(user, [revision.id for revision in revisions])
    _forget_audit(expert, user)
    for model, theirs in (
        (ExpertMessage, ExpertMessage.record_id == expert.id),
        (ExpertTie, ExpertTie.expert_id == expert.id),
        (Consent, Consent.user_id == user.id),
        (AreaSuggestion, AreaSuggestion.user_id == user.id),
        (Advice, Advice.revision_id.in_([revision.id for revision in revisions])),
        (Notice, Notice.user_id == user.id),
        (Notice, Notice.record_id == expert.id),
        (UnsavedDraft, UnsavedDraft.user_id == user.id),
        (UnsavedDraft, UnsavedDraft.record_id == expert.id),
    ):
        db.session.execute(delete(model).where(theirs))
    _forget_mails(user, names)
    _forget_tables(expert, names)


def _forget_notices(user: User, revisions: list[int]) -> None:
    """Of advice, which name no record: asked about this person, or given by them."""
    addresses = {f"/workbench/{id}" for id in revisions}
    advice = Notice.event.in_([Event.ADVICE_ASKED, Event.ADVICE_GIVEN])
    for notice in db.session.scalars(select(Notice).where(advice)):
        by_them = (
            notice.event is Event.ADVICE_GIVEN and notice.facts.get("name") == user.display_name
        )
        if by_them or notice.facts.get("href") in addresses:
            db.session.delete(notice)
    db.session.flush()


def _forget_audit(expert: Expert, user: User) -> None:
    """The lines keep what happened and when, and no word of whom."""
    about = update(AuditEvent).where(AuditEvent.record_id == expert.id)
    db.session.execute(about.values(subject="", detail={}))
    theirs = update(AuditEvent).where(AuditEvent.user_id == user.id)
    db.session.execute(theirs.values(user_name="", subject="", detail={}))
    account = AuditEvent.detail["account"].as_integer() == user.id
    db.session.execute(update(AuditEvent).where(account).values(subject=""))
    asked = select(Revision.record_id).join(Advice).where(Advice.adviser_id == user.id)
    named = update(AuditEvent).where(
        AuditEvent.action == "ask",
        AuditEvent.record_id.in_(asked),
        AuditEvent.detail["adviser"].as_string() == user.display_name,
    )
    apart = {"synchronize_session": False}
    db.session.execute(named.values(detail={}), execution_options=apart)


def _forget_mails(user: User, names: set[str]) -> None:
    """Those to the person, and what could not be sent to others and names them."""
    for job in db.session.scalars(select(Job).where(Job.name == "mail")):
        text = f"{job.payload.get('subject')}\n{job.payload.get('text')}"
        lost = job.state is JobState.FAILED and any(name in text for name in names)
        if lost or job.payload.get("to") == user.email:
            db.session.delete(job)


def _forget_tables(expert: Expert, names: set[str]) -> None:
    """Uploaded tables with the person in them, as they wait for their thirty days to end."""
    for batch in db.session.scalars(select(ImportBatch).where(ImportBatch.kind == expert.kind)):
        rows = json.dumps([batch.given, batch.found], ensure_ascii=False)
        if any(name in rows for name in names):
            db.session.delete(batch)
