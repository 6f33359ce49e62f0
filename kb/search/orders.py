"""Orders: what the administrator, or the clock, wants done with the indexes."""

from flask_babel import gettext as _
from sqlalchemy import update

from kb.accounts.users import Role, User
from kb.clock import utcnow
from kb.db import db
from kb.errors import Conflict
from kb.publishing import audit
from kb.publishing.permissions import is_known, require
from kb.search.nodes import SILENT, SearchNode, Task


def may_order(user: User | None) -> bool:
    return user is not None and is_known(user) and user.role is Role.ADMINISTRATOR


def order(node: SearchNode, task: Task, person: User) -> None:
    """Have its indexer do this. Raises Conflict while it has something else to do."""
    require(may_order(person))
    if node.wanted is not None or node.doing is not None:
        raise Conflict(_("This index is at work already. Wait until that is done."))
    node.wanted = task
    audit.log(person, f"{task.value}-index", node.host, node=node.id)
    db.session.flush()


def forget(node: SearchNode, person: User) -> None:
    """Keep no more changes for an index that is gone. Raises Conflict while it is at work."""
    require(may_order(person))
    if node.seen_at > utcnow() - SILENT:
        raise Conflict(_("This index is at work. End its server first."))
    audit.log(person, "forget-index", node.host, node=node.id)
    db.session.delete(node)
    db.session.flush()


def compare_all() -> None:
    """Have every index compared, by its own indexer; for the clock."""
    idle = update(SearchNode).where(SearchNode.wanted.is_(None))
    db.session.execute(idle.values(wanted=Task.COMPARE))
