"""Campaigns: special topics under which reports in the media are gathered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from kb.accounts.users import User
from kb.bulletin.articles import Article, Campaign
from kb.db import db
from kb.errors import Conflict
from kb.publishing import audit
from kb.publishing.links import RecordLink, Relation
from kb.publishing.permissions import is_staff, readable_by, require
from kb.publishing.records import Record
from kb.text.pinyin import full

FIELDS = ("name", "name_en", "aim", "starts_on", "ends_on")
LONGEST = 40
"""Letters of a campaign's address."""
LISTED = 200
"""Reports, and records reported, on its page."""


@dataclass(frozen=True)
class Gathered:
    """What a campaign has brought about, as far as its reader may see."""

    reports: Sequence[Article]
    about: Sequence[Record]


def may_look_after(person: User | None) -> bool:
    """The staff begin and change campaigns; everybody reads them."""
    return is_staff(person)


def all_campaigns() -> list[Campaign]:
    """Those that began last come first."""
    order = (Campaign.starts_on.desc().nulls_last(), Campaign.id.desc())
    return list(db.session.scalars(select(Campaign).order_by(*order)))


def find(slug: str) -> Campaign | None:
    return db.session.scalar(select(Campaign).where(Campaign.slug == slug))


def begin(values: Mapping[str, Any], person: User) -> Campaign:
    """A new one; its address is its name in pinyin."""
    require(may_look_after(person))
    campaign = Campaign(slug=_free(str(values["name"])), **{key: values[key] for key in FIELDS})
    db.session.add(campaign)
    audit.log(person, "campaign", campaign.name)
    db.session.flush()
    return campaign


def change(campaign: Campaign, values: Mapping[str, Any], version: int, person: User) -> None:
    """Other words or days; the address stays. Raises Conflict for a form that is out of date."""
    require(may_look_after(person))
    db.session.refresh(campaign, with_for_update=True)
    if campaign.version != version:
        raise Conflict(_("Somebody else has saved this campaign meanwhile. Compare, then save."))
    before = {key: getattr(campaign, key) for key in FIELDS}
    for key in FIELDS:
        setattr(campaign, key, values[key])
    changed = audit.changes(before, {key: values[key] for key in FIELDS})
    audit.log(person, "campaign", campaign.name, changes=_plain(changed))
    db.session.flush()


def gathered(campaign: Campaign, reader: User | None) -> Gathered:
    """Its reports, the newest first, and the records that they report on."""
    own = select(Article).where(Article.campaign == campaign.slug, readable_by(reader))
    newest = (Article.published_on.desc().nulls_last(), Article.id.desc())
    reports = db.session.scalars(own.order_by(*newest).limit(LISTED)).all()
    told = select(RecordLink.to_id).where(
        RecordLink.relation == Relation.REPORTS,
        RecordLink.from_id.in_([report.id for report in reports]),
    )
    about = select(Record).where(Record.id.in_(told), readable_by(reader))
    order = (Record.kind, Record.published_on.desc().nulls_last(), Record.id)
    return Gathered(reports, db.session.scalars(about.order_by(*order).limit(LISTED)).all())


def counts(reader: User | None) -> dict[str, int]:
    """How many reports each campaign has that this reader may see."""
    rows = select(Article.campaign, func.count()).where(
        Article.campaign.is_not(None), readable_by(reader)
    )
    found = db.session.execute(rows.group_by(Article.campaign))
    return {slug: count for slug, count in found if slug}


def is_over(campaign: Campaign, day: date) -> bool:
    return campaign.ends_on is not None and campaign.ends_on < day


def _free(name: str) -> str:
    """An address that no other campaign has."""
    plain = re.sub(r"[^a-z0-9]+", "-", full(name).lower()).strip("-")[:LONGEST].strip("-")
    first = plain or "campaign"
    taken = set(db.session.scalars(select(Campaign.slug).where(Campaign.slug.startswith(first))))
    numbered = (f"{first}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (first, *numbered) if slug not in taken | {"new"})


def _plain(changed: Mapping[str, Any]) -> dict[str, Any]:
    """Days as text: an audit line is JSON."""
    return {key: [str(value or "") for value in both] for key, both in changed.items()}
