"""Namesakes: another record of the same name at the same unit is probably the same person."""

from sqlalchemy import select

from kb.db import db
from kb.libraries.experts import Expert
from kb.publishing.revisions import latest
from kb.text.folding import clean, fold


def namesakes(expert: Expert) -> list[Expert]:
    """Other experts of this name at this unit, published or not, for reviewers only.

    The unit is that of the newest revision: what is closed to readers does not stand in the row.
    """
    name, unit = _written(expert)
    query = select(Expert).where(Expert.title == name, Expert.id != expert.id)
    same = ((other, _written(other)[1]) for other in db.session.scalars(query))
    return [other for other, written in same if unit and _plain(written) == _plain(unit)]


def _written(expert: Expert) -> tuple[str, str]:
    revision = latest(expert)
    content = revision.content if revision else {}
    return content.get("title") or expert.title, content.get("unit") or expert.unit


def _plain(unit: str) -> str:
    """Spaces, width and case make no other unit."""
    return "".join(fold(clean(unit)).split())
