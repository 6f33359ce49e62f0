"""Charter: the alliance's own settings, each with since when and by which decision."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from kb.clock import utcnow
from kb.db import Base, db
from kb.web.tallies import tallied


class CharterSetting(Base):
    """One value from one day on. A setting without a row, or with an empty value, is open."""

    __tablename__ = "charter_setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    label: Mapped[str]
    label_en: Mapped[str] = mapped_column(default="")
    value: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    shown: Mapped[str] = mapped_column(default="")
    """The value in words, where the bare one says too little."""
    shown_en: Mapped[str] = mapped_column(default="")
    is_default: Mapped[bool] = mapped_column(default=False)
    """Chosen for this site, not decided by the alliance."""
    since: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime] = mapped_column(default=utcnow)


def settings_on(day: date) -> list[CharterSetting]:
    """The settings that hold on this day: the newest row of each key, in the charter's order."""
    rows = db.session.scalars(select(CharterSetting).order_by(CharterSetting.id)).all()
    newest: dict[str, CharterSetting | None] = {row.key: None for row in rows}
    for row in sorted(rows, key=_age):
        if row.since is None or row.since <= day:
            newest[row.key] = row
    return [row for row in newest.values() if row is not None]


def value_on(key: str, day: date) -> str:
    """The value that holds on this day; empty while nobody has set it."""
    rows = tallied("charter", _values).get(key, ())
    return next((value for since, value in rows if since is None or since <= day), "")


def _values() -> dict[str, list[tuple[date | None, str]]]:
    """Since when and what, by key, the newest first: all at once, as a page asks for several."""
    columns = (CharterSetting.key, CharterSetting.since, CharterSetting.value)
    newest = (CharterSetting.since.desc().nulls_last(), CharterSetting.id.desc())
    found: dict[str, list[tuple[date | None, str]]] = {}
    for key, since, value in db.session.execute(select(*columns).order_by(*newest)):
        found.setdefault(key, []).append((since, value))
    return found


def history(key: str) -> list[CharterSetting]:
    """Every row of this setting, those that come first, the oldest last."""
    rows = db.session.scalars(select(CharterSetting).where(CharterSetting.key == key))
    return sorted(rows, key=_age, reverse=True)


def coming(day: date) -> list[CharterSetting]:
    """What is entered and does not hold yet on this day, the nearest first."""
    rows = db.session.scalars(select(CharterSetting).where(CharterSetting.since > day))
    return sorted(rows, key=_age)


def _age(row: CharterSetting) -> tuple[date, int]:
    return (row.since or date.min, row.id)
