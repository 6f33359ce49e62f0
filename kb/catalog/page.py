"""Page: what a record's own page shows of it, in the reader's language."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import quote_plus

from flask_babel import gettext as _
from markupsafe import Markup

from kb.accounts.users import User
from kb.catalog.citation import gb7714
from kb.catalog.kind import RecordKind
from kb.catalog.site import Site
from kb.clock import local, today
from kb.errors import DomainError
from kb.publishing.around import Around
from kb.publishing.embargo import lasts
from kb.publishing.links import Other, related
from kb.publishing.permissions import is_out, may_edit, may_review
from kb.publishing.records import Record
from kb.publishing.revisions import OPEN, Revision, State, latest
from kb.text.markdown import plain, render
from kb.web.filters import long_date
from kb.web.languages import in_english


def described(
    site: Site,
    kind: RecordKind,
    record: Record,
    reader: User | None,
    base: str,
    has: Around | None = None,
) -> dict[str, Any]:
    """Everything `catalog/detail.html` draws. `base` is the site's own address; `has` is what is
    known to be around the record, if it was asked.
    """
    naming = site.naming
    english = in_english()
    member = naming.value("member", record.member) if record.member else ""
    address = f"{base}/{kind.slug}/{record.address}"
    return {
        "kind": kind,
        "address": address,
        "record": record,
        "title": record.title_en if english and record.title_en else record.title,
        "summary": record.summary_en if english and record.summary_en else record.summary,
        "status": _status(record),
        "line": _line(record, member),
        "sections": sections(kind, record),
        "facts": _facts(site, kind, record, member),
        "tags": [_filter("tag", tag, tag) for tag in (has.tags if has else record.tags)],
        "themes": [
            _filter("theme", theme, naming.value("theme", theme))
            for theme in (has.themes if has else record.themes)
        ],
        "related": _related(site, record, reader) if has is None or has.links else [],
        "citation": gb7714(record, responsible(site, record), address, today()),
        **_steps(kind, record, reader),
    }


def responsible(site: Site, record: Record) -> str:
    """Who a citation names: the authors, or the member, or the secretariat."""
    member = site.naming.value("member", record.member) if record.member else ""
    return getattr(record, "authors", "") or member or _("Secretariat of the alliance")


def sections(kind: RecordKind, record: Record) -> list[dict[str, Any]]:
    """The running text by fields, as safe HTML; a single field needs no heading."""
    names = [name for name in record.text_fields if getattr(record, name)]
    only = len(record.text_fields) == 1
    return [
        {
            "heading": "" if only else str(kind.field_label(name)),
            "id": name,
            "html": safe_html(getattr(record, name)),
        }
        for name in names
    ]


def safe_html(source: str) -> Markup:
    """Rendered Markdown, or its plain text where the source is refused (loaded before a rule)."""
    try:
        return Markup(render(source))
    except DomainError:
        return Markup("<p>{}</p>").format(plain(source))


def _status(record: Record) -> dict[str, str]:
    if record.withdrawn_at:
        return {"text": _("Withdrawn"), "tone": "coral"}
    if lasts(record):
        day = long_date(record.published_at)
        return {"text": _("Readers see it from %(day)s", day=day), "tone": "sand"}
    if record.published_at:
        return {"text": _("Published"), "tone": "green"}
    newest = latest(record)
    return {"text": str(newest.state.label) if newest else "", "tone": "sand"}


def _line(record: Record, member: str) -> list[str]:
    parts = [record.number or _("no number yet"), member]
    if is_out(record) and record.published_at:
        day = long_date(local(record.published_at).date())
        parts.append(_("published %(day)s", day=day))
    return [part for part in parts if part]


def _facts(site: Site, kind: RecordKind, record: Record, member: str) -> list[dict[str, Any]]:
    naming = site.naming
    facts: list[dict[str, Any]] = []
    if member:
        facts.append(_fact(_("Member"), member, f"/members/{record.member}"))
    if record.city:
        facts.append(_fact(_("City"), naming.value("city", record.city), f"/cities/{record.city}"))
    if record.published_on:
        facts.append(_fact(_("Date"), long_date(record.published_on)))
    elif record.year:
        facts.append(_fact(_("Year"), str(record.year)))
    for name in kind.columns:
        value = _worded(getattr(record, name))
        if value:
            facts.append(_fact(str(kind.field_label(name)), value))
    if record.source:
        facts.append(_fact(_("Source"), record.source))
    return facts


def _fact(label: str, value: str, href: str | None = None) -> dict[str, Any]:
    return {"label": label, "value": value, "href": href}


def _worded(value: object) -> str:
    if isinstance(value, StrEnum):
        return str(getattr(value, "label", value))
    if isinstance(value, date):
        return long_date(value)
    return str(value) if value is not None else ""


def _filter(name: str, value: str, label: str) -> dict[str, str]:
    return {"label": label, "href": f"/search?{name}={quote_plus(value)}"}


def _related(site: Site, record: Record, reader: User | None) -> list[dict[str, Any]]:
    return [
        {"relation_label": str(label), "entries": [entry(site, other) for other in others]}
        for label, others in related(record, reader)
    ]


def entry(site: Site, record: Record | Other) -> dict[str, Any]:
    """One line about a record in a list of others."""
    kind = site.kinds.by_name[record.kind]
    english = in_english() and record.title_en
    return {
        "title": record.title_en if english else record.title,
        "href": f"/{kind.slug}/{record.address}",
        "kind_label": str(kind.noun),
        "number": record.number or "",
        "shown_number": (record.number if kind.model.number_prefix else "") or "",
        "day": record.published_on,
    }


def _steps(kind: RecordKind, record: Record, reader: User | None) -> Mapping[str, Any]:
    """What this person can do here, and what they should know."""
    address = f"/{kind.slug}/{record.address}"
    if not may_edit(reader, record):
        # What is sealed for ever can still be taken from the readers.
        reviews = may_review(reader, record)
        moves = _moves(record, reader, State.PUBLISHED, address) if reviews else []
        notice = _withdrawn(record) if reviews else None
        return {"moves": moves, "edit_href": None, "history_href": None, "notice": notice}
    newest = latest(record)
    state = newest.state if newest else State.DRAFT
    changing = record.published_at is not None and state in OPEN
    return {
        "moves": _moves(record, reader, state, address),
        "edit_href": None if state is State.SUBMITTED else f"{address}/edit",
        "correct_href": f"{address}/edit" if state is State.RETURNED else None,
        "history_href": f"{address}/history",
        "review_href": _review(newest) if may_review(reader, record) else None,
        "notice": _withdrawn(record) or _notice(changing, state, newest.reason if newest else ""),
    }


def _review(newest: Revision | None) -> str | None:
    """Where the staff look at what waits."""
    waits = newest is not None and newest.state is State.SUBMITTED
    return f"/workbench/{newest.id}" if newest and waits else None


def _withdrawn(record: Record) -> str | None:
    if record.withdrawn_at is None:
        return None
    day, reason = long_date(record.withdrawn_at), record.withdrawal_reason
    return str(_("Withdrawn on %(day)s: %(reason)s", day=day, reason=reason))


def _notice(changing: bool, state: State, reason: str) -> str | None:
    if state is State.RETURNED:
        return str(_("Returned: %(reason)s", reason=reason))
    if changing:
        return str(
            _(
                "Readers see the published version; a change is open (%(state)s).",
                state=str(state.label),
            )
        )
    return None


def _moves(record: Record, reader: User | None, state: State, address: str) -> list[dict[str, Any]]:
    reviews = may_review(reader, record)
    moves = []
    if state in {State.DRAFT, State.RETURNED}:
        tone = "quiet" if state is State.RETURNED else "sea"
        moves.append(_step(_("Submit for review"), f"{address}/submit", tone))
    if state is State.SUBMITTED and reviews:
        moves.append(_step(_("Publish"), f"{address}/publish", "sea"))
        moves.append(_step(_("Return with a reason"), f"{address}/return", "quiet", reason=True))
    if record.published_at and not record.withdrawn_at and reviews:
        moves.append(_step(_("Withdraw"), f"{address}/withdraw", "quiet", reason=True))
    if record.withdrawn_at and reviews:
        moves.append(_step(_("Restore"), f"{address}/restore", "sea"))
    return moves


def _step(label: str, action: str, tone: str, reason: bool = False) -> dict[str, Any]:
    return {"label": label, "action": action, "tone": tone, "needs_reason": reason}
