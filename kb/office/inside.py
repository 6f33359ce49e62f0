"""Inside the child process that reads a stranger's file: its limits, then the one task.

Run by `confined.py` as a script. It knows neither settings nor database, and the rest of the site
is not loaded: only what the task imports.
"""

import importlib
import json
import resource
import sys
import types

MEMORY = 512 * 1024 * 1024
PROCESSOR_SECONDS = 30
WRITTEN = 96 * 1024 * 1024
"""Bytes of the answer."""
FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")


def limit() -> None:
    """So much and no more, whatever the file makes the libraries do."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: object) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)


def main(folder: str, task: str) -> None:
    """Do `task`, as `kb.office.pictures:redrawn`, with the arguments on standard input."""
    limit()
    package = types.ModuleType("kb")
    package.__path__ = [folder]
    sys.modules["kb"] = package  # The modules of kb/ without kb/__init__.py, which is the site.
    refusals = importlib.import_module("kb.office.refusals")
    module, _, name = task.partition(":")
    try:
        answer = getattr(importlib.import_module(module), name)(**json.load(sys.stdin))
    except refusals.Unfit as unfit:
        answer = {"refused": unfit.refusal.value}
    except (MemoryError, RecursionError):
        answer = {"refused": refusals.Refusal.TOO_MUCH.value}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
