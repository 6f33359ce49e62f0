"""A small site: the frame of every page, signing in, and a few pages made for the tests."""

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, render_template_string, request
from sqlalchemy.exc import IntegrityError, OperationalError
from wtforms.validators import DataRequired, Length

from kb.accounts import sign_in
from kb.accounts import views as accounts
from kb.accounts.own import views as own
from kb.accounts.sessions import UserSession
from kb.accounts.setup import SetupToken
from kb.accounts.throttling import SignInAttempt
from kb.accounts.users import User
from kb.config import ROOT
from kb.db import Base, KnowledgeBase, db, open_database
from kb.errors import Conflict
from kb.portal.navigation import frame
from kb.publishing.records import Tag
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
)
from kb.web.access import public
from kb.web.drawing import Drawing
from kb.web.fields import Form, LongText, Text, render_form
from kb.web.request_ids import RequestTrail

PASSWORD = "Muschel-7-Segel"
OWN = ("user", "user_session", "sign_in_attempt", "setup_token", "site_version", "tag")
OWN += ("account_token", "job", "past_password", "recovery_code", "second_factor", "notice")


class SayingForm(Form):
    words = Text("Words", [DataRequired(), Length(max=20)])
    note = LongText("Note")


def small_site(folder: Path, **settings: Any) -> KnowledgeBase:
    """An application with its own database in `folder`."""
    app = KnowledgeBase("kb", template_folder=str(ROOT / "templates"))
    app.jinja_environment = Drawing
    app.config.update(
        SECRET_KEY="x" * 32, SQLALCHEMY_ENGINES={"default": f"sqlite:///{folder}/kb.db"}
    )
    app.config.update(settings)
    logs.install(app)
    open_database(app)
    for part in (languages, filters, sanity, forgery, sign_in, headers, compression, errors):
        part.install(app)
    app.context_processor(frame)
    for blueprint in (accounts.bp, own.bp, pages(), health.blueprint({"fine": lambda: (True, "")})):
        app.register_blueprint(blueprint)
    with app.app_context():
        site_version.watch(db.sessionmaker, (UserSession, SignInAttempt, SetupToken))
        Base.metadata.create_all(db.engine, [Base.metadata.tables[name] for name in OWN])
        page_cache.install(app, db.engine)
    headers.believe_proxies(app)
    app.wsgi_app = RequestTrail(app.wsgi_app)
    return app


def make_user(app: KnowledgeBase, **given: Any) -> User:
    """A stored user; its attributes stay readable."""
    facts = {"name": "王敏", "email": "wang@example.cn", "role": "administrator"} | given
    with app.app_context():
        user = User(**facts)
        db.session.add(user)
        db.session.commit()
        db.session.refresh(user)
        db.session.expunge(user)
    return user


def say(app: KnowledgeBase, words: str) -> None:
    with app.app_context():
        db.session.add(Tag(name=words))
        db.session.commit()


def pages() -> Blueprint:
    bp = Blueprint("made", __name__)

    @bp.get("/sayings")
    @public
    def sayings() -> str:
        drawn.append(request.full_path)
        words = [tag.name for tag in db.session.query(Tag)]
        return render_template_string(
            "{{ html_lang }} {% for w in words %}<p>{{ w }}</p>{% endfor %}{{ pad }}",
            words=words,
            pad="长" * 900,
        )

    @bp.route("/sayings/new", methods=["GET", "POST"])
    def new() -> Any:
        form = SayingForm()
        if form.validate_on_submit():
            db.session.add(Tag(name=form.words.data))
            return "saved"
        return render_form("accounts/sign_in.html", form)

    @bp.route("/echo", methods=["GET", "POST"])
    @public
    def echo() -> str:
        return "|".join([*request.args.values(), *request.form.values()])

    @bp.get("/fails/<how>")
    @public
    def fails(how: str) -> Any:
        raise {
            "bug": RuntimeError("secret detail"),
            "rule": Conflict("Somebody was faster."),
            "double": IntegrityError("INSERT secret", {}, Exception()),
            "away": OperationalError("SELECT secret", {}, Exception()),
        }.get(how) or abort(int(how))

    @bp.get("/api/v1/fails")
    @public
    def api() -> Any:
        abort(404)

    @bp.get("/api/v1/private")
    def private() -> str:
        return "private"

    return bp


drawn: list[str] = []
"""The pages that were really drawn."""
