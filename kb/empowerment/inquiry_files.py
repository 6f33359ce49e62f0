"""Files of inquiries: what an asker adds to a question, and an expert to an answer.

They are no attachments, as what they belong to is no record. The content is in the same store.
"""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.accounts.users import User
from kb.clock import utcnow
from kb.db import Base, db
from kb.empowerment.consultations import Counsel, Inquiry
from kb.office.file_types import FileType
from kb.publishing.attaching import TooMuch
from kb.publishing.reception import Limits, Received


class InquiryFile(Base):
    """A file of a question, or of one expert's answer."""

    __tablename__ = "inquiry_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey(Inquiry.id, ondelete="CASCADE"), index=True)
    counsel_id: Mapped[int | None] = mapped_column(
        ForeignKey(Counsel.id, ondelete="CASCADE"), index=True
    )
    """The answer that it belongs to; none: it is the asker's."""
    name: Mapped[str]
    type: Mapped[FileType]
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str] = mapped_column(index=True)
    is_passed_on: Mapped[bool] = mapped_column(default=False)
    """The experts may read it."""
    uploader_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(default=utcnow)

    inquiry: Mapped[Inquiry] = relationship()
    counsel: Mapped[Counsel | None] = relationship()

    @property
    def address(self) -> str:
        return f"/inquiries/files/{self.id}"


def files_of(inquiry: Inquiry) -> Sequence[InquiryFile]:
    """All of them, the asker's and those of the answers, as they came."""
    rows = select(InquiryFile).where(InquiryFile.inquiry_id == inquiry.id)
    return db.session.scalars(rows.order_by(InquiryFile.id)).all()


def add(
    inquiry: Inquiry,
    counsel: Counsel | None,
    author: User,
    received: Sequence[Received],
    limits: Limits,
) -> None:
    """Keep them with the question, or with this answer; the same content once more is the one
    that is there. Rights are the caller's. Raises TooMuch.
    """
    number = counsel.id if counsel is not None else None
    there = [file for file in files_of(inquiry) if file.counsel_id == number]
    known = {file.sha256 for file in there}
    fresh = {file.sha256: file for file in received if file.sha256 not in known}
    total = sum(file.size for file in there) + sum(file.size for file in fresh.values())
    if len(there) + len(fresh) > limits.count or total > limits.record:
        raise TooMuch(
            _(
                "At most %(count)s files of %(size)s MiB together. Remove one first.",
                count=limits.count,
                size=limits.record >> 20,
            )
        )
    for file in fresh.values():
        kept = InquiryFile(inquiry=inquiry, counsel=counsel, name=file.name, type=file.type)
        kept.size, kept.sha256, kept.uploader_id = file.size, file.sha256, author.id
        db.session.add(kept)
    db.session.flush()
