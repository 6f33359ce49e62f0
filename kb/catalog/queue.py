"""Queue: what waits at the workbench, for whom, since when; as the page draws it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.catalog.site import Site
from kb.clock import utcnow
from kb.db import db
from kb.publishing.embargo import lasts
from kb.publishing.permissions import is_staff
from kb.publishing.records import Record, Visibility
from kb.publishing.reviews import Advice
from kb.publishing.revisions import Revision, State
from kb.web.paging import Page

LONG_DAYS = 5
"""Whoever waits longer is marked."""
DECIDED = (State.PUBLISHED, State.RETURNED, State.SUPERSEDED)


class Tab(StrEnum):
    FREE = "free"
    MINE = "mine"
    OTHERS = "others"
    ASKED = "asked"
    EMBARGOED = "embargoed"
    DECIDED = "decided"

    @property
    def label(self) -> LazyString:
        return TAB_LABELS[self]


TAB_LABELS = {
    Tab.FREE: _l("To be claimed"),
    Tab.MINE: _l("Claimed by me"),
    Tab.OTHERS: _l("Claimed by others"),
    Tab.ASKED: _l("Asked of me"),
    Tab.EMBARGOED: _l("Under embargo"),
    Tab.DECIDED: _l("Recently decided"),
}


def tabs_of(user: User) -> Sequence[Tab]:
    """Those this person has: who only advises has one."""
    return tuple(Tab) if is_staff(user) else (Tab.ASKED,)


def _condition(tab: Tab, user: User) -> ColumnElement[bool]:
    submitted = Revision.state == State.SUBMITTED
    asked = exists().where(Advice.revision_id == Revision.id, Advice.adviser_id == user.id)
    embargo = and_(Record.published_at > utcnow(), Record.withdrawn_at.is_(None))
    return {
        Tab.FREE: and_(submitted, Revision.claimed_by_id.is_(None)),
        Tab.MINE: and_(submitted, Revision.claimed_by_id == user.id),
        Tab.OTHERS: and_(submitted, Revision.claimed_by_id != user.id),
        Tab.ASKED: and_(submitted, asked),
        Tab.EMBARGOED: and_(Revision.state == State.PUBLISHED, embargo),
        Tab.DECIDED: and_(Revision.state.in_(DECIDED), Revision.submitted_at.is_not(None)),
    }[tab]


def narrowed(tab: Tab, user: User, filters: Mapping[str, str]) -> Select[Revision]:
    """The revisions of a tab, with the chosen kind and city, in the order of the page."""
    found = select(Revision).join(Revision.record).where(_condition(tab, user))
    if filters.get("kind"):
        found = found.where(Record.kind == filters["kind"])
    if filters.get("city"):
        found = found.where(Record.city == filters["city"])
    if tab is Tab.DECIDED:
        return found.order_by(Revision.decided_at.desc(), Revision.id.desc())
    if tab is Tab.EMBARGOED:
        return found.order_by(Record.published_at, Revision.id)
    return found.order_by(Revision.submitted_at, Revision.id)


def following(user: User) -> Revision | None:
    """What this reviewer should look at next: their own first, then what is free."""
    ours = or_(Revision.claimed_by_id == user.id, Revision.claimed_by_id.is_(None))
    waiting = select(Revision).where(Revision.state == State.SUBMITTED, ours)
    mine_first = Revision.claimed_by_id.is_(None)
    order = mine_first, Revision.submitted_at, Revision.id
    return db.session.scalar(waiting.order_by(*order).limit(1))


def described(site: Site, user: User, tab: Tab, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Everything `reviewing/workbench.html` draws."""
    filters = {name: arguments.get(name, "")[:100] for name in ("kind", "city")}
    counts = {each: _count(narrowed(each, user, filters)) for each in tabs_of(user)}
    page = Page.of(arguments, counts[tab])
    loaded = narrowed(tab, user, filters).options(
        joinedload(Revision.record),
        joinedload(Revision.author),
        joinedload(Revision.reviewer),
        joinedload(Revision.claimed_by),
    )
    revisions = db.session.scalars(loaded.offset(page.offset).limit(page.size))
    chosen = {name: value for name, value in filters.items() if value}
    return {
        "tab": tab,
        "tabs": [_tab(each, counts[each], each is tab, chosen) for each in counts],
        "rows": [row(site, revision, user) for revision in revisions],
        "filters": filters,
        "choices": {name: site.naming.values(name) for name in filters},
        "clear_href": f"/workbench?tab={tab.value}" if chosen else "",
        "figures": _figures(user, counts) if is_staff(user) else [],
        "page": _pages(page, {"tab": tab.value} | chosen),
        "decides": is_staff(user),
    }


def _count(query: Select[Revision]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def _tab(tab: Tab, count: int, current: bool, chosen: dict[str, str]) -> dict[str, Any]:
    href = f"/workbench?{urlencode({'tab': tab.value} | chosen)}"
    shown = None if tab is Tab.DECIDED else count
    return {"label": tab.label, "count": shown, "href": href, "current": current}


def _pages(page: Page, chosen: dict[str, str]) -> dict[str, Any]:
    numbers = (number for number in page.numbers if number is not None)
    return {
        "number": page.number,
        "addresses": {n: f"/workbench?{urlencode(chosen | {'page': str(n)})}" for n in numbers},
    }


def _figures(user: User, counts: Mapping[Tab, int]) -> list[dict[str, Any]]:
    waiting = select(func.min(Revision.submitted_at)).where(Revision.state == State.SUBMITTED)
    oldest = waited(db.session.scalar(waiting))
    total = sum(counts[tab] for tab in (Tab.FREE, Tab.MINE, Tab.OTHERS))
    return [
        {"label": _("Waiting for review"), "value": total, "long": False},
        {"label": _("Claimed by me"), "value": counts[Tab.MINE], "long": False},
        {"label": _("Longest wait"), "value": oldest["text"], "long": oldest["long"]},
        {"label": _("Under embargo"), "value": counts[Tab.EMBARGOED], "long": False},
    ]


def row(site: Site, revision: Revision, user: User) -> dict[str, Any]:
    """One line of the queue. Who only advises is not told whose it is where readers are not."""
    record, naming = revision.record, site.naming
    content, kind = revision.content, site.kinds.of(record)
    shown = content if is_staff(user) else record.shown(content)
    city, member = shown.get("city"), shown.get("member")
    author = revision.author if member == content.get("member") else None
    return {
        "id": revision.id,
        "number": revision.number,
        "title": revision.title or _("Without a title"),
        "href": f"/workbench/{revision.id}",
        "kind": kind.name,
        "kind_label": str(kind.noun),
        "city": naming.value("city", city) if city else "",
        "member": naming.value("member", member) if member else "",
        "author": author.display_name if author else "",
        "is_change": record.number is not None,
        "words": _words(revision),
        "visibility": _visibility(content.get("visibility")),
        "added": revision.added,
        "removed": revision.removed,
        "waited": waited(revision.submitted_at),
        "claimed_by": revision.claimed_by.display_name if revision.claimed_by else "",
        "reviewer": revision.reviewer.display_name if revision.reviewer else "",
        "decided_at": revision.decided_at,
        "state": revision.state,
        "opens_at": record.published_at if lasts(record) else None,
    }


def _visibility(value: str | None) -> str:
    """Who may read it, where that is not everybody."""
    chosen = Visibility(value or Visibility.PUBLIC)
    return "" if chosen is Visibility.PUBLIC else str(chosen.label)


def _words(revision: Revision) -> str:
    """What it is: something new, a change, one version among others."""
    if revision.record.number is None:
        return str(_("New"))
    if revision.state is State.SUBMITTED:
        return str(_("Change, version %(number)s", number=revision.number))
    return str(_("Version %(number)s", number=revision.number))


def waited(since: datetime | None) -> dict[str, Any]:
    """How long, in words; and whether that is long."""
    if since is None:
        return {"text": "–", "long": False}
    length = utcnow() - since
    hours = int(length.total_seconds() // 3600)
    if hours < 1:
        text = _("under an hour")
    elif length.days < 1:
        text = ngettext("%(num)s hour", "%(num)s hours", hours)
    else:
        text = ngettext("%(num)s day", "%(num)s days", length.days)
    return {"text": text, "long": length.days >= LONG_DAYS}
