"""Mailing: notices by mail, at once or once a day, for who wants them. The site has them anyway."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.catalog.site import Site
from kb.clock import utcnow
from kb.db import db
from kb.jobs import mail
from kb.portal import told
from kb.publishing import notices
from kb.publishing.events import CAN_WAIT
from kb.publishing.mail_wishes import wants_daily
from kb.publishing.notices import Notice
from kb.web.languages import speaking

DAY = timedelta(days=1)
Handler = Callable[[Mapping[str, Any], object], None]


@dataclass(frozen=True)
class Office:
    """Where mails are written: of which site, at which address, and whether any goes out."""

    site: Site
    base: str
    """The site's own address, or empty."""
    is_open: bool


def at_once(office: Office) -> Handler:
    """The handler of `mail_notices` jobs: one mail for each notice that is not read yet."""

    def post(payload: Mapping[str, Any], _progress: object) -> None:
        if not office.is_open:
            return
        for notice in db.session.scalars(_unread().where(Notice.id.in_(payload["notices"]))):
            with speaking(notice.user.language):
                _send(notice.user, [notice], office)

    return post


def daily(office: Office) -> Handler:
    """The handler of the daily `digest`: what was not read of the last day, in one mail each."""

    def post(_payload: Mapping[str, Any], _progress: object) -> None:
        notices.forget_old()
        if not office.is_open:
            return
        wanted = wants_daily(Notice.user_id, Notice.event.in_(CAN_WAIT))
        rows = _unread().where(Notice.at > utcnow() - DAY, wanted)
        fresh = db.session.scalars(rows.order_by(Notice.user_id, Notice.id))
        for user, own in groupby(fresh, key=lambda notice: notice.user):
            with speaking(user.language):
                _send(user, list(own), office)

    return post


def _unread() -> Any:
    people = select(Notice).join(Notice.user).where(Notice.read_at.is_(None), User.active)
    return people.options(joinedload(Notice.user), joinedload(Notice.record))


def _send(user: User, news: Iterable[Notice], office: Office) -> None:
    """What its reader may not see at this moment is not mailed."""
    lines = told.described([notice for notice in news if notice.is_open], office.site)
    if not lines:
        return
    name = _("Seven-city alliance library")
    if len(lines) == 1:
        subject = f"{name}: {lines[0]['sentence']}"
    else:
        count = ngettext("%(num)s new notice", "%(num)s new notices", len(lines))
        subject = f"{name}: {count}"
    texts = "\n\n".join(_text(line, office.base) for line in lines)
    mail.send(user.email, subject, f"{texts}\n\n-- \n{_footer(office.base)}")


def _text(line: Mapping[str, Any], base: str) -> str:
    where = " · ".join(part for part in (line["kind_label"], line["city"]) if part)
    todo = _("To do: %(wanted)s", wanted=line["wanted"]) if line["wanted"] else ""
    return "\n".join(part for part in (line["sentence"], where, todo, _way(line, base)) if part)


def _way(line: Mapping[str, Any], base: str) -> str:
    if not line["href"]:
        return ""
    if base:
        return f"{base}{line['href']}"
    return str(_("Open the site; the page is at %(path)s there.", path=line["href"]))


def _footer(base: str) -> str:
    return str(
        _(
            "How often you get these mails is chosen in your notices: %(address)s",
            address=f"{base}/notices",
        )
    )
