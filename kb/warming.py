"""Warming: what every process would make for itself, made once before they part, so that they
share it: mappers, catalogues of texts, compiled statements and templates.
"""

from functools import partial

from flask import Flask
from sqlalchemy.orm import configure_mappers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from kb.db import db
from kb.web.languages import LOCALES

PAGES = ("/", "/members", "/scoreboard", "/lineage", "/sign-in")
"""Pages that ask the database much and the index nothing: no engine is open when processes part."""


def warm(app: Flask) -> None:
    """Draw some pages for nobody. Needs the application's context; no connection stays open."""
    configure_mappers()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    # Past the page cache and the log: nobody has asked.
    site = partial(type(app).wsgi_app, app)
    for page in PAGES:
        for code in LOCALES:
            environ = EnvironBuilder(page, headers={"Accept-Language": code}).get_environ()
            run_wsgi_app(site, environ, buffered=True)
    db.session.close()
    for engine in db.engines.values():
        engine.dispose()
