"""Interests: somebody asks to talk about a posting; its poster accepts, or declines with a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from kb.accounts.users import User
from kb.alliance import rules
from kb.clock import today, utcnow
from kb.db import db
from kb.empowerment.exchange_rights import asked_for, is_poster, may_express
from kb.empowerment.postings import Answer, Interest, Poster, Posting
from kb.empowerment.units import Unit, of_person, posted_by
from kb.empowerment.validity import Validity, posters, validity
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.events import Event
from kb.publishing.notices import notify
from kb.publishing.permissions import readable_by, require

HREF = "/interests/{}"
MOST_OWN = 300
"""Postings of one unit on one page."""


@dataclass(frozen=True)
class Wish:
    """What somebody writes who wants to talk about a posting."""

    message: str
    own_posting: Posting | None = None
    """The need that an offer would meet, or the offer to a need."""


def express(posting: Posting, author: User, wish: Wish) -> Interest:
    """Ask to talk about it; its poster is told, and has the charter's days to answer.

    Raises Conflict while the author's unit waits for an answer already, or once it has expired.
    """
    require(may_express(author, posting))
    # Of two colleagues at once the second waits, and then finds the first one's interest.
    db.session.refresh(posting, with_for_update=True)
    unit = of_person(author)
    if unit is None or _open_of(posting, author, unit) is not None:
        raise Conflict(
            _("Your unit has asked already. Wait for the answer, or take it back first.")
        )
    if validity(posting, today()) is Validity.EXPIRED:
        raise Conflict(_("This has expired. Its poster can renew it."))
    _check(posting, author, wish)
    made = Interest(
        posting=posting,
        own_posting=wish.own_posting,
        user=author,
        member_slug=unit.member,
        city_slug=unit.city,
        message=wish.message.strip(),
        answer_by=today() + timedelta(days=rules.interest_answer(today())),
        made_at=utcnow(),
    )
    db.session.add(made)
    db.session.flush()
    audit.log(author, "express-interest", posting.title, posting.id, interest=made.id)
    _tell(made, posters(posting), author, Event.INTEREST_ASKED, day=made.answer_by.isoformat())
    return made


def _check(posting: Posting, author: User, wish: Wish) -> None:
    if not wish.message.strip():
        raise DomainError(_("Say in a sentence what you want to talk about."))
    own = wish.own_posting
    if own is None:
        return
    if own.direction is posting.direction or not is_poster(author, own):
        raise DomainError(_("Choose one of your own: a need for an offer, an offer for a need."))


def _open_of(posting: Posting, author: User, unit: Unit) -> Interest | None:
    """What this person or their unit has asked and what waits for an answer."""
    waiting = (Interest.posting_id == posting.id, Interest.answer == Answer.OPEN)
    rows = select(Interest).where(*waiting, or_(Interest.user_id == author.id, _asked_by(unit)))
    return db.session.scalars(rows.order_by(Interest.id).limit(1)).first()


def _asked_by(unit: Unit) -> ColumnElement[bool]:
    if unit.member is not None:
        return Interest.member_slug == unit.member
    return and_(Interest.member_slug.is_(None), Interest.city_slug == unit.city)


def accept(interest: Interest, person: User, text: str = "") -> None:
    """From now on both know each other; who asked is told."""
    _answer(interest, person, Answer.ACCEPTED, text)


def decline(interest: Interest, person: User, text: str) -> None:
    """It is not taken further, for this reason; who posts it stays unknown."""
    if not text.strip():
        raise DomainError(_("Give a word of reason, so that nobody goes on waiting."))
    _answer(interest, person, Answer.DECLINED, text)


def _answer(interest: Interest, person: User, answer: Answer, text: str) -> None:
    require(is_poster(person, interest.posting))
    _close(interest, answer, text)
    title = interest.posting.title
    audit.log(person, "answer-interest", title, interest.posting_id, **_facts(interest))
    db.session.flush()
    _tell(interest, [interest.user], person, Event.INTEREST_ANSWERED, outcome=str(answer.label))


def take_back(interest: Interest, person: User) -> None:
    """Those who asked do not want to talk any more."""
    require(asked_for(person, interest))
    _close(interest, Answer.TAKEN_BACK, "")
    title = interest.posting.title
    audit.log(person, "take-back-interest", title, interest.posting_id, **_facts(interest))
    db.session.flush()


def _close(interest: Interest, answer: Answer, text: str) -> None:
    # Of two who answer at once the second waits, and then finds it answered.
    db.session.refresh(interest, with_for_update=True)
    if interest.answer is not Answer.OPEN:
        label = interest.answer.label
        raise Conflict(_("This has been answered already: %(answer)s.", answer=label))
    interest.answer, interest.answer_text = answer, text.strip()
    interest.answered_at = utcnow()


def _facts(interest: Interest) -> dict[str, object]:
    return {"interest": interest.id, "answer": interest.answer.value}


def _tell(
    interest: Interest, people: Sequence[User], author: User, event: Event, **facts: str
) -> None:
    others = [person for person in people if person.id != author.id]
    title, href = interest.posting.title, HREF.format(interest.id)
    notify(others, event, None, title=title, href=href, **facts)


def own_postings(user: User) -> Sequence[Posting]:
    """What this person and their unit have posted, hidden or not, newest first."""
    rows = select(Posting).join(Poster).where(posted_by(user)).options(joinedload(Posting.poster))
    return db.session.scalars(rows.order_by(Posting.id.desc()).limit(MOST_OWN)).all()


def to_offer(posting: Posting, user: User) -> Sequence[Posting]:
    """Their own that could answer this posting: of the other direction, out, not expired."""
    rows = select(Posting).join(Poster).where(posted_by(user), readable_by(user))
    fitting = rows.where(
        Posting.direction != posting.direction,
        or_(Posting.valid_until.is_(None), Posting.valid_until >= today()),
    )
    return db.session.scalars(fitting.order_by(Posting.id.desc()).limit(50)).all()


def outgoing(user: User) -> Select[Interest]:
    """What this person and their unit have asked."""
    unit = of_person(user)
    own = Interest.user_id == user.id
    return _listed(or_(own, _asked_by(unit)) if unit is not None else own)


def incoming(user: User) -> Select[Interest]:
    """What others have asked about what this person and their unit have posted."""
    posted = select(Posting.id).join(Poster).where(posted_by(user))
    return _listed(Interest.posting_id.in_(posted))


def on(posting: Posting) -> Sequence[Interest]:
    """All that was asked about it."""
    return db.session.scalars(_listed(Interest.posting_id == posting.id)).all()


def _listed(condition: ColumnElement[bool]) -> Select[Interest]:
    """What waits first, the longest first; then the newest answers."""
    loaded = (joinedload(Interest.posting).joinedload(Posting.poster), joinedload(Interest.user))
    order = (Interest.answer != Answer.OPEN, Interest.answered_at.desc(), Interest.id)
    return select(Interest).where(condition).order_by(*order).options(*loaded)
