"""Languages: Chinese first, English beside it; which one a reader gets, and cheap translation.

Flask-Babel finds its catalogue anew for every text: 6 µs a call and 9 µs in a template, which is
more than the rest of a page with a hundred texts. Here the catalogue is found once a request, and
a template's texts are kept ready made: 2.6 and 1.6 µs.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

import flask_babel
from babel.support import NullTranslations, Translations
from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    g,
    has_request_context,
    redirect,
    request,
)
from markupsafe import Markup, escape
from werkzeug import Response
from wtforms.i18n import messages_path

from kb.web.access import public
from kb.web.redirects import safe_next

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
"""What people write in addresses, and the catalogue's folder."""
NAMES = {"zh": "中文", "en": "English"}
HTML = {"zh": "zh-Hans-CN", "en": "en"}
FIRST = "zh"
YEAR = 365 * 24 * 3600

bp = Blueprint("languages", __name__)


def install(app: Flask) -> None:
    """Set Flask-Babel up, and give templates a `_` that costs little."""
    flask_babel.Babel(app, default_locale=LOCALES[FIRST], locale_selector=lambda: locale())
    # A lazy text made at import time carries a Domain of its own, which would load and keep a
    # catalogue of its own. This is the one place where all of them look theirs up.
    flask_babel.Domain.get_translations = lambda _domain: translations()
    domain = flask_babel.Domain()
    flask_babel.get_domain = lambda: domain  # There is one, whose catalogue is the above.
    app.jinja_env.globals.update(_=_ready, gettext=_ready, ngettext=_ready_plural)
    app.register_blueprint(bp)


def cookie_name(https: bool) -> str:
    """The name of the cookie that remembers the choice."""
    return "__Host-lang" if https else "lang"


def choose(chosen: str, accepted: str) -> str:
    """`zh` or `en`: the reader's own choice, then the browser's `Accept-Language`, then Chinese."""
    return chosen if chosen in LOCALES else _accepted(accepted[:LONGEST])


LONGEST = 500
"""Characters of `Accept-Language` that are read, and kept: a stranger's may be a thousand times
as long.
"""


@lru_cache(maxsize=2048)
def _accepted(header: str) -> str:
    wishes = []
    for part in header.lower().split(","):
        tag, _, weight = part.strip().partition(";")
        code = tag.partition("-")[0].strip()
        quality = re.search(r"q\s*=\s*([01](?:\.\d{0,3})?)", weight)
        if code in LOCALES:
            wishes.append((float(quality[1]) if quality else 1.0, code))
    # max() keeps the first of equals: the order in which the browser names them.
    best = max(wishes, key=lambda wish: wish[0], default=(0.0, FIRST))
    return best[1] if best[0] > 0 else FIRST


def language() -> str:
    """`zh` or `en`: the language of the present request; Chinese outside of one."""
    try:
        code: str = g.language
    except RuntimeError:
        return FIRST
    except AttributeError:
        code = g.language = _asked_for()
    return code


def _asked_for() -> str:
    if not has_request_context():
        return FIRST
    name = cookie_name(bool(current_app.config.get("KB_HTTPS")))
    return choose(request.cookies.get(name, ""), request.headers.get("Accept-Language", ""))


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Texts inside are in this language, whoever asks."""
    before = language()
    _speak(code)
    try:
        yield
    finally:
        _speak(before)


def _speak(code: str) -> None:
    g.language = code
    g.pop("words", None)


def locale() -> str:
    return LOCALES[language()]


def html_lang() -> str:
    """For `<html lang>`."""
    return HTML[language()]


def in_english() -> bool:
    """True when the present reader reads English."""
    return language() == "en"


def languages() -> list[tuple[str, str, bool]]:
    """Code, name and whether it is the present one, for the switch."""
    now = language()
    return [(code, name, code == now) for code, name in NAMES.items()]


class Words:
    """One language's catalogue, and its texts as templates take them."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self.catalogue = catalogue
        self._ready: dict[Hashable, Markup] = {}

    def ready(self, text: str) -> Markup:
        """The translated text. What stands in the catalogue is ours: nothing is escaped."""
        return self._ready.get(text) or self._keep(text, self.catalogue.gettext(text))

    def ready_plural(self, one: str, many: str, number: int) -> Markup:
        key = one, number
        return self._ready.get(key) or self._keep(key, self.catalogue.ngettext(one, many, number))

    def _keep(self, key: Hashable, text: str) -> Markup:
        if len(self._ready) >= MOST_TEXTS:
            self._ready.clear()
        found = self._ready[key] = Markup(text)
        return found

    def said(self, text: str) -> Markup:
        """A text without variables as it is read: a doubled percent sign is one."""
        found = self.ready(text)
        return found.replace("%%", "%") if "%%" in found else found


MOST_TEXTS = 4000
"""More than the source has: a template that translates what readers wrote fills no memory."""
_ENGLISH = Words(NullTranslations())


def words() -> Words:
    """Those of the present language; without an application the English of the source."""
    try:
        found: Words = g.words
    except AttributeError:
        found = g.words = words_of(current_app, language())
    except RuntimeError:
        return _ENGLISH
    return found


def words_of(app: Flask, code: str) -> Words:
    """The application's in one of the languages."""
    return _words(tuple(flask_babel.get_babel(app).translation_directories), code)


@lru_cache(maxsize=8)
def _words(directories: tuple[str, ...], code: str) -> Words:
    for directory in directories:
        found = Translations.load(directory, [LOCALES[code]])
        if isinstance(found, Translations):
            return Words(found)
    return _ENGLISH


def translations() -> NullTranslations:
    """The catalogue of the present language."""
    return words().catalogue


@lru_cache(maxsize=2)
def form_translations(code: str) -> NullTranslations:
    """WTForms' own messages, which it would read from disk for every form."""
    return Translations.load(messages_path(), [LOCALES[code]], domain="wtforms")


def _ready(text: str, /, **variables: object) -> Markup:
    """A template's text; variables are escaped, and may have any name, `text` as well."""
    known = words()
    return _filled(known.ready(text), variables) if variables else known.said(text)


def _ready_plural(one: str, many: str, number: int, /, **variables: object) -> Markup:
    variables.setdefault("num", number)
    return _filled(words().ready_plural(one, many, number), variables)


def _filled(text: Markup, variables: Mapping[str, object]) -> Markup:
    """Markup's own % makes a thing of each variable that waits to be escaped."""
    safe = {name: v if type(v) is int else escape(v) for name, v in variables.items()}
    return Markup(str.__mod__(text, safe))


@bp.get("/language/<code>")
@public
def switch(code: str) -> Response:
    """Remember the choice in a cookie, and go back."""
    if code not in LOCALES:
        abort(404)
    response = redirect(safe_next(request.args.get("next"), "/"), 303)
    https = bool(current_app.config.get("KB_HTTPS"))
    response.set_cookie(
        cookie_name(https), code, YEAR, secure=https, httponly=True, samesite="Lax", path="/"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
