"""A worker that is killed in the middle of a job: real processes, and a post office on a socket."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select, update

from kb import create_app
from kb.clock import utcnow
from kb.config import ROOT
from kb.db import db, reading
from kb.jobs import mail
from kb.jobs.queue import Job, JobState

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi", "kb"]
SOON = 30
ANSWERS = {"EHLO": b"250 kb", "MAIL": b"250 ok", "RCPT": b"250 ok", "DATA": b"354 go on"}


class PostOffice:
    """Keeps its first visitor waiting for ever; serves the others."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.visited = threading.Event()
        self.letters: list[str] = []
        threading.Thread(target=self.work, daemon=True).start()

    def work(self) -> None:
        waiting, _ = self.socket.accept()
        self.visited.set()
        while True:
            try:
                visitor, _ = self.socket.accept()
            except OSError:
                waiting.close()
                return
            with visitor, visitor.makefile("rb") as lines:
                self.serve(visitor, lines)

    def serve(self, visitor, lines) -> None:
        visitor.sendall(b"220 kb\r\n")
        for line in lines:
            word = line.decode()[:4].upper()
            visitor.sendall(ANSWERS.get(word, b"221 bye") + b"\r\n")
            if word == "DATA":
                self.letters.append(b"".join(iter(lines.readline, b".\r\n")).decode())
                visitor.sendall(b"250 taken\r\n")


@pytest.fixture
def office():
    opened = PostOffice()
    yield opened
    opened.socket.close()


@pytest.fixture
def environment(tmp_path, office):
    own = {"KB_INSTANCE": str(tmp_path), "KB_DATABASE_URL": "", "KB_WORKERS": "1"}
    own |= {"KB_MAIL_SERVER": f"smtp://127.0.0.1:{office.port}", "PYTHONUTF8": "1"}
    own["KB_BASE_URL"] = "http://kb.example.cn"
    environment = os.environ | own
    subprocess.run([*FLASK, "migrate"], cwd=ROOT, env=environment, check=True, capture_output=True)
    return environment


@pytest.fixture
def serve(environment):
    """`serve()` starts the site; whatever a test did to it, nothing of it stays."""
    started = []

    def start():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        words = [*FLASK, "serve", "--port", str(port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        started.append(subprocess.Popen(words, cwd=ROOT, env=environment, **quiet))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(SOON)


@pytest.fixture
def queue(tmp_path):
    """The same data folder, looked at from here."""
    app = create_app({"KB_INSTANCE": tmp_path, "KB_DATABASE_URL": "", "KB_LOG_LEVEL": "ERROR"})
    with app.app_context():
        yield
        db.engine.dispose()


def standing():
    """State and tries of the one mail; no transaction stays open, which would keep others out."""
    with reading():
        found = db.session.execute(select(Job.state, Job.tries).where(Job.name == "mail")).one()
        db.session.rollback()
    return tuple(found)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_job_in_the_hands_of_a_killed_worker_is_done_after_the_restart(serve, office, queue):
    mail.send("wang@example.cn", "退回", "请修改。")
    db.session.commit()
    first = serve()
    assert office.visited.wait(SOON)
    assert standing() == (JobState.RUNNING, 1)
    for pid in (first.pid, *descendants(first.pid)):  # Its keeper first, who would raise it again.
        os.kill(pid, signal.SIGKILL)
    first.wait(SOON)
    assert standing() == (JobState.RUNNING, 1)
    db.session.execute(update(Job).values(due_at=utcnow()))  # As if its five minutes were over.
    db.session.commit()
    serve()
    assert eventually(lambda: standing() == (JobState.DONE, 2))
    assert len(office.letters) == 1


def descendants(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *descendants(child)]
    return found


def eventually(holds):
    end = time.monotonic() + SOON
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
