"""Expertise: the two-level tree of areas by which experts are found, and proposals to extend it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey, func, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import is_known, is_staff, require
from kb.text.folding import clean, fold
from kb.web.languages import in_english


class ExpertiseArea(Base):
    """A leaf of the tree with the name of its group. Records hold the Chinese name."""

    __tablename__ = "expertise_area"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str] = mapped_column(default="")
    group: Mapped[str]
    group_en: Mapped[str] = mapped_column(default="")
    synonyms: Mapped[str] = mapped_column(default="")
    """Other words for it, separated by blanks."""
    position: Mapped[int] = mapped_column(default=0)

    def label(self, english: bool) -> str:
        return (self.name_en if english else "") or self.name

    def words(self) -> list[str]:
        """Everything that names this area in a text, folded."""
        return [fold(word) for word in (self.name, *self.synonyms.split(), self.name_en) if word]


class Answer(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    MAPPED = "mapped"
    DECLINED = "declined"

    @property
    def label(self) -> LazyString:
        return ANSWER_LABELS[self]


ANSWER_LABELS = {
    Answer.OPEN: _l("Waiting for an answer"),
    Answer.ACCEPTED: _l("Added"),
    Answer.MAPPED: _l("Covered by an area"),
    Answer.DECLINED: _l("Not added"),
}


class AreaSuggestion(Base):
    """Somebody misses an area."""

    __tablename__ = "area_suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    answer: Mapped[Answer] = mapped_column(default=Answer.OPEN, index=True)
    remark: Mapped[str] = mapped_column(default="")
    """The area it became or is covered by, or why it was declined."""
    at: Mapped[datetime] = mapped_column(default=utcnow)
    version: Mapped[int] = mapped_column(default=1)

    user: Mapped[User] = relationship()
    __mapper_args__ = {"version_id_col": version}


@dataclass(frozen=True)
class Group:
    name: str
    """Chinese, the key."""
    label: str
    areas: Sequence[tuple[str, str]]
    """Chinese name, which is the key, and label in the reader's language."""


def load(folder: Path) -> int:
    """Bring the shipped areas up to date, by name; those that staff added stay. New rows."""
    path = folder / "expertise.toml"
    if not path.exists():
        return 0
    known = {area.name: area for area in db.session.scalars(select(ExpertiseArea))}
    before, position = len(known), 0
    for group in tomllib.loads(path.read_text(encoding="utf-8")).get("group", []):
        for row in group.get("area", []):
            position += 10
            area = known.setdefault(row["name"], ExpertiseArea(name=row["name"]))
            area.name_en, area.synonyms = row["name_en"], " ".join(row.get("synonyms", ()))
            area.group, area.group_en = group["name"], group["name_en"]
            area.position = position
            db.session.add(area)
    db.session.flush()
    _forget()
    return len(known) - before


def areas() -> Sequence[ExpertiseArea]:
    """All areas in the order of the tree, read once a transaction."""
    read: Sequence[ExpertiseArea] = db.session.info.get(__name__, ())
    if not read or inspect(read[0]).expired or inspect(read[0]).detached:
        query = select(ExpertiseArea).order_by(ExpertiseArea.position, ExpertiseArea.id)
        read = db.session.info[__name__] = db.session.scalars(query).all()
    return read


def tree() -> list[Group]:
    """The groups with their areas, in the reader's language."""
    english, groups = in_english(), dict[str, Group]()
    for area in areas():
        label = (area.group_en if english else "") or area.group
        group = groups.setdefault(area.group, Group(area.group, label, []))
        groups[area.group] = Group(
            group.name, label, [*group.areas, (area.name, area.label(english))]
        )
    return list(groups.values())


def area_names() -> Mapping[str, str]:
    """The label of each area by its Chinese name, in the order of the tree."""
    english = in_english()
    return {area.name: area.label(english) for area in areas()}


def area_choices() -> list[tuple[str, str]]:
    return list(area_names().items())


def named_in(text: str) -> list[ExpertiseArea]:
    """The areas that a text names, also by another word for them."""
    folded = fold(clean(text))
    return [area for area in areas() if any(word in folded for word in area.words())]


def suggest(user: User, name: str, reason: str) -> AreaSuggestion:
    """Propose a new area; staff answer. Raises Conflict when it stands in the tree."""
    require(is_known(user))
    if any(fold(name) == fold(area.name) for area in areas()):
        raise Conflict(_("This area is in the list already."))
    waiting = (AreaSuggestion.user_id == user.id, AreaSuggestion.answer == Answer.OPEN)
    same = db.session.scalar(select(AreaSuggestion).where(*waiting, AreaSuggestion.name == name))
    if same is not None:
        return same
    if (db.session.scalar(select(func.count()).where(*waiting)) or 0) >= 5:
        raise DomainError(_("Five of your suggestions wait for an answer. Please wait for it."))
    made = AreaSuggestion(user_id=user.id, name=name, reason=reason)
    db.session.add(made)
    db.session.flush()
    return made


def suggestions(user: User | None = None) -> Sequence[AreaSuggestion]:
    """One person's suggestions, or all that wait, oldest first."""
    query = select(AreaSuggestion).order_by(AreaSuggestion.id)
    if user is not None:
        return db.session.scalars(query.where(AreaSuggestion.user_id == user.id)).all()
    return db.session.scalars(query.where(AreaSuggestion.answer == Answer.OPEN)).all()


def accept(suggestion: AreaSuggestion, staff: User, group: str, name_en: str = "") -> None:
    """The suggestion becomes an area of this group; its author is told."""
    beside = [area for area in areas() if area.group == group]
    if not beside:
        raise DomainError(_("Choose one of the groups."))
    _answer(suggestion, staff, Answer.ACCEPTED, suggestion.name)
    if suggestion.name not in area_names():
        last = beside[-1]
        made = ExpertiseArea(name=suggestion.name, name_en=name_en, group=group)
        made.group_en, made.position = last.group_en, last.position
        db.session.add(made)
    db.session.flush()
    _forget()
    notify([suggestion.user], Event.AREA_ACCEPTED, None, title=suggestion.name)


def map_to(suggestion: AreaSuggestion, staff: User, area: str) -> None:
    """An area has this sense already: the suggested word becomes one of its synonyms."""
    found = next((one for one in areas() if one.name == area), None)
    if found is None:
        raise DomainError(_("Choose one of the areas."))
    _answer(suggestion, staff, Answer.MAPPED, area)
    # Synonyms are separated by blanks, so a name of several words joins into one.
    word = "".join(suggestion.name.split())
    found.synonyms = " ".join(dict.fromkeys([*found.synonyms.split(), word]))
    db.session.flush()
    notify([suggestion.user], Event.AREA_MAPPED, None, title=suggestion.name, area=area)


def decline(suggestion: AreaSuggestion, staff: User, reason: str) -> None:
    """The tree stays as it is; the author learns why."""
    if not reason.strip():
        raise DomainError(_("Say why, so that the person knows."))
    _answer(suggestion, staff, Answer.DECLINED, reason.strip())
    db.session.flush()
    notify([suggestion.user], Event.AREA_DECLINED, None, title=suggestion.name, reason=reason)


def _answer(suggestion: AreaSuggestion, staff: User, answer: Answer, remark: str) -> None:
    require(is_staff(staff))
    if suggestion.answer is not Answer.OPEN:
        raise Conflict(_("Somebody has answered this suggestion already."))
    suggestion.answer, suggestion.remark = answer, remark
    audit.log(staff, f"area {answer.value}", suggestion.name, remark=remark)


def _forget() -> None:
    db.session.info.pop(__name__, None)
