"""Gathering: everything of a year that its reader may see, in a fixed number of questions."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select

from kb.accounts.users import User
from kb.activities.activities import Activity
from kb.activities.counting import DONE, in_year
from kb.alliance.members import Member
from kb.board.programme.gathering import year_of
from kb.board.scoreboard.counts import tally
from kb.board.yearbook.chapters import Material
from kb.bulletin.articles import Article, Genre
from kb.clock import midnight
from kb.db import db
from kb.empowerment.dockings import Docking, DockingState
from kb.meetings.resolutions import Resolution, Result
from kb.meetings.within import readable_resolutions
from kb.publishing.permissions import readable_by
from kb.publishing.records import Record

KINDS = ("project", "outcome", "case_study", "consultation", "article")
MOST = 300
"""Of one kind in a yearbook."""


def material(year: int, reader: User | None) -> Material:
    """What this reader's yearbook of the year is made of."""
    names = dict(db.session.execute(select(Member.slug, Member.name)).all())
    return Material(
        year=year,
        board=year_of(year, reader),
        tally=tally([year], reader),
        resolutions=_resolutions(year, reader),
        activities=_activities(year, reader),
        records=_records(year, reader),
        dockings=_dockings(year),
        names=names,
    )


def _resolutions(year: int, reader: User | None) -> Sequence[Resolution]:
    rows = select(Resolution).where(
        Resolution.result == Result.PASSED,
        Resolution.decided_at >= midnight(date(year, 1, 1)),
        Resolution.decided_at < midnight(date(year + 1, 1, 1)),
        Resolution.is_closed.is_(False),
        readable_resolutions(reader),
    )
    return db.session.scalars(rows.order_by(Resolution.decided_at).limit(MOST)).all()


def _activities(year: int, reader: User | None) -> Sequence[Activity]:
    rows = select(Activity).where(in_year(year), Activity.progress.in_(DONE), readable_by(reader))
    return db.session.scalars(rows.order_by(Activity.starts_on, Activity.id).limit(MOST)).all()


def _records(year: int, reader: User | None) -> dict[str, Sequence[Record]]:
    """Records of each kind that name this year; of articles, the reports in the media."""
    media = select(Article.id).where(Article.genre == Genre.MEDIA)
    wanted = or_(Record.kind != "article", Record.id.in_(media))
    rows = select(Record).where(
        and_(Record.kind.in_(KINDS), Record.year == year, wanted, readable_by(reader))
    )
    found: dict[str, list[Record]] = defaultdict(list)
    for record in db.session.scalars(rows.order_by(Record.published_on, Record.id)):
        if len(found[record.kind]) < MOST:
            found[record.kind].append(record)
    return {kind: found[kind] for kind in KINDS}


def _dockings(year: int) -> Sequence[Docking]:
    rows = select(Docking).where(
        Docking.state == DockingState.CONFIRMED,
        Docking.confirmed_at >= midnight(date(year, 1, 1)),
        Docking.confirmed_at < midnight(date(year + 1, 1, 1)),
    )
    return db.session.scalars(rows.order_by(Docking.confirmed_at, Docking.id).limit(MOST)).all()
