"""Charter: the alliance's own settings, each with since when and by which decision."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from kb.clock import utcnow
from kb.db import Base, db


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
    valid = [row for row in rows if row.since is None or row.since <= day]
    newest: dict[str, CharterSetting] = {}
    for row in sorted(valid, key=lambda row: (row.since or date.min, row.id)):
        newest[row.key] = row
    return sorted(newest.values(), key=lambda row: row.id)


def value_on(key: str, day: date) -> str:
    """The value that holds on this day; empty while nobody has set it."""
    return next((row.value for row in settings_on(day) if row.key == key), "")
