"""Adding: numbered corrections of published minutes, which themselves stay as they are."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from kb.accounts.users import User
from kb.clock import today, utcnow
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.jobs.queue import enqueue
from kb.meetings import integrity, minutes, minuting
from kb.meetings.minutes import Addendum, Minutes, Part
from kb.meetings.rights import reads_closed
from kb.publishing import audit
from kb.publishing.permissions import is_sealed, is_staff, require
from kb.text.markdown import plain


def add(record: Minutes, secretary: User, text: str, reason: str, is_closed: bool) -> Addendum:
    """The next numbered correction of these minutes. Public and whole minutes share their numbers.

    A closed one is for those within only, and no search finds it.
    """
    require(is_staff(secretary))
    whole = _whole(record)
    if not is_sealed(whole):
        raise Conflict(_("Only published minutes get numbered corrections. Edit the draft."))
    if not text.strip() or not reason.strip():
        raise DomainError(_("Write what is corrected, and why."))
    if not is_closed:
        _require_nothing_leaks(whole, f"{text}\n{reason}")
    db.session.refresh(whole, with_for_update=True)  # Two at once get two numbers.
    last = select(func.max(Addendum.number)).where(Addendum.minutes_id == whole.id)
    made = Addendum(minutes=whole, author=secretary, text=text.strip(), reason=reason.strip())
    made.number, made.is_closed = 1 + (db.session.scalar(last) or 0), is_closed
    made.made_on = today()
    made.sha256 = integrity.fingerprint_of(made, whole)
    db.session.add(made)
    detail = {"number": made.number, "sha256": made.sha256}
    audit.log(secretary, "add correction", whole.title, whole.id, **detail)
    if not is_closed:
        _tell(whole, made, secretary)
    db.session.flush()
    return made


def _require_nothing_leaks(whole: Minutes, words: str) -> None:
    name = minuting.named(whole.meeting, words) if whole.meeting else ""
    if name:
        raise DomainError(
            _("This names a closed matter (“%(name)s”). Make it a closed correction.", name=name)
        )


def _tell(whole: Minutes, made: Addendum, secretary: User) -> None:
    """Search finds it, the feed has news, and whoever follows the minutes hears of it."""
    for record in _parts(whole):
        record.updated_at = utcnow()
        record.text.plain = "\n".join((record.text.plain, plain(made.text)))
        enqueue("followers", {"record": record.id, "by": secretary.id, "is_new": False})


def addenda_of(record: Minutes, reader: User | None) -> Sequence[Addendum]:
    """Those that this reader may see, in the order of their numbers."""
    rows = select(Addendum).where(Addendum.minutes_id == _whole(record).id)
    meeting = record.meeting
    if not is_staff(reader) and (meeting is None or not reads_closed(reader, meeting)):
        rows = rows.where(Addendum.is_closed.is_(False))
    return db.session.scalars(rows.order_by(Addendum.number)).all()


def check(record: Minutes, addenda: Sequence[Addendum]) -> integrity.Integrity:
    """Whether minutes and corrections are what was published."""
    return integrity.check(record, addenda, _whole(record))


def _whole(record: Minutes) -> Minutes:
    return next(one for one in _parts(record) if one.part is Part.WHOLE or one is record)


def _parts(record: Minutes) -> list[Minutes]:
    return [record] if record.meeting is None else minutes.of_meeting(record.meeting)
