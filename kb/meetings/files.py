"""Files of meetings: papers of an item, proof of a report, what a chair hands over.

They are no attachments, as what they belong to is no record; on publication the open papers
become attachments of the minutes. The content is in the same store.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base
from kb.meetings.agenda import AgendaItem
from kb.meetings.followups import FollowUpReport
from kb.meetings.meetings import Meeting
from kb.office.file_types import FileType


class MeetingFile(Base):
    """One file, held once whatever refers to it."""

    __tablename__ = "meeting_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey(AgendaItem.id), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey(FollowUpReport.id), index=True)
    hand_over_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("hand_over_item.id"), index=True
    )
    name: Mapped[str]
    type: Mapped[FileType]
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str] = mapped_column(index=True)
    caption: Mapped[str] = mapped_column(default="")
    is_closed: Mapped[bool] = mapped_column(default=False)
    """Belongs to a closed item."""
    uploader_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(default=utcnow)

    meeting: Mapped[Meeting | None] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    report: Mapped[FollowUpReport | None] = relationship()
    uploader: Mapped[User | None] = relationship()
