"""create_app(): the one place where everything meets, in plain sight."""

from collections.abc import Callable, Mapping
from pathlib import Path

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from kb import config
from kb.accounts import sign_in
from kb.activities.signing_up import forgetting
from kb.activities.signing_up import telling as sign_ups_telling
from kb.alliance import names, terms
from kb.board.lineage.carried import DescentChain
from kb.catalog import fresh, importing
from kb.catalog.kind import Kinds, RecordKind
from kb.catalog.matching import town_crier
from kb.catalog.naming import Naming
from kb.catalog.site import Site
from kb.cli import kb as commands
from kb.config import ROOT
from kb.db import KnowledgeBase, db, open_database
from kb.empowerment import chasing, exchange_reminding
from kb.health import checks
from kb.jobs.mail import postman
from kb.jobs.worker import Handler
from kb.libraries import expertise
from kb.meetings import reminding, written
from kb.meetings.bodies import body_names
from kb.parts import DAILY, KINDS, PARTS, UNSEEN
from kb.portal import mailing
from kb.portal.mailing import Office
from kb.portal.navigation import frame
from kb.publishing.attachments import READ_FILE
from kb.publishing.keeping import cleaner, reader
from kb.publishing.reception import Cabinet, Limits
from kb.publishing.stores import open_store
from kb.search import changes, orders, popular, synonyms
from kb.search.counting import Tally
from kb.search.engine import Engine
from kb.search.index import Index
from kb.search.tantivy import TantivyEngine
from kb.search.whoosh import WhooshEngine
from kb.web import (
    compression,
    errors,
    filters,
    forgery,
    headers,
    health,
    languages,
    logs,
    page_cache,
    sanity,
    site_version,
    tallies,
)
from kb.web.drawing import Drawing
from kb.web.request_ids import RequestTrail

ENGINES: dict[str, Callable[[Path], Engine]] = {"tantivy": TantivyEngine, "whoosh": WhooshEngine}


def create_app(overrides: Mapping[str, object] | None = None) -> KnowledgeBase:
    """The whole site, ready to serve. Raises BadSetting for settings that cannot work."""
    app = KnowledgeBase(__name__, template_folder=str(ROOT / "templates"))
    app.jinja_environment = Drawing
    app.config.from_mapping(config.load(overrides))
    logs.install(app)
    _open_database(app)
    kinds = Kinds(KINDS)
    site = Site(kinds, _naming(kinds), _index(app))
    app.extensions["kb_site"] = site
    app.extensions["kb_chain"] = DescentChain()
    app.extensions["kb_tally"] = Tally(str(app.config["SECRET_KEY"]))
    app.extensions["kb_cabinet"] = cabinet = _cabinet(app)
    app.extensions["kb_handlers"] = _handlers(app, site, cabinet)
    app.extensions["kb_daily"] = DAILY
    _frame(app)
    _routes(app, kinds, site)
    app.cli.add_command(commands)
    with app.app_context():
        page_cache.install(app, db.engine, [site.index.generation])
    headers.believe_proxies(app)  # Outside the page cache, whose keys hold the real host.
    app.wsgi_app = RequestTrail(app.wsgi_app)  # type: ignore[method-assign]  # outermost
    return app


def _cabinet(app: Flask) -> Cabinet:
    """Where attachments are kept."""
    folder = Path(str(app.config["KB_INSTANCE"])) / "files"
    limits = Limits(
        file=int(str(app.config["KB_FILE_MIB"])) << 20,
        count=int(str(app.config["KB_RECORD_FILES"])),
        record=int(str(app.config["KB_RECORD_MIB"])) << 20,
    )
    return Cabinet(open_store(str(app.config["KB_FILES_URL"]), folder), limits)


def _handlers(app: Flask, site: Site, cabinet: Cabinet) -> dict[str, Handler]:
    """Who does the work of the background, by the name of the job."""
    base, server = str(app.config["KB_BASE_URL"]).rstrip("/"), str(app.config["KB_MAIL_SERVER"])
    office = Office(site, base, is_open=bool(server))
    return {
        "check_import": importing.check_job,
        "write_import": importing.write_job,
        "digest": mailing.daily(office),
        "followers": town_crier(site),
        "saved-searches": fresh.crier(site),
        "mail_notices": mailing.at_once(office),
        "mail": postman(server, str(app.config["KB_MAIL_FROM"])),
        READ_FILE: reader(cabinet.store, cabinet.limits.file),
        "written_vote": written.run_tend,
        "vote_reminder": written.run_remind,
        "compare-index": lambda _payload, _progress: orders.compare_all(),
        "clear-files": cleaner(cabinet.store),
        "follow-ups": reminding.daily,
        "consultations": chasing.daily,
        "exchange": exchange_reminding.daily,
        "extend-plan": terms.keep_up,
        "sign-ups": forgetting.daily,
        sign_ups_telling.JOB: sign_ups_telling.tell,
        "popular-searches": lambda _payload, _tell: popular.gather(site.index),
    }


def _open_database(app: Flask) -> None:
    open_database(app)
    with app.app_context():
        changes.attach(db.sessionmaker)
        sign_ups_telling.attach(db.sessionmaker)
        synonyms.learn("names", names.other_names)
        site_version.watch(db.sessionmaker, UNSEEN)


def _naming(kinds: Kinds) -> Naming:
    return Naming(
        kinds,
        city=names.city_names,
        member=names.member_names,
        member_city=names.member_cities,
        theme=names.theme_names,
        areas=expertise.area_names,
        body_slug=body_names,
        called=names.called,
    )


def _index(app: Flask) -> Index:
    name = str(app.config["KB_SEARCH_ENGINE"])
    return Index(Path(str(app.config["KB_INSTANCE"])) / "index", name, ENGINES[name])


def _frame(app: Flask) -> None:
    """What every page and every answer has."""
    languages.install(app)
    filters.install(app)
    sanity.install(app)
    forgery.install(app)  # Before anybody asks who it is: a forged request never reaches that.
    sign_in.install(app)
    tallies.install(app)
    headers.install(app)
    compression.install(app)
    errors.install(app)
    app.context_processor(frame)


class RowNumber(IntegerConverter):
    """`<int:id>`: a number that a column can hold; higher ones are no address at all."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


def _routes(app: Flask, kinds: Kinds, site: Site) -> None:
    class KindConverter(BaseConverter):
        """A library by its address; anything else is no route at all."""

        regex = "|".join(kinds.by_slug)
        part_isolating = False

        def to_python(self, value: str) -> RecordKind:
            return kinds.by_slug[value]

        def to_url(self, value: RecordKind) -> str:
            return value.slug

    app.url_map.converters |= {"kind": KindConverter, "int": RowNumber}
    for part in PARTS:
        app.register_blueprint(part.bp)
    app.register_blueprint(health.blueprint(checks(app, site.index)))
