"""Partners: the X, by kind, and whom to call there."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.db import Base
from kb.publishing.records import Record


class PartnerKind(StrEnum):
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    PLATFORM = "platform"
    ENTERPRISE = "enterprise"
    MEDIA = "media"
    SOCIETY = "society"
    STANDARDS_BODY = "standards_body"
    BASE = "base"

    @property
    def label(self) -> LazyString:
        return KIND_LABELS[self]


KIND_LABELS = {
    PartnerKind.UNIVERSITY: _l("University"),
    PartnerKind.INSTITUTE: _l("Research institute"),
    PartnerKind.PLATFORM: _l("Platform"),
    PartnerKind.ENTERPRISE: _l("Enterprise"),
    PartnerKind.MEDIA: _l("Media outlet"),
    PartnerKind.SOCIETY: _l("Academic society"),
    PartnerKind.STANDARDS_BODY: _l("Standards body"),
    PartnerKind.BASE: _l("Training or practice base"),
}


class Partner(Record):
    """The title is its name; the city where it sits, the member whose partner it is."""

    __tablename__ = "partner"
    __mapper_args__ = {"polymorphic_identity": "partner"}
    number_prefix = "HB"
    content_fields = (
        *Record.content_fields,
        *("partner_kind", "fields", "since", "website", "body"),
    )

    id: Mapped[int] = mapped_column(ForeignKey(Record.id, ondelete="CASCADE"), primary_key=True)
    partner_kind: Mapped[PartnerKind] = mapped_column(default=PartnerKind.ENTERPRISE, index=True)
    fields: Mapped[str] = mapped_column(default="")
    """What it can bring, in a few words."""
    since: Mapped[date | None]
    website: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")

    @property
    def names(self) -> str:
        return self.fields

    @property
    def facts(self) -> Sequence[str]:
        return (self.fields,)

    def traits(self) -> Mapping[str, str]:
        return {"partner_kind": self.partner_kind} if self.partner_kind else {}


class PartnerContact(Base):
    """A person at a partner, whom only members see; never in a record, an index or an export."""

    __tablename__ = "partner_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey(Partner.id, ondelete="CASCADE"), index=True)
    name: Mapped[str]
    post: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    partner: Mapped[Partner] = relationship()
