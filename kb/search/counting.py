"""Counting searches: how many different people have looked for the same words in one week.

Only people with an account are counted, as one visitor may come from many addresses. What is kept
is a mark of person, words and week together: it tells that somebody else asked the same, not who,
nor what else the same person asked. Rows of a past week are dropped.
"""

import hmac
from datetime import date, timedelta
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import NamedTuple

from sqlalchemy import Engine, insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.users import User
from kb.clock import today
from kb.db import Base, writing_beside
from kb.search.engine import All, Node, Some, Word
from kb.search.query import QueryTooLong, parse
from kb.text.folding import clean, fold

SHORTEST, LONGEST = 2, 30
MOST_DIGITS = 6
"""Of more digits are numbers of phones, papers and records."""
PAUSE = 60.0
"""Seconds between two times that a process writes down what was asked of it."""
MOST_WAITING = 1000


class SearchMark(Base):
    """Somebody asked for these words in this week. The same mark may stand here twice."""

    __tablename__ = "search_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(index=True)
    """Its Monday."""
    words: Mapped[str]
    mark: Mapped[str]
    """Differs from person to person, and for one person from words to words and week to week."""


class Asked(NamedTuple):
    week: date
    words: str
    mark: str


class Tally:
    """What was asked of this process and is not written down yet."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._waiting: set[Asked] = set()
        self._written = monotonic()
        self._turn = Lock()

    def note(self, text: str, user: User) -> None:
        """Somebody with an account asked this. Costs no write."""
        words = countable(text)
        if words and len(self._waiting) < MOST_WAITING:
            week = this_week()
            told = f"{week}\n{user.id}\n{words}".encode()
            mark = hmac.new(self._secret, told, sha256).hexdigest()[:20]
            with self._turn:
                self._waiting.add(Asked(week, words, mark))

    def is_due(self) -> bool:
        """Whether something has waited long enough to be written down."""
        return bool(self._waiting) and monotonic() - self._written >= PAUSE

    def write(self, engine: Engine) -> None:
        """Write down what waits, in a transaction of its own. What cannot be is forgotten: no
        request fails for it.
        """
        with self._turn:
            waiting, self._waiting = self._waiting, set()
            self._written = monotonic()
        try:
            with writing_beside(engine) as connection:
                rows = [asked._asdict() for asked in sorted(waiting)]
                connection.execute(insert(SearchMark), rows)
        except SQLAlchemyError:
            return


def this_week() -> date:
    """Monday of the present week in Shanghai."""
    return today() - timedelta(days=today().weekday())


def countable(text: str) -> str:
    """The words as they are counted; empty for what may be private or is more than plain words."""
    words = plain(text)
    digits = sum(character.isdigit() for character in words)
    if not SHORTEST <= len(words) <= LONGEST or digits > MOST_DIGITS or "@" in words:
        return ""
    try:
        return words if _is_plain(parse(text)) else ""
    except QueryTooLong:
        return ""


def plain(text: str) -> str:
    """Folded, with single blanks."""
    return " ".join(fold(clean(text)).split())


def _is_plain(node: Node) -> bool:
    match node:
        case Word(field=field):
            return not field
        case All(parts, typed) | Some(parts, typed=typed):
            return bool(typed) and all(map(_is_plain, parts))  # Else with an AND or OR.
        case _:
            return False
