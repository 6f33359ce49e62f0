"""Monday morning: forty people sign in at the same time, and the site goes on answering."""

import os
import re
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest
from make import make_user
from small_site import PASSWORD

from kb import create_app
from kb.accounts import passwords
from kb.accounts.users import Role
from kb.config import ROOT
from kb.db import db

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi", "kb"]
PEOPLE = 40


@pytest.fixture
def home(tmp_path):
    """A site with two workers and forty accounts: where it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"KB_INSTANCE": str(tmp_path), "KB_DATABASE_URL": "", "KB_LOG_LEVEL": "ERROR"}
    environment = os.environ | own | {"KB_WORKERS": "2", "PYTHONUTF8": "1"}
    subprocess.run([*FLASK, "migrate"], cwd=ROOT, env=environment, check=True, capture_output=True)
    with create_app(own).app_context():
        stored = passwords.hash_of(PASSWORD)
        for number in range(PEOPLE):
            email = f"person{number}@example.cn"
            make_user(Role.EXPERT, email=email, password_hash=stored)
        db.session.commit()
        db.engine.dispose()
    words = [*FLASK, "serve", "--port", str(port)]
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    next(line for line in process.stdout if "answers at" in line)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(30)
    process.stdout.close()


def sign_in(home, number, start):
    """Sign in as a browser does: the status of the page behind it."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{home}/sign-in").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    facts = {"email": f"person{number}@example.cn", "password": PASSWORD, "csrf_token": token}
    start.wait()
    try:
        with browser.open(f"{home}/sign-in?next=/account", urlencode(facts).encode()) as answer:
            return answer.status, f"person{number}@example.cn" in answer.read().decode()
    except HTTPError as error:
        return error.code, False


def test_forty_sign_ins_at_once_all_succeed_and_the_site_goes_on_answering(home):
    start, over = threading.Barrier(PEOPLE), threading.Event()
    answered = []

    def reader():
        while not over.is_set():
            with urlopen(f"{home}/health/ready") as answer:
                answered.append(answer.status)

    watching = threading.Thread(target=reader)
    watching.start()
    with ThreadPoolExecutor(PEOPLE) as pool:
        found = list(pool.map(lambda number: sign_in(home, number, start), range(PEOPLE)))
    over.set()
    watching.join()
    assert found == [(200, True)] * PEOPLE
    assert set(answered) == {200}
