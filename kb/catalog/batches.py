"""Batch: an uploaded table, kept between the look at what it would do and the doing."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.catalog.findings import Finding, Result
from kb.catalog.kind import Tabled
from kb.clock import utcnow
from kb.db import Base, db
from kb.office.workbooks import Line, thaw

KEPT = timedelta(days=30)


class BatchState(StrEnum):
    CHECKING = "checking"
    READY = "ready"
    WRITING = "writing"
    DONE = "done"


class ImportBatch(Base):
    """One uploaded table."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="zh")
    """In which the findings are worded."""
    state: Mapped[BatchState] = mapped_column(default=BatchState.CHECKING)
    publishes: Mapped[bool] = mapped_column(default=False)
    """Readers see the rows at once; else they wait for review."""
    given: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    """`rows`: line number and cells, headings first, as they were uploaded."""
    found: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    """`rows`: the findings; `columns`: field names by place; `unknown`: headings."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[str] = mapped_column(default="")
    """Why nothing could be checked or written."""
    job_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    version: Mapped[int] = mapped_column(default=1)

    user: Mapped[User] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def waits(self) -> bool:
        """Something is at work on it."""
        return self.state in (BatchState.CHECKING, BatchState.WRITING)

    @property
    def lines(self) -> list[Line]:
        return [
            Line(row["line"], [thaw(cell) for cell in row["cells"]]) for row in self.given["rows"]
        ]

    @property
    def findings(self) -> list[Finding]:
        rows = self.found.get("rows", ())
        return [Finding(**row | {"result": Result(row["result"])}) for row in rows]

    def count(self, result: Result) -> int:
        return int(self.counts.get(result.value, 0))

    @property
    def new(self) -> int:
        return self.count(Result.NEW)

    @property
    def changed(self) -> int:
        return self.count(Result.CHANGED)

    @property
    def writes(self) -> int:
        """How many records it would make or change."""
        return self.new + self.changed


def mine(kind: Tabled, user: User) -> list[ImportBatch]:
    """The newest tables of this person."""
    query = select(ImportBatch).where(ImportBatch.user_id == user.id, ImportBatch.kind == kind.name)
    return list(db.session.scalars(query.order_by(ImportBatch.id.desc()).limit(10)))
