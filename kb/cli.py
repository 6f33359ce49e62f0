"""flask kb ...: everything that is done from the command line."""

import importlib
import threading
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from kb.accounts import setup
from kb.accounts.users import Role, User, by_email
from kb.alliance import examples, reference
from kb.beside import indexing
from kb.board import example_mechanisms
from kb.catalog import loading, sources
from kb.catalog.loading import Report
from kb.catalog.site import Site
from kb.clock import utcnow
from kb.config import ROOT
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.index_commands import carry_out, catch_up
from kb.jobs import worker
from kb.libraries import expertise
from kb.meetings import example_year
from kb.publishing import keeping
from kb.search import indexer
from kb.search.nodes import Task
from kb.serving import free_address, together
from kb.serving import serve as run_server

kb = AppGroup("kb", help="The alliance knowledge base.")

CONTENT = ROOT / "content"
LOADER = "loader@kb.invalid"
"""The account in whose name files are loaded. It has no password, so nobody signs in with it."""


def _site() -> Site:
    site: Site = current_app.extensions["kb_site"]
    return site


@kb.command()
def migrate() -> None:
    """Bring the database to this version of the program."""
    Path(str(current_app.config["KB_INSTANCE"])).mkdir(parents=True, exist_ok=True)
    importlib.import_module("kb.migrating").upgrade()  # Not above: see there.


@kb.command()
@click.pass_context
def init(context: click.Context) -> None:
    """Migrate, load the shipped content, bring the index up to date. Harmless when repeated."""
    context.invoke(migrate)
    changed = reference.load(CONTENT) + expertise.load(CONTENT)
    db.session.commit()
    report = _load(CONTENT)
    _say(report, f"content: {changed} new reference rows")
    _catch_up()


@kb.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def load(path: Path) -> None:
    """Load a folder of Markdown, or a .jsonl file with one record a line.

    What is wrong is reported with its place, the rest goes on; the exit code is 1 only when
    nothing could be taken.
    """
    try:
        report = _load(path)
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem
    _say(report, str(path))
    _catch_up()
    refused = report.counts[loading.Result.REFUSED]
    if refused and refused == report.counts.total():
        raise SystemExit(1)


def _load(path: Path) -> Report:
    count = sources.count(path)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
    with (
        indexing(app, _site().index, count),
        tqdm(total=count, unit=" records", desc="loading", disable=None) as bar,
    ):
        return loading.load(sources.rows(path), _site().kinds, _loader(), bar.update)


def _loader() -> User:
    user = by_email(LOADER)
    if user is None:
        user = User(name="秘书处资料加载", email=LOADER, role=Role.SECRETARIAT)
        db.session.add(user)
        db.session.commit()
    return user


def _say(report: Report, what: str) -> None:
    counts = ", ".join(f"{report.counts[result]} {result}" for result in loading.Result)
    click.echo(f"{what}; records: {counts}")
    for refusal in report.refusals:
        click.secho(f"  {refusal}", fg="yellow", err=True)


def _catch_up() -> None:
    catch_up(_site().index)


@kb.command("index")
@click.option("--watch", is_flag=True, help="Stay and index every change as it comes.")
def index_command(watch: bool) -> None:
    """Bring the search index up to date."""
    if watch:
        indexer.watch(_site().index, current_app.app_context, threading.Event())
    else:
        _catch_up()


@kb.command()
def rebuild() -> None:
    """Build the search index anew beside the old one, then swap; also while the site runs."""
    carry_out(_site().index, Task.REBUILD)


@kb.command()
def compare() -> None:
    """Compare the search index with the database, and mend what differs."""
    carry_out(_site().index, Task.COMPARE)


@kb.command("clear-files")
def clear_files() -> None:
    """Remove stored files that nothing has named for a day: what interrupted uploads left."""
    store = current_app.extensions["kb_cabinet"].store
    removed = keeping.clear(store, utcnow() - keeping.YOUNG)
    click.echo(f"files: {removed} removed")


@kb.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the site with several workers, keep its index and do its work in the background."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
    index, handlers = _site().index.another(), app.extensions["kb_handlers"]
    daily = app.extensions["kb_daily"]
    background = together(
        lambda stop: indexer.watch(index, app.app_context, stop),
        lambda stop: worker.work(handlers, app.app_context, stop, daily),
    )
    free_address(host, port)  # Before a link is made: it would end the one of a server at work.
    _offer_setup(host, port)
    run_server(app, {"indexer and worker": background}, host, port, int(app.config["KB_WORKERS"]))


def _offer_setup(host: str, port: int) -> None:
    """While there is no administrator, every start prints a new one-time link."""
    if setup.has_administrator():
        return
    token = setup.issue()
    db.session.commit()
    base = str(current_app.config["KB_BASE_URL"]).rstrip("/") or f"http://{host}:{port}"
    click.echo("There is no administrator yet. This link makes one, once, within 24 hours:")
    click.secho(f"  {base}/setup/{token}", bold=True)


@kb.group()
def admin() -> None:
    """Administrators."""


@admin.command("create")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.password_option()
def create_administrator(email: str, name: str, password: str) -> None:
    """Make an administrator, now."""
    try:
        setup.create_administrator(name, email, password)
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem
    db.session.commit()
    click.echo(f"{email} can sign in as administrator.")


@admin.command("link")
def administrator_link() -> None:
    """A new one-time link for the first administrator; the former one ends."""
    try:
        token = setup.issue()
    except Conflict as problem:
        raise click.ClickException(str(problem)) from problem
    db.session.commit()
    click.echo(f"/setup/{token}")


@kb.group()
def demo() -> None:
    """An example year to try things out; clearly marked, and taken away whole."""


@demo.command("governance")
def demo_governance() -> None:
    """Terms, a plenary, two council meetings, a written vote, minutes and follow-ups."""
    try:
        example_year.play(CONTENT / "demo" / "governance.toml")
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem
    db.session.commit()
    _catch_up()
    click.echo("A year of the council is there. Take it away with: flask kb demo clear")


@demo.command("mechanisms")
def demo_mechanisms() -> None:
    """Activities, advice of experts, offers, needs and links, a line of descent."""
    try:
        example_mechanisms.play(CONTENT / "demo" / "mechanisms.toml")
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem
    db.session.commit()
    _catch_up()
    click.echo("Both mechanisms are at work. Take it away with: flask kb demo clear")


@demo.command("clear")
def demo_clear() -> None:
    """Take everything away that the example has brought, and what people added to it."""
    removed = examples.clear()
    db.session.commit()
    _catch_up()
    click.echo(f"example: {removed} rows removed")
