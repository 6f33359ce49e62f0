"""The server: a small supervisor that forks the web processes and the one that indexes and works in
the background, and ends with them.

All processes are forked from the one that has loaded the application, so they share its memory.
"""

import ctypes
import errno
import gc
import http.client
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing import get_context, parent_process, set_start_method
from multiprocessing.context import ForkProcess
from types import FrameType

import click
from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from kb.warming import warm

Work = Callable[[threading.Event], None]
"""Works in a process of its own until the event is set."""

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that end the server in good order."""
LOOK = 0.1
"""Seconds between two looks at the children."""
PATIENCE = 10
"""Seconds that requests under way may take to end."""
TRIES, WITHIN = 5, 60
"""So many deaths of the web server within so many seconds, and the supervisor gives up."""

log = logging.getLogger(__name__)


class CannotServe(click.ClickException):
    """Why the site is not served; said to whoever started it, exit code 1."""


def serve(app: Flask, beside: Mapping[str, Work], host: str, port: int, workers: int) -> None:
    """Serve the site until SIGINT or SIGTERM, with the works `beside` it. Raises CannotServe.

    Needs the application's context: what starting has opened in it is closed, because no two
    processes may share a connection.
    """
    address = free_address(host, port)
    warm(app)
    Supervisor(app, address, beside, workers).run()


def free_address(host: str, port: int) -> tuple[str, int]:
    """The numeric address to listen at; says in a sentence why it cannot be had."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return str(probe.getsockname()[0]), int(probe.getsockname()[1])
    except socket.gaierror:
        reason = f"{host} is no address that is known here. For this machine only: 127.0.0.1."
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: f"Port {port} is taken by another program. "
            "End that one, or choose another port: make serve PORT=9000",
            errno.EACCES: f"Port {port} is not allowed to this user. "
            "Choose one above 1023: make serve PORT=9000",
            errno.EADDRNOTAVAIL: f"{host} is not an address of this machine. "
            "For this machine only: 127.0.0.1; for everybody: 0.0.0.0.",
        }
        reason = reasons.get(error.errno or 0, f"{host}:{port}: {error.strerror or error}")
    raise CannotServe(reason)


class Part:
    """One child process, started again when it ends, after a pause that grows."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self.name = name
        self._work = work
        self._process: ForkProcess | None = None
        self._due = 0.0
        self._deaths: list[float] = []

    def keep_alive(self) -> None:
        now = time.monotonic()
        if self._process is not None and not self._process.is_alive():
            self._deaths = [at for at in self._deaths if now - at < WITHIN] + [now]
            self._due = now + min(30, 2 ** len(self._deaths) / 4)
            log.error("%s ended (code %s), starts again", self.name, self._process.exitcode)
            self._process = None
        if self._process is None and now >= self._due:
            self._process = get_context("fork").Process(target=self._begin, name=self.name)
            self._process.start()

    def failing(self) -> bool:
        return len(self._deaths) >= TRIES

    def end(self, signum: signal.Signals) -> None:
        if self._process is not None and self._process.pid and self._process.is_alive():
            os.kill(self._process.pid, signum)

    def ended(self, deadline: float) -> bool:
        if self._process is not None:
            self._process.join(max(0, deadline - time.monotonic()))
        return self._process is None or not self._process.is_alive()

    def _begin(self) -> None:
        os.setpgrp()  # Ctrl+C reaches the supervisor only, which ends its parts one by one.
        _end_with_parent(signal.SIGTERM)
        self._work()


class Supervisor:
    """Keeps all parts alive until a signal comes; single-threaded, so that forking is safe."""

    def __init__(
        self, app: Flask, address: tuple[str, int], beside: Mapping[str, Work], workers: int
    ) -> None:
        self._app = app
        self._address = address
        self._workers = workers
        self._web = Part("web server", self._serve_pages)
        self._parts = [
            self._web,
            *(Part(name, partial(_until_told, work)) for name, work in beside.items()),
        ]
        self._stopping = False

    def run(self) -> None:
        _on_signals(self._stop)
        gc.collect()
        gc.freeze()  # What is loaded stays shared: no child's collector writes to it.
        announced = False
        try:
            while not self._stopping:
                for part in self._parts:
                    part.keep_alive()
                if self._web.failing():
                    raise CannotServe("The web server ended again and again; the log says why.")
                announced = announced or self._announce()
                time.sleep(LOOK)
        finally:
            self._end()

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _announce(self) -> bool:
        """Say where the site is, once it really answers there."""
        host, port = self._address
        near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
        connection = http.client.HTTPConnection(near, port, timeout=1)
        try:
            connection.request("GET", "/health/live")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        shown = f"[{near}]" if ":" in near else near
        click.echo(f"The knowledge base answers at http://{shown}:{port}/ (Ctrl+C ends it)")
        return True

    def _end(self) -> None:
        for part in self._parts:
            part.end(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE + 2
        for part in self._parts:
            if not part.ended(deadline):
                part.end(signal.SIGKILL)

    def _serve_pages(self) -> None:
        """The web server's main process; it forks the workers that answer."""
        set_start_method("fork", force=True)
        host, port = self._address
        Granian(
            self._app.import_name,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            workers=self._workers,
            blocking_threads=1,  # More only wait for each other: measured, see README.
            respawn_failed_workers=True,
            workers_kill_timeout=PATIENCE,
            log_level=LogLevels.warning,
        ).serve(target_loader=self._worker, wrap_loader=False)

    def _worker(self) -> Flask:
        _end_with_parent(signal.SIGKILL)
        return self._app


def together(*works: Work) -> Work:
    """Several works in one process, each in a thread: a process of its own costs 16 MiB. Where one
    of them ends by itself, all do, and are started again; a long one is not waited for, as what
    it has begun is taken up again.
    """

    def work(stop: threading.Event) -> None:
        threads = [threading.Thread(target=each, args=(stop,), daemon=True) for each in works]
        for thread in threads:
            thread.start()
        while not stop.is_set() and all(thread.is_alive() for thread in threads):
            stop.wait(LOOK)
        fails = not stop.is_set()
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
        if fails:
            sys.exit(1)

    return work


def _until_told(work: Work) -> None:
    stop = threading.Event()
    _on_signals(lambda signum, frame: stop.set())
    work(stop)


def _on_signals(handler: Callable[[int, FrameType | None], None]) -> None:
    for signum in ENDS:
        if signum != signal.SIGHUP or signal.getsignal(signum) is not signal.SIG_IGN:  # nohup
            signal.signal(signum, handler)


def _end_with_parent(signum: signal.Signals) -> None:
    """Have the kernel send this signal when the parent is gone, however it ended (Linux)."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, int(signum))
    parent = parent_process()
    if parent is not None and os.getppid() != parent.pid:
        sys.exit(1)
