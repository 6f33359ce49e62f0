"""Limited: a child process of this Python that may take only so much memory and time.

Files from outside are taken apart in such a child: whatever one does to its parser, the site goes
on. The child is a script that imports nothing of this site; it reads standard input and writes
JSON. Where the platform has no such limits (Windows), the clock alone holds.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PATIENCE = 8
"""Seconds by the clock. Of memory and processor time the script limits itself, as its first act."""


class Overwhelmed(Exception):
    """The child died or was ended: of a limit, or of a fault in a parser."""


def run(script: Path, data: bytes) -> Any:
    """What the script prints as JSON when it is fed `data`. Raises Overwhelmed."""
    child = subprocess.Popen(
        # -I: nothing of the environment or the working folder reaches the child.
        [sys.executable, "-I", "-X", "utf8", str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
    )
    try:
        printed, _nothing = child.communicate(data, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise Overwhelmed("out of time") from None
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()
    if child.returncode != 0:
        raise Overwhelmed(f"ended with {child.returncode}")
    try:
        return json.loads(printed)
    except ValueError:
        raise Overwhelmed("said nothing that can be read") from None
