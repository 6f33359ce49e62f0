"""Rights: who may see and do what in this area; the name of each begins with what it is about.

They rest on role, unit and on who was invited, each read when it is asked; nothing is copied.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from kb.accounts.users import Role, User
from kb.alliance.offices import CITY_ROLES
from kb.db import db
from kb.empowerment.consultations import ConsultationState, Counsel, Inquiry, Reply
from kb.empowerment.inquiry_files import InquiryFile
from kb.libraries.personal import ExpertPerson
from kb.publishing.permissions import OUTSIDE, UNIT, is_known, is_staff

OPEN = frozenset({ConsultationState.ASKED, ConsultationState.SCOPED})
"""States in which no expert has been invited yet."""


def inquiry_may_ask(user: User | None) -> bool:
    """Puts a question to the committee: the staff, and who acts for a member or a city."""
    if user is None or not is_known(user):
        return False
    for_member = user.role is Role.PARK_EDITOR and user.member is not None
    for_city = user.role in CITY_ROLES and user.city is not None
    return is_staff(user) or for_member or for_city


def inquiry_may_run(user: User | None) -> bool:
    """Scopes, invites, calls, publishes: the secretariat."""
    return is_staff(user)


def inquiry_is_asker(user: User | None, inquiry: Inquiry) -> bool:
    """Asked it, or acts for the unit for which it was asked."""
    if user is None or not is_known(user):
        return False
    if inquiry.asker_id == user.id:
        return True
    if inquiry.member_slug is not None:
        return user.role in UNIT and user.member == inquiry.member_slug
    in_city = inquiry.city_slug is not None and user.city == inquiry.city_slug
    return user.role in CITY_ROLES and in_city


def inquiry_may_see(user: User | None, inquiry: Inquiry) -> bool:
    """The whole of it, as far as `counsel_may_read` goes: the asker's side and the staff. Experts
    see no more than their own part, see `counsel_of`.
    """
    return is_staff(user) or inquiry_is_asker(user, inquiry)


def inquiries_seen_by(user: User | None) -> ColumnElement[bool]:
    """The WHERE clause of lists of inquiries: the same as `inquiry_may_see`."""
    if user is None or not is_known(user):
        return false()
    if is_staff(user):
        return true()
    own = [Inquiry.asker_id == user.id]
    if user.role in UNIT and user.member is not None:
        own.append(Inquiry.member_slug == user.member)
    if user.role in CITY_ROLES and user.city is not None:
        own.append(and_(Inquiry.member_slug.is_(None), Inquiry.city_slug == user.city))
    return or_(*own)


def counsel_of(user: User | None, inquiry: Inquiry) -> Counsel | None:
    """This person's own part in it as an invited expert."""
    if user is None or not is_known(user):
        return None
    own = select(Counsel).join(ExpertPerson, ExpertPerson.record_id == Counsel.expert_id)
    mine = (Counsel.inquiry_id == inquiry.id, ExpertPerson.user_id == user.id)
    return db.session.scalar(own.where(*mine))


def counsel_is_own(user: User | None, counsel: Counsel) -> bool:
    own = counsel_of(user, counsel.inquiry)
    return own is not None and own.id == counsel.id


def counsel_may_read(user: User | None, counsel: Counsel) -> bool:
    """What this expert has answered: the expert, the asker's side, the staff; no other expert."""
    return inquiry_may_see(user, counsel.inquiry) or counsel_is_own(user, counsel)


def scope_may_read(counsel: Counsel) -> bool:
    """An expert who has declined has no more to do with it."""
    return counsel.reply is not Reply.DECLINED


def inquiry_file_may_read(user: User | None, file: InquiryFile) -> bool:
    """The asker's side and the staff all; an expert what was passed on, and their own."""
    if inquiry_may_see(user, file.inquiry):
        return True
    own = counsel_of(user, file.inquiry)
    if own is None:
        return False
    is_passed = file.counsel_id is None and file.is_passed_on and scope_may_read(own)
    return file.counsel_id == own.id or is_passed


def inquiry_may_change(user: User | None, inquiry: Inquiry) -> bool:
    """Its words and files: the asker's side, until the secretariat has scoped it."""
    return inquiry_is_asker(user, inquiry) and inquiry.state is ConsultationState.ASKED


def inquiry_may_take_back(user: User | None, inquiry: Inquiry) -> bool:
    return inquiry_is_asker(user, inquiry) and inquiry.state in OPEN


def rates_may_read(user: User | None) -> bool:
    """Numbers without names: the alliance."""
    return user is not None and is_known(user) and user.role not in OUTSIDE
