"""The page of the search indexes, as administrators see them: state, trouble and what to do."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kb.search.nodes import Task
from kb.search.state import NodeState, Trouble

ADVICE = {
    Trouble.MISSING: _l(
        "There is no index that can be read (%(detail)s). The database answers readers "
        "meanwhile; the indexer builds a new one by itself."
    ),
    Trouble.OLD_FORMAT: _l(
        "The index was made by another version of the program (%(detail)s). It is read "
        "meanwhile; the indexer builds a new one by itself."
    ),
    Trouble.NOT_WRITABLE: _l(
        "The folder %(detail)s cannot be written. Give it to the user that runs the site, or "
        "mount it for writing; the indexer goes on by itself."
    ),
    Trouble.DISK_FULL: _l(
        "Only %(detail)s MB are free on this disk. Make room: while it is rebuilt, the index "
        "needs its place twice."
    ),
    Trouble.LOCKED: _l(
        "Process %(detail)s holds the lock of the index and does nothing with it. End that "
        "process; the next indexer takes over within seconds."
    ),
    Trouble.SILENT: _l(
        "No indexer is at work on this machine. Start the site with “make serve”, or run "
        "“flask kb index --watch” beside it."
    ),
    Trouble.FAILING: _l("The indexer has failed and tries again by itself: %(detail)s"),
}
TASKS = {Task.COMPARE: _l("Comparing with the database"), Task.REBUILD: _l("Rebuilding")}
ORDERED = {
    Task.COMPARE: _l("The index is compared with the database."),
    Task.REBUILD: _l("The index is rebuilt. The present one answers meanwhile."),
}


def trouble_lines(found: Iterable[tuple[Trouble, str]]) -> list[dict[str, str]]:
    return [
        {
            "text": str(ADVICE[trouble]) % {"detail": detail},
            "tone": "warning" if trouble in (Trouble.OLD_FORMAT, Trouble.DISK_FULL) else "error",
        }
        for trouble, detail in found
    ]


def node_card(state: NodeState) -> dict[str, Any]:
    """One index as `portal/_search_node.html` draws it."""
    node = state.node
    task = node.doing or node.wanted
    return {
        "id": node.id,
        "name": node.host,
        "folder": node.folder,
        "is_here": state.is_here,
        "is_silent": state.is_silent,
        "state": _("Not at work") if state.is_silent else _("At work"),
        "tone": "coral" if state.is_silent or state.is_failing else "green",
        "documents": node.documents,
        "megabytes": round(node.size / 1_000_000, 1),
        "waiting": state.waiting,
        "lag": int(state.lag.total_seconds()),
        "seen_at": node.seen_at,
        "rebuilt_at": node.rebuilt_at,
        "problem": node.problem,
        "problem_at": node.problem_at,
        "compared_at": node.compared_at,
        "compared": node.compared,
        "differing": node.missing + node.stale + node.surplus,
        "found": {"missing": node.missing, "stale": node.stale, "surplus": node.surplus},
        "task": str(TASKS[task]) if task else "",
        "has_begun": node.doing is not None,
        "done": node.done,
        "total": max(node.total, node.done),
    }
