"""Cases and who adopts them, chains of records and their links."""

from datetime import date

from make import make_case, make_record, make_user

from kb.accounts.users import Role
from kb.alliance.members import Member
from kb.db import db
from kb.libraries.adopting import declaring
from kb.libraries.adopting.declaring import Declaration
from kb.libraries.adoptions import Adoption
from kb.libraries.case_studies import CaseStudy
from kb.libraries.projects import Project
from kb.publishing.links import RecordLink, Relation

SAID = {"began_on": date(2026, 3, 1), "scope": "一窗受理的做法"}


def adopter(slug="weihai-park", city=None) -> Member:
    """A park that uses others' cases."""
    found = db.session.query(Member).filter_by(slug=slug).one_or_none()
    if found is None:
        found = Member(slug=slug, name="威海人力资源服务产业园", kind="park", city_slug=city)
        db.session.add(found)
        db.session.flush()
    return found


def make_declared(case=None, user=None, **said) -> Adoption:
    """A park has declared that it uses a case of another one."""
    case = db.session.merge(case) if case else make_case(member="rizhao-park", city="rizhao")
    member = adopter()
    user = db.session.merge(user or make_user(Role.PARK_EDITOR, member=member.slug))
    declaration = Declaration(member=user.member, **(SAID | said))
    return declaring.declare(case, declaration, user)


def make_adoption(**given) -> Adoption:
    """The same, confirmed."""
    made = make_declared(**given)
    declaring.confirm(made, make_user())
    db.session.refresh(made.case)
    return made


def make_adopted_case() -> CaseStudy:
    return make_adoption().case


def make_linked(origin, target, relation=Relation.PRODUCES) -> RecordLink:
    made = RecordLink(from_id=origin.id, to_id=target.id, relation=relation)
    db.session.add(made)
    db.session.flush()
    return made


def make_plain(count: int, user=None) -> list:
    """Published projects without anything."""
    user = user or make_user()
    return [make_record(Project, author=user, title=f"项目{each}") for each in range(count)]
