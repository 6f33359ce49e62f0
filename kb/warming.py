"""Warming: what every process would make for itself, made once before they part, so that they
share it: mappers, catalogues of texts, compiled statements and templates.
"""

import ctypes
import sys
from functools import partial

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import configure_mappers
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from kb.catalog.site import Site
from kb.db import db
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record
from kb.text.markdown import render
from kb.web.languages import FIRST, LOCALES

PAGES = ("/", "/about", "/members", "/scoreboard", "/lineage", "/sign-in")
"""Pages that ask the database much and the index nothing: no engine is open when processes part."""


def warm(app: Flask) -> None:
    """Draw some pages for nobody. Needs the application's context; no connection stays open."""
    configure_mappers()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    render("`a` *b*")
    for page in (*PAGES, *_records(app.extensions["kb_site"])):
        _draw(app, page, FIRST)
    for code in LOCALES:
        _draw(app, PAGES[0], code)
    db.session.close()
    for engine in db.engines.values():
        engine.dispose()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)  # Holes in shared pages would be filled by each.


def _draw(app: Flask, page: str, code: str) -> None:
    """Past the page cache and the log: nobody has asked."""
    headers = Headers({"Accept-Language": code})
    environ = EnvironBuilder(page, headers=headers).get_environ()
    run_wsgi_app(partial(type(app).wsgi_app, app), environ, buffered=True)


def _records(site: Site) -> list[str]:
    """A page of each kind."""
    seen = select(Record.kind, func.min(Record.number)).where(readable_by(None))
    rows = db.session.execute(seen.group_by(Record.kind)).all()
    known = site.kinds.by_name
    return [f"/{known[kind].slug}/{number}" for kind, number in rows if kind in known]
