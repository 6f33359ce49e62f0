"""The server as an operator meets it: real processes on a free port, with their own data folder."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from kb.config import ROOT
from kb.serving import together

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi", "kb"]
SOON = 30
FAMILY = 4
"""The web server, its two workers, and the process that indexes and works in the background."""
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and needs prctl")


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A migrated data folder, so that serving starts at once."""
    own = {"KB_INSTANCE": str(tmp_path_factory.mktemp("served")), "KB_DATABASE_URL": ""}
    environment = os.environ | own | {"KB_WORKERS": "2", "PYTHONUTF8": "1"}
    subprocess.run([*FLASK, "migrate"], cwd=ROOT, env=environment, check=True, capture_output=True)
    return environment


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(environment, port, tmp_path):
    """A served site that answers; whatever a test did to it, nothing of it stays."""
    log = (tmp_path / "log").open("wb")
    words = [*FLASK, "serve", "--port", str(port)]
    process = subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
    )
    process.announced = next((line for line in process.stdout if "answers at" in line), "")
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(SOON)
    process.stdout.close()
    log.close()


@linux_only
@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_answers_and_ends_whole(server, port, signum):
    assert f"http://127.0.0.1:{port}/" in server.announced
    assert urlopen(f"http://127.0.0.1:{port}/health/live").status == 200
    family = whole_family(server)
    server.send_signal(signum)
    assert server.wait(SOON) == 0
    assert eventually(lambda: not any(map(alive, family)))


@linux_only
def test_children_end_with_a_supervisor_that_was_killed(server):
    family = whole_family(server)
    server.kill()
    server.wait(SOON)
    assert eventually(lambda: not any(map(alive, family)))


@linux_only
def test_what_dies_is_started_again(server, port):
    family = whole_family(server)
    for one in family:
        os.kill(one, signal.SIGKILL)
    assert eventually(
        lambda: answers(port) and len(set(descendants(server.pid)) - {*family}) == FAMILY
    )


def test_a_taken_port_is_said_in_a_sentence(environment, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        done = serve_in_vain(environment, "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} is taken by another program" in done.stderr
    assert "/setup/" not in done.stdout, "a new link would end the one of the server at work"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "192.0.2.1"], "192.0.2.1 is not an address of this machine"),
        (["--host", "no-such-host.invalid"], "no address that is known here"),
        (["--port", "65536"], "65536 is not in the range"),
        (["--port", "http"], "'http' is not a valid integer"),
    ],
)
def test_a_wrong_address_is_said_in_a_sentence(environment, port, words, said):
    words = words if "--port" in words else [*words, "--port", str(port)]
    done = serve_in_vain(environment, *words)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def serve_in_vain(environment, *words):
    return subprocess.run(
        [*FLASK, "serve", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SOON,
    )


def whole_family(server):
    """All that the supervisor has started."""
    assert eventually(lambda: len(descendants(server.pid)) == FAMILY)
    return descendants(server.pid)


def descendants(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *descendants(child)]
    return found


def alive(pid):
    """Whether it runs still; a zombie only waits for somebody to take note of its end."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def answers(port):
    try:
        return urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5).status == 200
    except OSError:
        return False


def eventually(holds):
    end = time.monotonic() + SOON
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_works_in_one_process_end_together():
    ended = []

    def patient(stop):
        stop.wait(SOON)
        ended.append("patient")

    with pytest.raises(SystemExit):
        together(patient, lambda stop: None)(threading.Event())
    assert ended == ["patient"]
    told = threading.Event()
    told.set()
    together(patient, patient)(told)
    assert ended == ["patient"] * 3


def test_a_work_that_does_not_listen_keeps_no_other_from_starting_again(monkeypatch):
    monkeypatch.setattr("kb.serving.PATIENCE", 0.1)
    ended = []
    deaf = threading.Event()

    def long(_stop):
        deaf.wait(2)
        ended.append("long")

    with pytest.raises(SystemExit):
        together(long, lambda stop: None)(threading.Event())
    assert ended == []
    deaf.set()
