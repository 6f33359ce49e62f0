"""Synonyms: groups of words that mean the same, looked for together whatever the engine."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Engine, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import DomainError
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require
from kb.search.analysis import run
from kb.search.engine import All, Node, Some, Word
from kb.text.folding import clean, fold
from kb.web import site_version

MOST, LONGEST = 12, 40
FIELDS = ("", "title", "tag")
"""Where a word may be another one; a number or a city is what was typed."""

Groups = dict[str, tuple[str, ...]]
"""The words of its group, by each folded word."""


class SynonymGroup(Base):
    """One group. A shipped one that was removed keeps its row, without words, and stays away."""

    __tablename__ = "synonym_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(unique=True)
    """Of those that came with the site."""
    words: Mapped[str] = mapped_column(default="")
    """One a line, as people write them."""
    changed_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def members(self) -> list[str]:
        return self.words.split("\n") if self.words else []


def all_groups() -> list[SynonymGroup]:
    """Those that have words, oldest first."""
    query = select(SynonymGroup).where(SynonymGroup.words != "").order_by(SynonymGroup.id)
    return list(db.session.scalars(query))


def keep(key: str, words: Sequence[str]) -> None:
    """A group that comes with the site, once: changed or removed there, it stays as it is.

    Words that the site has in another group already are left to that one.
    """
    if db.session.scalar(select(SynonymGroup.id).where(SynonymGroup.key == key)) is not None:
        return
    taken = {fold(word) for group in all_groups() for word in group.members}
    free = [word for word in words if fold(word) not in taken]
    db.session.add(SynonymGroup(key=key, words="\n".join(free) if len(free) > 1 else ""))
    db.session.flush()


def add(words: list[str], user: User) -> SynonymGroup:
    """A new group. Raises DomainError for fewer than two words, or a word of another group."""
    require(is_staff(user))
    group = SynonymGroup(words="\n".join(_checked(words, None)))
    db.session.add(group)
    db.session.flush()
    audit.log(user, "synonyms", " = ".join(group.members), before="", after=_shown(group))
    return group


def change(group: SynonymGroup, words: list[str], user: User) -> None:
    """Other words in this group; search asks for them from now on."""
    require(is_staff(user))
    before = _shown(group)
    group.words = "\n".join(_checked(words, group))
    audit.log(user, "synonyms", " = ".join(group.members), before=before, after=_shown(group))
    db.session.flush()


def remove(group: SynonymGroup, user: User) -> None:
    """These words are no longer the same."""
    require(is_staff(user))
    audit.log(user, "synonyms", " = ".join(group.members), before=_shown(group), after="")
    group.words = ""
    db.session.flush()


def _shown(group: SynonymGroup) -> str:
    return "、".join(group.members)


def _checked(words: list[str], own: SynonymGroup | None) -> list[str]:
    unique = {fold(word): word for word in reversed([clean(word).strip() for word in words])}
    found = [word for word in reversed(unique.values()) if fold(word)]
    if not 2 <= len(found) <= MOST or any(len(word) > LONGEST for word in found):
        raise DomainError(
            _("Name two to %(most)s different words, each of at most 40 characters.", most=MOST)
        )
    for group in all_groups():
        taken = {fold(word) for word in group.members} & {fold(word) for word in found}
        if group is not own and taken:
            raise DomainError(
                _("%(word)s is in another group already: add to that one.", word=min(taken))
            )
    return found


_kept: tuple[Engine | None, object, Groups] = (None, None, {})
"""Read anew when anything on the site has changed, which one number tells."""


def groups() -> Groups:
    """All groups by their folded words, kept by this process as long as they hold."""
    global _kept
    engine = db.engine
    state = site_version.present(engine)
    if _kept[0] is not engine or _kept[1] != state:
        read = {fold(one): tuple(group.members) for group in all_groups() for one in group.members}
        _kept = (engine, state, read)
    return _kept[2]


def expanded(node: Node) -> Node:
    """The question with every word beside its synonyms. Quotes and NOT mean just what they say."""
    known = groups()
    return _expanded(node, known) if known else node


def _expanded(node: Node, known: Groups) -> Node:
    match node:
        case Word(text, field) if field in FIELDS:
            return _either(node, text, field, known)
        case All(parts, typed) if typed and fold(typed) in known:
            return _either(node, typed, _field(parts), known)
        case All(parts, pieces=pieces) | Some(parts, pieces=pieces):
            wider = tuple(_expanded(part, known) for part in parts)
            return replace(node, parts=wider, pieces=_ranking(wider, pieces))
        case _:
            return node


def _ranking(parts: tuple[Node, ...], pieces: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence is ranked by what its words may be called, too."""
    if not pieces:
        return ()
    others = (part.parts[1:] for part in parts if isinstance(part, Some))
    texts = (each.text for row in others for each in row if isinstance(each, Word))
    return tuple(dict.fromkeys((*pieces, *(term for text in texts for term in run(text)))))


def _either(node: Node, text: str, field: str, known: Groups) -> Node:
    own = fold(text)
    others = tuple(Word(fold(word), field) for word in known.get(own, ()) if fold(word) != own)
    return Some((node, *others)) if others else node


def _field(parts: tuple[Node, ...]) -> str:
    return next((part.field for part in parts if isinstance(part, Word)), "")
