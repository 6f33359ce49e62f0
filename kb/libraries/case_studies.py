"""Case studies: what a park did, what came of it and what others can copy."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.publishing.records import Record

SECTIONS = {
    "background": _l("Background"),
    "practice": _l("Practice"),
    "results": _l("Results"),
    "replicability": _l("What can be copied"),
    "contact": _l("Contact"),
}
"""The template 背景 – 做法 – 成效 – 可复制条件 – 联系方式, in its order."""

HEADINGS = ("背景", "做法", "成效", "可复制条件", "联系方式")
"""The same headings as authors write them in one running text."""


class CaseStudy(Record):
    __tablename__ = "case_study"
    __mapper_args__ = {"polymorphic_identity": "case_study"}
    number_prefix = "AL"
    text_fields = tuple(SECTIONS)
    headings = dict(zip(HEADINGS, SECTIONS, strict=True))
    content_fields = (*Record.content_fields, *SECTIONS)

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    background: Mapped[str] = mapped_column(default="")
    practice: Mapped[str] = mapped_column(default="")
    results: Mapped[str] = mapped_column(default="")
    replicability: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
