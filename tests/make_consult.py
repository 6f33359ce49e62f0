"""Consultations for tests, with defaults: asked, scoped, with experts, answered."""

from datetime import timedelta

from make import make_expert, make_user
from sqlalchemy import select

from kb.accounts.users import Role, User
from kb.clock import today, utcnow
from kb.db import db
from kb.empowerment import answering, asking, inviting, scoping
from kb.empowerment.answering import Given
from kb.empowerment.asking import Question
from kb.empowerment.consultations import Counsel, Inquiry, Secrecy
from kb.empowerment.inquiry_files import InquiryFile
from kb.empowerment.inviting import Picked
from kb.empowerment.scoping import Scope
from kb.libraries.experts import Expert
from kb.libraries.personal import ExpertPerson
from kb.office.file_types import FileType
from kb.publishing.reception import Limits, Received

LIMITS = Limits(file=1 << 20, count=3, record=3 << 20)
DAY = timedelta(days=1)


def make_question(**given) -> Question:
    facts = {"title": "我园零工市场怎么建", "question": "预算**三百万元**，怎么起步？"}
    return Question(**(facts | {"secrecy": Secrecy.CONFIDENTIAL} | given))


def make_asker(**given) -> User:
    return make_user(Role.PARK_EDITOR, **({"member": "rizhao-park", "city": "rizhao"} | given))


def make_inquiry(asker=None, days_ago=0, **given) -> Inquiry:
    """One that an editor of the Rizhao park has asked; needs the fixture `park`."""
    made = asking.ask(make_question(**given), asker or make_asker())
    made.asked_at = utcnow() - days_ago * DAY
    db.session.flush()
    return made


def make_file(inquiry, counsel=None, name="预算.txt", sha256="00ff") -> InquiryFile:
    file = InquiryFile(inquiry=inquiry, counsel=counsel, name=name, type=FileType.TXT)
    file.size, file.sha256 = 9, sha256
    db.session.add(file)
    db.session.flush()
    return file


def make_scoped(asker=None, passes=False, files=(), **given) -> Inquiry:
    inquiry = make_inquiry(asker, **given)
    facts = {"area": inquiry.area, "passes_question": passes, "files": files}
    scope = Scope("园区零工市场的起步", "某园区想建零工市场，请谈谈起步的做法。", **facts)
    scoping.scope(inquiry, make_user(Role.SECRETARIAT), scope)
    return inquiry


def make_invited(inquiry=None, experts=1, days_ago=0, due_in=14, **given) -> list[Counsel]:
    """Experts are invited so many days ago, to answer so many days after that."""
    inquiry = inquiry or make_scoped(**given)
    people = [each if isinstance(each, Expert) else make_expert() for each in _several(experts)]
    picked = Picked(people, today() + max(due_in, 0) * DAY)
    counsels = inviting.invite(inquiry, make_user(Role.SECRETARIAT), picked)
    for counsel in counsels:
        counsel.invited_at = utcnow() - days_ago * DAY
        counsel.due_on = today() + (due_in - days_ago) * DAY
    db.session.flush()
    return counsels


def _several(experts):
    return [None] * experts if isinstance(experts, int) else experts


def user_of(counsel) -> User:
    """The expert's account."""
    rows = select(User).join(ExpertPerson, ExpertPerson.user_id == User.id)
    return db.session.scalars(rows.where(ExpertPerson.record_id == counsel.expert_id)).one()


def make_answered(text="先做平台，再做场地。", publishable=True, **given) -> Counsel:
    counsel = make_invited(**given)[0]
    answering.answer(counsel, user_of(counsel), Given(text, publishable))
    return counsel


def make_given(member="rizhao-park", city="rizhao") -> Counsel:
    """An answered one of this unit, with a file of the asker."""
    counsel = make_answered(asker=make_asker(member=member, city=city))
    make_file(counsel.inquiry)
    return counsel


def ids_of(counsel) -> dict[str, str]:
    """What an address of this inquiry names; whatever is made first has the first numbers."""
    return {"id": str(counsel.inquiry_id), "number": str(counsel.id), "file_id": str(counsel.id)}


def received(name="附件.txt", sha256="ab" * 32) -> Received:
    return Received(name, FileType.TXT, 5, sha256)
