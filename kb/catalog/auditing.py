"""The audit trail: read, filtered, taken along as a table; never changed."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from kb.accounts.sign_in import require_user
from kb.accounts.users import Role
from kb.catalog.comparing import worded
from kb.catalog.site import Site, site
from kb.clock import local, midnight, today
from kb.db import db
from kb.publishing.audit import ACTIONS, AuditEvent
from kb.publishing.links import LABELS, Relation
from kb.publishing.permissions import is_staff, require
from kb.publishing.records import Record
from kb.publishing.revisions import decode
from kb.web.paging import Page

bp = Blueprint("auditing", __name__)
SIZE = 50
MOST_ROWS = 100_000
"""Of one exported table: narrower filters give the rest."""
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@bp.get("/admin/audit")
def index() -> ResponseReturnValue:
    """Newest first, with what was before and after."""
    require(is_staff(require_user()))
    asked = _asked()
    query = _narrowed(asked)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    page = Page.of(request.args, total or 0, SIZE)
    events = db.session.scalars(query.offset(page.offset).limit(SIZE)).all()
    chosen = {name: value for name, value in asked.items() if value}
    numbers = (number for number in page.numbers if number is not None)
    return render_template(
        "reviewing/audit.html",
        lines=_lines(site(), events),
        asked=asked,
        total=total,
        people=_people(),
        actions=_actions(),
        csv_href=f"/admin/audit.csv?{urlencode(chosen)}",
        page={
            "number": page.number,
            "addresses": {n: f"/admin/audit?{urlencode(chosen | {'page': n})}" for n in numbers},
        },
    )


@bp.get("/admin/audit.csv")
def table() -> Response:
    """The same lines for Excel; no cell begins a formula."""
    require(is_staff(require_user()))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("When"), _("Who"), _("What"), _("Record"), _("On what"), _("Detail")])
    events = db.session.scalars(_narrowed(_asked()).limit(MOST_ROWS)).all()
    for line in _lines(site(), events):
        changes = [f"{c['label']}: {c['before']} → {c['after']}" for c in line["changes"]]
        cells = (line["who"], line["what"], line["number"], line["subject"], "; ".join(changes))
        writer.writerow([f"{local(line['at']):%Y-%m-%d %H:%M:%S}", *map(_harmless, cells)])
    # Excel takes a file for UTF-8 only when it begins with a mark of byte order.
    body = "\ufeff" + out.getvalue()
    answer = Response(body, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="audit-{today()}.csv"'
    return answer


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _asked() -> dict[str, str]:
    names = ("person", "action", "since", "until", "record")
    return {name: request.args.get(name, "").strip()[:100] for name in names}


def _narrowed(asked: Mapping[str, str]) -> Select[AuditEvent]:
    """The events asked for; what cannot be read as a day or a person narrows nothing."""
    found = select(AuditEvent).order_by(AuditEvent.id.desc())
    if asked["person"].isdecimal() and len(asked["person"]) < 10:
        found = found.where(AuditEvent.user_id == int(asked["person"]))
    if asked["action"]:
        found = found.where(AuditEvent.action == asked["action"])
    if since := _day(asked["since"]):
        found = found.where(AuditEvent.at >= midnight(since))
    if until := _day(asked["until"]):
        found = found.where(AuditEvent.at < midnight(until + timedelta(days=1)))
    if asked["record"]:
        numbered = select(Record.id).where(func.upper(Record.number) == asked["record"].upper())
        found = found.where(AuditEvent.record_id.in_(numbered))
    return found


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None


def _people() -> list[tuple[int, str]]:
    """Everybody who has done something, by name; accounts that are gone too."""
    named = select(AuditEvent.user_id, func.max(AuditEvent.user_name))
    named = named.where(AuditEvent.user_id.is_not(None)).group_by(AuditEvent.user_id)
    found = [(id, name or str(id)) for id, name in db.session.execute(named) if id is not None]
    return sorted(found, key=itemgetter(1))


def _actions() -> list[tuple[str, str]]:
    found = db.session.scalars(select(AuditEvent.action).distinct().order_by(AuditEvent.action))
    return [(action, str(ACTIONS.get(action, action))) for action in found]


def _lines(here: Site, events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    events = list(events)
    wanted = {event.record_id for event in events if event.record_id}
    records = {r.id: r for r in db.session.scalars(select(Record).where(Record.id.in_(wanted)))}
    return [_line(here, event, records.get(event.record_id or 0)) for event in events]


def _line(here: Site, event: AuditEvent, record: Record | None) -> dict[str, Any]:
    kind = here.kinds.of(record) if record else None
    return {
        "at": event.at,
        "who": event.user_name or (_("the site itself") if event.user_id is None else ""),
        "what": str(ACTIONS.get(event.action, event.action)),
        "subject": event.subject,
        "number": (record.number or "") if record else "",
        "href": f"/{kind.slug}/{record.address}" if record and kind else "",
        "changes": _changes(here, event, record),
    }


def _changes(here: Site, event: AuditEvent, record: Record | None) -> list[dict[str, str]]:
    """What was before and after: by fields, of the thing itself, or just what is known."""
    detail = dict(event.detail)
    fields = detail.pop("changes", {})
    found = [_field(here, name, values, record) for name, values in fields.items()]
    if "before" in detail or "after" in detail:
        before, after = (_scope(here, detail.pop(name, "")) for name in ("before", "after"))
        found.append({"label": "", "before": before, "after": after})
    return found + [
        {"label": _detail_label(name), "before": "", "after": _detail_value(here, name, value)}
        for name, value in detail.items()
        if value not in ("", None, [], {})
    ]


def _field(here: Site, name: str, values: list[Any], record: Record | None) -> dict[str, str]:
    if record is None:
        return {"label": name, "before": str(values[0] or ""), "after": str(values[1] or "")}
    kind = here.kinds.of(record)
    label = str(kind.field_label(name)) if hasattr(kind.form, name) else name
    before, after = (
        worded(name, decode(kind.model, {name: value}).get(name, value), here.naming)
        for value in values
    )
    return {"label": label, "before": before, "after": after}


def _detail_label(name: str) -> str:
    known: dict[str, str] = {
        "revision": _("Version"),
        "reason": _("Reason"),
        "note": _("Note"),
        "adviser": _("Whom"),
        "question": _("Question"),
        "claimed_by": _("Claimed by"),
        "relation": _("Relation"),
        "to": "→",
        "counts": _("Number of records"),
        "new": _("New"),
        "changed": _("Changed"),
        "same": _("Same"),
        "wrong": _("Wrong"),
        "kept": _("Kept"),
        "refused": _("Refused"),
        "rows": _("Rows"),
        "kind": _("Library"),
        "file": _("Attachment"),
        "edition": _("Version"),
        "people": _("People"),
        "account": _("Account number"),
        "job": _("Job"),
    }
    return known.get(name, name)


def _scope(here: Site, value: Any) -> str:
    """Somebody's role and unit in words; anything else as it is."""
    if not isinstance(value, dict) or "role" not in value:
        return str(value or "")
    role = [str(Role(value["role"]).label)]
    units = [
        str(here.naming.value(name, value[name])) for name in ("member", "city") if value.get(name)
    ]
    return " · ".join(role + units)


def _detail_value(here: Site, name: str, value: Any) -> str:
    """In words, where what is kept is a code."""
    if name == "kind" and value in here.kinds.by_name:
        return str(here.kinds.by_name[value].label)
    if name == "relation" and value in set(Relation):
        return str(LABELS[Relation(value)][0])
    if name == "to" and isinstance(value, int):
        other = db.session.get(Record, value)
        return other.title if other else str(value)
    if isinstance(value, dict):
        return "；".join(f"{_detail_label(key)} {one}" for key, one in value.items())
    return str(value)
