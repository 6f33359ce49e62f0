"""Popular searches: what several people have looked for, suggested to whoever begins to type it.

`counting` counts them; the secretariat sees them and can keep any of them from being suggested.
"""

import logging
from collections.abc import Iterable
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.users import User
from kb.clock import today
from kb.db import Base, db, reading
from kb.errors import DomainError
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require
from kb.search.beginnings import exact
from kb.search.counting import LONGEST, SHORTEST, SearchMark, plain, this_week
from kb.search.engine import EngineUnavailable, Query
from kb.search.finding import every_word
from kb.search.index import Index
from kb.search.query import parse
from kb.text import pinyin
from kb.web import site_version

ENOUGH = 3
"""So many different people within one week make a search popular."""
KEPT = timedelta(days=180)
"""So long a search is suggested after the last week in which it was popular."""
MOST = 500
"""Searches that are kept; the most asked ones."""

log = logging.getLogger(__name__)


class PopularSearch(Base):
    """One that is suggested, or that the secretariat never wants suggested."""

    __tablename__ = "popular_search"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(unique=True)
    """Folded, with single blanks."""
    people: Mapped[int] = mapped_column(default=0)
    """Most different people within one week."""
    last_on: Mapped[date]
    blocked: Mapped[bool] = mapped_column(default=False)


def is_public(index: Index, words: str) -> bool:
    """Whether all these words stand in one record that everybody may read; not, when there is no
    index to ask.
    """
    try:
        return _leads_somewhere(index, words)
    except EngineUnavailable:
        return False


def _leads_somewhere(index: Index, words: str) -> bool:
    """The same; raises EngineUnavailable."""
    wanted = Query(every_word(parse(words)), frozenset({"public"}), limit=1)
    return index.engine().search(wanted).total > 0


def gather(index: Index) -> None:
    """Once a day: what enough people asked for becomes a suggestion, the rest of past weeks goes,
    and so do suggestions that are old or lead nowhere.
    """
    week = this_week()
    with reading():  # Many searches take a while; nobody has to wait for them.
        shown = db.session.scalars(select(PopularSearch.words).where(~PopularSearch.blocked))
        empty = _empty(index, {*_asked(), *shown})
        db.session.rollback()
    known = {one.words: one for one in db.session.scalars(select(PopularSearch))}
    for words, count in _asked().items():
        one = known.get(words)
        if one is None:
            one = known[words] = PopularSearch(words=words, people=0, last_on=today())
            db.session.add(one)
        one.people, one.last_on = max(one.people, count), today()
    db.session.execute(delete(SearchMark).where(SearchMark.week < week))
    wanted = sorted((one for one in known.values() if not one.blocked), key=_rank)
    for place, one in enumerate(wanted):
        if one.last_on < today() - KEPT or place >= MOST or one.words in empty:
            db.session.delete(one)
    db.session.flush()


def _asked() -> dict[str, int]:
    """What enough different people asked for within a week, with their number."""
    people = func.count(SearchMark.mark.distinct())
    query = select(SearchMark.words, people).group_by(SearchMark.week, SearchMark.words)
    asked: dict[str, int] = {}
    for words, count in db.session.execute(query.having(people >= ENOUGH)):
        asked[words] = max(count, asked.get(words, 0))
    return asked


def _empty(index: Index, searches: Iterable[str]) -> set[str]:
    """Those by which not everybody finds anything; of what no index could be asked, none."""
    empty = set()
    try:
        for words in searches:
            if not _leads_somewhere(index, words):
                empty.add(words)
    except EngineUnavailable as problem:
        log.warning("popular searches stay as they are: %s", problem)
    return empty


def _rank(one: PopularSearch) -> tuple[int, str]:
    return (-one.people, one.words)


def all_searches() -> list[PopularSearch]:
    """What is suggested and what is not, the most asked first."""
    query = select(PopularSearch).order_by(PopularSearch.blocked, PopularSearch.people.desc())
    return list(db.session.scalars(query.order_by(PopularSearch.words)))


def block(words: str, user: User) -> PopularSearch:
    """Never suggest this, whoever looks for it. Raises DomainError for no words or too many."""
    require(is_staff(user))
    words = plain(words)
    if not SHORTEST <= len(words) <= LONGEST:
        raise DomainError(_("Write the words of one search: 2 to 30 characters."))
    one = db.session.scalar(select(PopularSearch).where(PopularSearch.words == words))
    if one is None:
        one = PopularSearch(words=words, people=0, last_on=today())
        db.session.add(one)
    one.blocked = True
    db.session.flush()
    audit.log(user, "block-search", words)
    return one


def allow(one: PopularSearch, user: User) -> None:
    """It may be suggested again; one that nobody has asked for is forgotten."""
    require(is_staff(user))
    one.blocked = False
    audit.log(user, "allow-search", one.words)
    if not one.people:
        db.session.delete(one)
    db.session.flush()


Ways = tuple[str, ...]
_kept: tuple[Engine | None, object, dict[str, Ways]] = (None, None, {})
"""Read anew when anything on the site has changed, which one number tells."""


def begun(typed: str) -> Iterable[str]:
    """Popular searches that begin so, also by pinyin and initials, the most asked first."""
    start = exact(typed)
    if not start:
        return []
    return [words for words, ways in _known().items() if any(w.startswith(start) for w in ways)]


def _known() -> dict[str, Ways]:
    global _kept
    engine = db.engine
    state = site_version.present(engine)
    if _kept[0] is not engine or _kept[1] != state:
        shown = [one.words for one in all_searches() if not one.blocked]
        _kept = (engine, state, {words: _ways(words) for words in shown})
    return _kept[2]


def _ways(words: str) -> Ways:
    return exact(words), pinyin.full(words), pinyin.initials(words)
