"""Review: what the page of one submitted revision shows to those who decide or advise."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts.users import User
from kb.catalog import duplicates, page, queue
from kb.catalog.attached import attached
from kb.catalog.comparing import differences
from kb.catalog.forms import AdviceForm, ApprovalForm, AskForm, ReturnForm
from kb.catalog.kind import RecordKind
from kb.catalog.site import Site
from kb.db import db
from kb.publishing import reviews
from kb.publishing.duplicates import Duplicate, alike
from kb.publishing.permissions import is_out, is_staff, may_read
from kb.publishing.records import Record, Visibility
from kb.publishing.reviews import may_approve
from kb.publishing.revisions import Revision, State, latest, live
from kb.web.fields import Form


def described(
    site: Site, revision: Revision, user: User, forms: Mapping[str, Form]
) -> dict[str, Any]:
    """Everything `reviewing/review.html` draws. `forms` are those that were sent and were wrong."""
    record, kind = revision.record, site.kinds.of(revision.record)
    decides = is_staff(user) and revision.state is State.SUBMITTED
    asked = reviews.advice_of(user, revision)
    return {
        "revision": revision,
        "line": queue.row(site, revision, user),
        "kind": kind,
        "record_href": f"/{kind.slug}/{record.address}" if may_read(user, record) else "",
        "visibility": Visibility(revision.content.get("visibility") or Visibility.PUBLIC),
        **_content(site, kind, revision, user),
        "attached": _files(kind, revision, user),
        "duplicates": _duplicates(site, revision, user) if is_staff(user) else [],
        "advice": reviews.advice_on(revision) if is_staff(user) else [asked] if asked else [],
        "decides": decides,
        "shortcomings": record.shortcomings(revision.content) if decides else [],
        "may_approve": decides and may_approve(user, revision),
        "held_by_other": decides and revision.claimed_by_id not in (None, user.id),
        "held_by_me": decides and revision.claimed_by_id == user.id,
        "is_staff": is_staff(user),
        "embargo_possible": not is_out(record),
        "forms": _forms(user, asked, forms) if revision.state is State.SUBMITTED else {},
    }


def _content(site: Site, kind: RecordKind, revision: Revision, user: User) -> dict[str, Any]:
    """Of a change, its fields; of a new record, the page that readers will see."""
    record = revision.record
    is_new = record.published_at is None and latest(record) is revision
    if is_new and not (is_staff(user) and _keeps_back(record, revision)):
        shown = page.described(site, kind, record, user, "")
        names = ("title", "summary", "sections", "facts", "themes", "tags")
        return {"whole": {name: shown[name] for name in names}, "fields": []}
    before: Mapping[str, Any] = {} if is_new else _before(revision)
    after: Mapping[str, Any] = {**before, **revision.content}
    if not is_staff(user):
        # Whoever is asked for advice learns nothing that a person keeps for the secretariat.
        before, after = record.shown(before), record.shown(after)
    fields = differences(kind, site.naming, before, after)
    return {"whole": None, "fields": fields}


def _keeps_back(record: Record, revision: Revision) -> bool:
    """Whether it holds what its readers will not see, as an expert's closed parts."""
    return any(
        value and not getattr(record, name, None) for name, value in revision.content.items()
    )


def _files(kind: RecordKind, revision: Revision, user: User) -> dict[str, Any]:
    """While it waits, the files as they will be; they are looked at here, changed elsewhere."""
    if revision.state is not State.SUBMITTED:
        return {}
    return attached(kind, revision.record, user) | {"locked": True, "earlier": []}


def _before(revision: Revision) -> Mapping[str, Any]:
    """What it is compared with: what readers see, or saw when it was decided."""
    if revision.state is State.SUBMITTED:
        return live(revision.record)
    earlier = select(Revision).where(
        Revision.record_id == revision.record_id,
        Revision.number < revision.number,
        Revision.reviewer_id.is_not(None),
        Revision.state != State.RETURNED,
    )
    found = db.session.scalar(earlier.order_by(Revision.number.desc()).limit(1))
    return found.content if found else {}


def _duplicates(site: Site, revision: Revision, user: User) -> list[dict[str, Any]]:
    """By their titles, then by their texts; each with how like it is."""
    record, content = revision.record, revision.content
    kind = site.kinds.of(record)
    titled = alike(record, content)
    known = {other.record.id for other in titled}
    in_text = [] if kind.model.told_apart_by else duplicates.in_text(kind, content, user, record)
    shown: list[tuple[Record, str, Duplicate | None]] = [
        (other.record, _("titles %(share)s%% alike", share=round(100 * other.likeness)), other)
        for other in titled
    ]
    shown += [
        (other, _("texts %(share)s%% alike", share=share), None)
        for other, share in in_text
        if other.id not in known
    ]
    return [
        {
            **page.entry(site, other),
            "facts": other.text.facts if other.text else "",
            "same_person": by_title is not None and by_title.same_unit,
            "is_out": is_out(other),
            "reason": reason,
        }
        for other, reason, by_title in shown
    ]


def _forms(
    user: User, asked: reviews.Advice | None, sent: Mapping[str, Form]
) -> Mapping[str, Form]:
    made: dict[str, Form] = {"advice": AdviceForm(formdata=None, obj=asked)} if asked else {}
    if is_staff(user):
        ask = AskForm(formdata=None)
        ask.adviser.choices = adviser_choices(user)
        made |= {"approval": ApprovalForm(formdata=None), "back": ReturnForm(formdata=None)}
        made["ask"] = ask
    return {**made, **sent}


def adviser_choices(asker: User) -> list[tuple[int, str]]:
    """Who can be asked, with what they are."""
    people = reviews.advisers(asker)
    return [(person.id, f"{person.display_name} · {person.role.label}") for person in people]
