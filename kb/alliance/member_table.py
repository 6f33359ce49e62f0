"""Member table: members as rows of a spreadsheet, in the reader's language, out and in."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from kb.alliance import members
from kb.alliance.forms import MemberForm, YesNo
from kb.alliance.members import Member
from kb.catalog import exchange, tables
from kb.catalog.exchange import Labels
from kb.office.spreadsheets import Sheet
from kb.web.fields import Form


@dataclass(frozen=True)
class MemberTable:
    """What the exchange needs to know of members, which are no records: see `Tabled`."""

    slug: str
    name: str
    label: LazyString
    form: type[Form]
    content_fields: tuple[str, ...]

    def field_label(self, name: str) -> LazyString:
        """What the form calls this field."""
        label: LazyString = getattr(self.form, name).args[0]
        return label


MEMBERS = MemberTable(
    slug="members",
    name="member",
    label=_l("Members"),
    form=MemberForm,
    content_fields=(
        *("name", "name_en", "kind", "city", "is_founder"),
        *("joined_on", "left_on", "source", "aliases"),
    ),
)


def content(member: Member) -> dict[str, Any]:
    """What the form would hold for this member."""
    return {
        "name": member.name,
        "name_en": member.name_en,
        "kind": member.kind,
        "city": member.city_slug,
        "is_founder": YesNo.YES if member.is_founder else YesNo.NO,
        "joined_on": member.joined_on,
        "left_on": member.left_on,
        "source": member.source,
        "aliases": member.aliases.split(),
    }


def sheet() -> Sheet:
    """All members, so that the table can be edited and uploaded again."""
    labels, names = Labels(MEMBERS), exchange.field_names(MEMBERS)
    rows = []
    for member in members.in_order():
        held = content(member)
        rows.append([member.slug, *(labels.cell(name, held[name]) for name in names)])
    return Sheet(str(MEMBERS.label), tables.columns(MEMBERS), rows)
