"""Term: which city presides from when to when; the table holds the past and the plan.

What has begun stays as it is. What lies ahead is drawn up from the charter and the changes in
force, always with the same result. Who presides is read from the date: nothing is switched.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from kb.accounts.users import User
from kb.alliance import charter as settings
from kb.alliance import cities, rotation, turn_changes
from kb.alliance.charter import CharterSetting
from kb.alliance.cities import City
from kb.alliance.turn_changes import TurnChange
from kb.alliance.turns import Charter, Plan, Rule, Turn, TurnKind
from kb.clock import today
from kb.db import Base, db
from kb.jobs.worker import Progress
from kb.publishing import audit
from kb.publishing.permissions import is_staff, require

KEYS = ("chair_order", "chair_term_length", "chair_first_term")
"""What the charter has to say before there can be a plan."""
ROUNDS = 2
"""How far the plan reaches."""
LONGEST = 240
"""Months of a term."""
FIRST_YEAR = 2000
ACTING = TurnKind.ACTING


class Term(Base):
    """One turn of the chair. Both days belong to it; days are those of Asia/Shanghai.

    An acting one lies within the term of another city, which stays that city's.
    """

    __tablename__ = "term"

    id: Mapped[int] = mapped_column(primary_key=True)
    city_slug: Mapped[str] = mapped_column("city", ForeignKey(City.slug))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    kind: Mapped[TurnKind] = mapped_column(default=TurnKind.REGULAR)
    turn_of: Mapped[str] = mapped_column(default="")
    """Whose turn it is (slug) where another city presides: swapped with, or acting for."""
    change_id: Mapped[int | None] = mapped_column(ForeignKey(TurnChange.id, ondelete="SET NULL"))
    """What was agreed that made it so."""
    source: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    city: Mapped[City] = relationship()
    change: Mapped[TurnChange | None] = relationship()

    @property
    def plain(self) -> Turn:
        """As the rotation reads it."""
        whose = self.turn_of or self.city_slug
        return Turn(self.city_slug, self.starts_on, self.ends_on, self.kind, whose)


def presiding(day: date) -> Term | None:
    """The term that this day falls into; on acting days the acting city's."""
    rows = select(Term).where(Term.starts_on <= day, Term.ends_on >= day)
    found = db.session.scalars(rows.order_by(Term.id)).all()
    return min(found, key=lambda term: term.kind is not ACTING, default=None)


def regular_on(day: date) -> Term | None:
    """The term of the order that this day falls into, whoever acts."""
    rows = select(Term).where(Term.starts_on <= day, Term.ends_on >= day, Term.kind != ACTING)
    return db.session.scalar(rows.order_by(Term.id).limit(1))


def following(day: date) -> Term | None:
    """The first term that begins after this day; days on which another city acts are none."""
    later = select(Term).where(Term.starts_on > day, Term.kind != ACTING).order_by(Term.starts_on)
    return db.session.scalar(later.limit(1))


def beginning(day: date) -> Term | None:
    """The term that begins on this very day."""
    return db.session.scalar(select(Term).where(Term.starts_on == day, Term.kind != ACTING))


def all_terms() -> Sequence[Term]:
    """Past and planned, the first first; acting ones after the term they lie in."""
    rows = select(Term).order_by(Term.starts_on).options(joinedload(Term.city))
    return sorted(db.session.scalars(rows), key=lambda t: (t.starts_on, t.kind is ACTING))


def charter_on(day: date) -> Charter | None:
    """What the charter says about turns; None while it leaves something open or unreadable."""
    city, _blank, start = settings.value_on("chair_first_term", day).partition(" ")
    try:
        first_day = date.fromisoformat(start.strip())
    except ValueError:
        return None
    keys = CharterSetting.key.in_(KEYS[:2])
    since = set(db.session.scalars(select(CharterSetting.since).where(keys)))
    days = sorted({first_day, *(each for each in since if each and each > first_day)})
    rules = [rule for each in days if (rule := _rule_on(each))]
    known = {each.slug for each in cities.in_order()}
    fits = all(slug in known for rule in rules for slug in rule.order)
    whole = bool(rules) and city in rules[0].order and fits and first_day.year >= FIRST_YEAR
    return Charter(city, first_day, tuple(rules)) if whole else None


def _rule_on(day: date) -> Rule | None:
    order = settings.value_on("chair_order", day).replace(",", " ").split()
    months = settings.value_on("chair_term_length", day).strip()
    fits = bool(order) and months.isdecimal() and 0 < int(months) <= LONGEST
    return Rule(day, tuple(dict.fromkeys(order)), int(months)) if fits else None


def plan_on(day: date) -> Plan:
    """The terms as charter and changes give them; what has begun by this day stays as it is."""
    charter = charter_on(day)
    held = [t.plain for t in all_terms() if t.kind is not ACTING and t.starts_on <= day]
    if charter is None:
        return Plan()
    changes = turn_changes.in_force()
    size = len(rotation.members(charter, changes, max(day, charter.first_day)))
    months = ROUNDS * size * charter.rule_on(day).months
    horizon = max(day, charter.first_day) + timedelta(days=31 * months)
    return rotation.plan(charter, changes, horizon, held)


def draw_up(staff: User, day: date) -> None:
    """Write the plan down anew, from the day after this one."""
    require(is_staff(staff))
    redraw(day)
    audit.log(staff, "draw-up-plan", "", terms=len(all_terms()))


def redraw(day: date) -> None:
    """Bring the table in line with charter and changes; for those who have asked for the right.

    Terms that have begun stay. While the charter is open nothing is drawn up, nor taken away.
    """
    made = plan_on(day)
    if not made.turns:
        return
    rows = all_terms()
    begun = [t for t in rows if t.kind is not ACTING and t.starts_on <= day]
    acted = [t for t in rows if t.kind is ACTING and t.starts_on < day]
    for row in rows:
        if row not in begun and row not in acted:
            db.session.delete(row)
    known = {term.starts_on for term in begun}
    made_turns = [t for t in made.turns if (t.starts_on > day if known else True)]
    db.session.add_all([_term(turn) for turn in made_turns])
    first = day if known else date.min
    running = next((term for term in acted if term.ends_on >= day), None)
    if running is not None:
        running.ends_on = day - rotation.DAY
    for turn in made.acting:
        if running is not None and _goes_on(running, turn):
            running.ends_on = turn.ends_on
        elif turn.ends_on >= first:
            db.session.add(_term(turn, max(turn.starts_on, first)))
    db.session.flush()


def keep_up(_payload: Mapping[str, object], _progress: Progress) -> None:
    """The daily job: the plan always reaches equally far. The first one is drawn up by people."""
    if all_terms():
        redraw(today())


def _goes_on(running: Term, turn: Turn) -> bool:
    same = (running.city_slug, running.turn_of) == (turn.city, turn.turn_of)
    return (
        same
        and turn.starts_on <= running.ends_on + rotation.DAY
        and (turn.ends_on > running.ends_on)
    )


def _term(turn: Turn, starts_on: date | None = None) -> Term:
    return Term(
        city_slug=turn.city,
        starts_on=starts_on or turn.starts_on,
        ends_on=turn.ends_on,
        kind=turn.kind,
        turn_of=turn.turn_of if turn.turn_of != turn.city else "",
        change_id=turn.key or None,
    )
