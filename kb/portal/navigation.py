"""Navigation: the menu, as data, and what every page's frame needs."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as pgettext
from flask_babel.speaklater import LazyString

from kb.accounts.sign_in import current_user
from kb.accounts.users import User
from kb.empowerment.exchange_rights import is_of_alliance
from kb.libraries.personal import is_expert
from kb.portal.queue_page import may_steer
from kb.publishing.notices import unread
from kb.publishing.permissions import is_known, is_staff
from kb.publishing.reviews import may_advise
from kb.search.orders import may_order
from kb.web.addresses import present, static
from kb.web.languages import html_lang, language, languages

MENU = (
    ("/libraries/projects", _l("Projects")),
    ("/libraries/experts", _l("Experts")),
    ("/libraries/outcomes", _l("Outcomes")),
    ("/libraries/case-studies", _l("Case studies")),
    ("/activities", _l("Activities")),
    ("/offers-needs", pgettext("menu", "Exchange")),
    ("/bulletin", _l("Bulletin")),
    ("/governance", pgettext("menu", "Council")),
    ("/members", _l("Members")),
    ("/about", pgettext("menu", "About")),
)

DESK: tuple[tuple[str, LazyString, Callable[[User | None], bool]], ...] = (
    ("/my", _l("My work"), is_known),
    ("/meetings", _l("Meetings"), is_known),
    ("/my/expert", _l("My expert profile"), is_expert),
    ("/inquiries", _l("Consultations"), is_known),
    ("/interests", _l("Interests"), is_of_alliance),
    ("/workbench", _l("Workbench"), may_advise),
    ("/follow-ups", _l("Follow-ups"), is_known),
    ("/deadlines", _l("Deadlines"), is_known),
    ("/subscriptions", _l("What I follow"), is_known),
    ("/admin/experts", _l("Experts' desk"), is_staff),
    ("/meetings/archive", _l("Minutes of former years"), is_staff),
    ("/matches", _l("Best pairs"), is_staff),
    ("/committee/letters", _l("Letters of appointment"), is_staff),
    ("/admin/accounts", _l("Accounts"), is_staff),
    ("/account", _l("My account"), is_known),
    ("/admin/jobs", _l("Work in the background"), may_steer),
    ("/admin/search", _l("Search index"), may_order),
)
"""The menu of who is signed in: address, label, and who has the page at all."""


def frame() -> dict[str, Any]:
    """For the templates of every page."""
    here, reader = present(), current_user()
    path = here.partition("?")[0]
    return {
        "navigation": _menu(language(), next((h for h, _l in MENU if _is_within(path, h)), "")),
        "languages": [
            {"code": code, "label": name, "href": _switch(code, here)}
            for code, name, current in languages()
            if not current
        ],
        "html_lang": html_lang(),
        "current_user": reader,
        "desk": [
            {"href": href, "label": label, "current": _is_within(path, href)}
            for href, label, has in (DESK if reader else ())
            if has(reader)
        ],
        "unread": unread(reader) if reader else 0,
        "site_name": _("Seven-city alliance library"),
        "static": static,
    }


@lru_cache(maxsize=64)
def _menu(_language: str, present: str) -> tuple[tuple[str, str, bool], ...]:
    """Worded once for each language and part of the site, as every page has it."""
    return tuple((href, str(label), href == present) for href, label in MENU)


def _is_within(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(f"{href}/"))


def _switch(code: str, here: str) -> str:
    return f"/language/{code}?next={quote_plus(here)}"
