"""Charter: the alliance's own settings, each with since when and by which decision."""

from datetime import date, datetime

from sqlalchemy import or_, select
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
    newest: dict[str, CharterSetting | None] = {row.key: None for row in rows}
    for row in sorted(rows, key=_age):
        if row.since is None or row.since <= day:
            newest[row.key] = row
    return [row for row in newest.values() if row is not None]


def value_on(key: str, day: date) -> str:
    """The value that holds on this day; empty while nobody has set it."""
    begun = or_(CharterSetting.since.is_(None), CharterSetting.since <= day)
    newest = (CharterSetting.since.desc().nulls_last(), CharterSetting.id.desc())
    rows = select(CharterSetting.value).where(CharterSetting.key == key, begun)
    return db.session.scalar(rows.order_by(*newest).limit(1)) or ""


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
