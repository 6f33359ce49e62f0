"""Descent of a record, and the next link of the chain."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from kb.accounts.sign_in import current_user, public
from kb.alliance import names
from kb.board.lineage import ends, graph, reading
from kb.board.lineage.carried import next_links
from kb.board.lineage.chain import ENDS, FOLLOWING, PLACES
from kb.board.lineage.descent import Descent, descent, drawn, main_line
from kb.board.lineage.reading import Node
from kb.catalog.site import site
from kb.clock import today
from kb.db import db
from kb.publishing.permissions import may_create, may_read
from kb.publishing.records import Record
from kb.web.addresses import base_url
from kb.web.languages import in_english

bp = Blueprint("lineage", __name__)

LONGEST = 12
"""Chains of the overview."""
BESIDE = 9
"""Records of the short line beside a record's text."""
MANY_DAYS = 60
"""From here on time is told in months."""


@bp.get("/lineage")
@public
def index() -> str:
    """The longest chains; and for the staff and units the ends that are broken."""
    reader, day = current_user(), today()
    chains = graph.longest(graph.without_loops(reading.all_edges(reader)), LONGEST)
    nodes = reading.nodes({id for chain in chains for id in chain}, reader)
    return render_template(
        "board/lineage/index.html",
        chains=[_chain([nodes[id] for id in chain if id in nodes]) for chain in chains],
        sees_ends=ends.may_see_ends(reader),
        groups=_by_city(ends.broken(reader, day)) if ends.may_see_ends(reader) else [],
        rules=[(end.rule, str(end.sentence) % {"months": ends.allowed(end, day)}) for end in ENDS],
        shown=ends.SHOWN,
    )


def _chain(nodes: list[Node]) -> dict[str, Any]:
    days = [node.day for node in nodes if node.day and not node.year]
    length = _length(min(days), max(days)) if len(days) > 1 else ""
    return {"nodes": [_node(node) for node in nodes], "length": length}


def _by_city(broken: list[ends.Broken]) -> list[dict[str, Any]]:
    """In the order of the cities; what belongs to none comes last."""
    cities = names.city_names()
    groups = []
    for slug in (*cities, None):
        own = [each for each in broken if each.node.city == slug]
        if own:
            lines = [_broken(each) for each in own]
            groups.append({"label": cities.get(slug or "", _("Without a city")), "lines": lines})
    return groups


def _broken(each: ends.Broken) -> dict[str, Any]:
    return _node(each.node) | {"sentence": each.sentence, "next": _first_next(each)}


def _first_next(each: ends.Broken) -> dict[str, str] | None:
    """The first step that mends it and that this person may begin; the form asks again."""
    here, reader = site(), current_user()
    rules = (r for r in FOLLOWING if r.before is each.node.step and r.after in each.end.needs)
    for rule in rules:
        kind = here.kinds.by_name[PLACES[rule.after].kind]
        if may_create(reader, kind.model):
            href = f"/{kind.slug}/new?from={each.node.number}&as={rule.after}"
            return {"label": str(rule.after.label), "href": href}
    return None


@bp.get("/lineage/<address>")
@public
def line(address: str) -> ResponseReturnValue:
    """The whole descent of one record, as a picture and a table."""
    record = _record(address)
    shown = descent(record, current_user(), today())
    return render_template(
        "board/lineage/line.html",
        record=record,
        kind=site().kinds.of(record),
        here=_node(shown.nodes[record.id]),
        picture=drawn(shown),
        rows=[_row(shown, node) for node in shown.in_order()],
        is_cut=shown.is_cut,
        most=reading.MOST,
        next=_next(record),
    )


@bp.get("/api/v1/lineage/<address>")
@public
def as_data(address: str) -> ResponseReturnValue:
    """The same for programs."""
    record = _record(address)
    shown, base = descent(record, current_user(), today()), base_url()
    numbers = {id: node.number for id, node in shown.nodes.items()}
    return {
        "number": record.number,
        "url": f"{base}/lineage/{record.address}",
        "is_cut": shown.is_cut,
        "records": [_data(node, shown, base) for node in shown.in_order()],
        "links": [{"from": numbers[a], "to": numbers[b]} for a, b in sorted(shown.edges)],
    }


def _data(node: Node, shown: Descent, base: str) -> dict[str, Any]:
    broken = shown.broken.get(node.id)
    return {
        "number": node.number,
        "kind": node.kind,
        "step": node.step.value if node.step else None,
        "title": node.title,
        "day": node.day.isoformat() if node.day and not node.year else None,
        "year": node.year or (node.day.year if node.day else None),
        "url": base + _node(node)["href"],
        "broken_end": {"rule": broken.end.rule, "months": broken.months} if broken else None,
    }


def _record(address: str) -> Record:
    """The record of this number, or of a draft's own address, that this reader may read."""
    draft = address.removeprefix("draft-")
    if draft != address and draft.isascii() and draft.isdecimal() and len(draft) < 10:
        query = select(Record).where(Record.id == int(draft), Record.number.is_(None))
    else:
        query = select(Record).where(Record.number == address)
    record = db.session.scalar(query)
    if record is None or record.withdrawn_at or not may_read(current_user(), record):
        abort(404)
    return record


def _node(node: Node) -> dict[str, Any]:
    """One record as the pages show it."""
    kind = site().kinds.by_name[node.kind]
    return {
        "title": (node.title_en if in_english() else "") or node.title,
        "href": f"/{kind.slug}/{node.number or f'draft-{node.id}'}",
        "number": node.number,
        "day": None if node.year else node.day,
        "year": node.year,
        "label": str(node.step.label if node.step else kind.noun),
    }


def _row(shown: Descent, node: Node) -> dict[str, Any]:
    before = [
        {"number": each.number, "length": _between(each, node)} for each in shown.before(node.id)
    ]
    broken = shown.broken.get(node.id)
    more = {"before": before, "broken": broken.sentence if broken else ""}
    return _node(node) | more | {"is_here": node.id == shown.here}


def _between(former: Node, later: Node) -> str:
    """Nothing where a year alone is known: the months would be made up."""
    return "" if former.year or later.year else _length(former.day, later.day)


def _length(first: date | None, last: date | None) -> str:
    """The time between two links, in days or months."""
    if first is None or last is None:
        return ""
    days = (last - first).days
    if days < 0:
        return str(ngettext("%(num)s day earlier", "%(num)s days earlier", -days))
    if days < MANY_DAYS:
        return str(ngettext("%(num)s day", "%(num)s days", days))
    months = ends.months_between(first, last)
    return str(ngettext("%(num)s month", "%(num)s months", months))


def _next(record: Record) -> list[dict[str, str]]:
    links = next_links(record, current_user(), site().kinds)
    return [{"label": str(step.label), "href": href} for step, href in links]


@bp.app_template_global()
def descent_of(record: Record, is_linked: bool) -> dict[str, Any]:
    """The short line beside a record's text, and the links that its reader can make.

    `is_linked` is False of a record without links: nothing is asked then.
    """
    if record.withdrawn_at is not None:
        return {"steps": [], "href": "", "next": []}
    shown = descent(record, current_user(), today()) if is_linked else None
    nodes = main_line(shown) if shown else []
    place = next((i for i, node in enumerate(nodes) if node.id == record.id), 0)
    start = max(0, min(place - BESIDE // 2, len(nodes) - BESIDE))
    steps = [_node(node) | {"here": node.id == record.id} for node in nodes[start : start + BESIDE]]
    return {
        "steps": steps if len(steps) > 1 else [],
        "href": f"/lineage/{record.address}",
        "next": _next(record),
    }


@bp.app_template_global()
def kind_noun(name: str) -> str:
    """What one of this kind is called."""
    return str(site().kinds.by_name[name].noun)
