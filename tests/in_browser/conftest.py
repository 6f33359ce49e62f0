"""The served site in a real browser: one server, one Chromium, a fresh window for every test."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from in_browser.looking import DESK, EMAIL, PASSWORD, faults_at_every_width, fill_in
from kb.config import ROOT

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi", "kb"]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--no-first-run"]
PATIENCE = 20_000
"""Milliseconds that a page may take on a machine with other work; a fault shows as well then."""
expect.set_options(timeout=PATIENCE)
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


class Site:
    """The server under test: where it answers, and the link to its first administrator."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.folder = environment["KB_INSTANCE"]
        words = [*FLASK, "serve", "--port", str(free_port())]
        self.process = subprocess.Popen(
            words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        self.setup = self.home = ""
        for line in self.process.stdout:
            words = line.split()
            self.setup = next((word for word in words if "/setup/" in word), self.setup)
            if "answers at" in line:
                self.home = next(word for word in words if word.startswith("http")).rstrip("/")
                break
        assert self.home, "the server ended before it answered"

    def end(self) -> None:
        self.process.terminate()
        assert self.process.wait(30) == 0
        self.process.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="package")
def chromium() -> str:
    """Where Chromium is. Without one these tests are skipped, unless KB_REQUIRE_BROWSER is set."""
    places = (os.environ.get("CHROMIUM"), "/usr/bin/chromium", "chromium")
    path = next((found for place in places if place and (found := shutil.which(place))), "")
    if not path and os.environ.get("KB_REQUIRE_BROWSER"):
        pytest.fail("KB_REQUIRE_BROWSER is set, but no Chromium is found: name it in CHROMIUM")
    if not path:
        pytest.skip("no Chromium is found; name one in CHROMIUM")
    return path


@pytest.fixture(scope="package")
def site(chromium, tmp_path_factory) -> Iterator[Site]:
    """The shipped content, served as an operator serves it."""
    own = {"KB_INSTANCE": str(tmp_path_factory.mktemp("browsed")), "KB_DATABASE_URL": ""}
    own |= {"KB_LOG_LEVEL": "ERROR", "KB_WORKERS": "2", "PYTHONUTF8": "1"}
    environment = os.environ | own
    subprocess.run([*FLASK, "init"], cwd=ROOT, env=environment, check=True, capture_output=True)
    served = Site(environment)
    yield served
    served.end()


@pytest.fixture(scope="package")
def chrome(chromium) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture
def window(chrome, site):
    """`window(width=..., locale=...)` is the page of somebody new, with a memory of its own."""
    opened = []

    def open_one(width: int = DESK, locale: str = "en", **options) -> Page:
        size = {"width": width, "height": 800}
        context = chrome.new_context(base_url=site.home, locale=locale, viewport=size, **options)
        opened.append(context)
        context.set_default_timeout(PATIENCE)
        # Brought in by the browser itself: the site's policy forbids any other script.
        context.add_init_script(path=AXE)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture(scope="package")
def administrator(chrome, site) -> dict:
    """Sign up by the one-time link; `state` signs a window in, `faults` are of the setup page."""
    context = chrome.new_context(base_url=site.home, locale="en")
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.goto(site.setup)
    faults = [*faults_at_every_width(page)]
    page.get_by_role("button", name="Create the account").click()
    fill_in(page, {"Name": "王敏", "E-mail": EMAIL, "Password": PASSWORD})
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.get_by_text("Welcome. You administer this site now.").wait_for()
    made = {"state": context.storage_state(), "faults": faults}
    context.close()
    return made
