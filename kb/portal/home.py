"""Home: the alliance as it works, counted from what is recorded and from nothing else."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from sqlalchemy import func, select

from kb.accounts.users import User
from kb.alliance import cities
from kb.alliance.members import Member
from kb.board.programme.gathering import year_of
from kb.board.scoreboard.parts import members_in_office
from kb.bulletin.kinds import ARTICLES
from kb.catalog.kind import RecordKind
from kb.catalog.page import entry
from kb.catalog.site import Site
from kb.clock import today
from kb.db import db
from kb.empowerment.kinds import PARTNERS, POSTINGS
from kb.libraries.kinds import CASE_STUDIES, EXPERTS, OUTCOMES, PROJECTS
from kb.libraries.projects import Project, Stage
from kb.meetings.kinds import MINUTES
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record
from kb.web.languages import in_english

NEWEST = 5
LANDED = (Stage.LANDED, Stage.OPERATING, Stage.CONCLUDED)


def counts_by_kind(reader: User | None) -> Mapping[str, int]:
    """How many records of each kind this reader may see."""
    counted = select(Record.kind, func.count()).where(readable_by(reader)).group_by(Record.kind)
    return dict(db.session.execute(counted).all())


def libraries(reader: User | None) -> list[dict[str, Any]]:
    """The three libraries with their counts; each count is the length of the list it leads to."""
    counts = counts_by_kind(reader)
    landed = select(func.count()).select_from(Project).where(readable_by(reader))
    landed = landed.where(Project.stage.in_(LANDED))
    cases = counts.get(CASE_STUDIES.name, 0)
    outcomes = counts.get(OUTCOMES.name, 0) + cases
    notes = {
        PROJECTS: _("%(number)s landed", number=db.session.scalar(landed) or 0),
        EXPERTS: _("Experts register, the secretariat reviews"),
        OUTCOMES: _("%(number)s case studies among them", number=cases),
    }
    totals = {
        PROJECTS: counts.get(PROJECTS.name, 0),
        EXPERTS: counts.get(EXPERTS.name, 0),
        OUTCOMES: outcomes,
    }
    units = {
        PROJECTS: pgettext("unit", "projects"),
        EXPERTS: pgettext("unit", "people"),
        OUTCOMES: pgettext("unit", "outcomes"),
    }
    return [
        {
            "label": str(kind.label),
            "count": totals[kind],
            "unit": units[kind],
            "href": f"/{kind.slug}",
            "note": notes[kind],
        }
        for kind in (PROJECTS, EXPERTS, OUTCOMES)
    ]


def mechanism(reader: User | None) -> dict[str, Any]:
    """1, 3 and X. Where nothing is on record, the page says so."""
    counts = counts_by_kind(reader)
    partners, posted = counts.get(PARTNERS.name, 0), counts.get(POSTINGS.name, 0)
    return {
        "committee": {
            "count": members_in_office(today()) or None,
            "href": "/committee",
            "empty": _("No members on record yet; the secretariat enters them."),
        },
        "libraries": libraries(reader),
        "partners": {
            "count": partners or None,
            "href": "/partners",
            "note": ngettext("%(num)s offer or need", "%(num)s offers and needs", posted),
            "empty": _("No partners on record yet; the secretariat enters them."),
        },
    }


def programme(reader: User | None) -> dict[str, Any]:
    """1, 7 and N of this year: what is reported, and for the plenary published."""
    board = year_of(today().year, reader)
    counts = (board.plenaries_done, board.city_activities_done, board.park_activities_done)
    return {
        "year": board.year,
        "plenary": counts[0],
        "summits": counts[1],
        "themed": counts[2],
        "empty": "" if any(counts) else _("No activity of this year is reported yet."),
    }


def city_board(reader: User | None) -> list[dict[str, Any]]:
    """The seven cities with what each has contributed."""
    counted = (
        select(Record.city, Record.kind, func.count())
        .where(readable_by(reader), Record.city.is_not(None))
        .group_by(Record.city, Record.kind)
    )
    counts = {(city, kind): number for city, kind, number in db.session.execute(counted)}
    grouped = select(Member.city_slug, func.count()).group_by(Member.city_slug)
    members = dict(db.session.execute(grouped).all())
    english = in_english()
    return [
        {
            "slug": city.slug,
            "name": city.name_en if english else city.name,
            "href": f"/cities/{city.slug}",
            "members": members.get(city.slug, 0),
            "projects": counts.get((city.slug, PROJECTS.name), 0),
            "outcomes": counts.get((city.slug, OUTCOMES.name), 0),
            "cases": counts.get((city.slug, CASE_STUDIES.name), 0),
            "texts": counts.get((city.slug, ARTICLES.name), 0),
        }
        for city in cities.in_order()
    ]


def newest(site: Site, reader: User | None) -> dict[str, list[dict[str, Any]]]:
    """The newest of each kind."""
    return {
        "cases": _newest(site, CASE_STUDIES, reader),
        "outcomes": _newest(site, OUTCOMES, reader),
        "projects": _newest(site, PROJECTS, reader),
        "articles": _newest(site, ARTICLES, reader),
        "minutes": _newest(site, MINUTES, reader),
    }


def _newest(site: Site, kind: RecordKind, reader: User | None) -> list[dict[str, Any]]:
    query = select(Record).where(Record.kind == kind.name, readable_by(reader))
    query = query.order_by(Record.published_on.desc().nulls_last(), Record.id.desc())
    return [entry(site, record) for record in db.session.scalars(query.limit(NEWEST))]
