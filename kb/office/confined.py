"""Confined: a task on a stranger's file, done by a child process with limits (see `inside.py`)."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from kb.office.refusals import Refusal, Unfit

PATIENCE = 40
"""Seconds after which the child is ended, however little it works."""
_HERE = Path(__file__).resolve().parent


def run(task: str, **arguments: Any) -> dict[str, Any]:
    """What the task answers. Raises Unfit: refused, damaged, or more than the limits allow."""
    words = [sys.executable, "-I", "-X", "utf8", str(_HERE / "inside.py"), str(_HERE.parent), task]
    with tempfile.TemporaryFile() as answer:
        try:
            ended = subprocess.run(
                words,
                input=json.dumps(arguments).encode(),
                stdout=answer,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE,
                cwd="/",
                env={},  # No setting and no key of the site is known inside.
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unfit(Refusal.TOO_MUCH) from None
        if ended.returncode < 0:  # Ended by a limit.
            raise Unfit(Refusal.TOO_MUCH)
        if ended.returncode:
            raise Unfit(Refusal.DAMAGED)
        answer.seek(0)
        found: dict[str, Any] = json.load(answer)
    if "refused" in found:
        raise Unfit(Refusal(found["refused"]))
    return found
