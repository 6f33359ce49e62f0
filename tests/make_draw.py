"""Experts in a pool, inquiries, draws and members of the committee, for tests; with defaults."""

from datetime import date
from itertools import count

from make import content, make_user
from make_governance import added, make_body, make_holding, make_seat, make_seven
from sqlalchemy import select

from kb.accounts.users import Role, User
from kb.alliance.bodies import BodyKind, Holding
from kb.clock import today
from kb.db import db
from kb.empowerment import fixing, letters
from kb.empowerment.consultations import Counsel, Inquiry
from kb.empowerment.draws import Draw
from kb.empowerment.fixing import Wish
from kb.empowerment.letters import AppointmentLetter
from kb.libraries.experts import Expert
from kb.libraries.personal import ExpertPerson
from kb.publishing import workflow

_counted = count(1)
CITIES = ("qingdao", "yantai", "weifang", "weihai", "rizhao", "binzhou", "dongying")


def make_known_expert(city="rizhao", areas=("灵活用工",), unit="胶东人才研究院", **given) -> Expert:
    """A published expert whom the secretariat has entered, with an account; all of it is public."""
    author = make_user()
    title = given.pop("title", f"陈林{next(_counted)}")
    availability = given.pop("availability", None)
    facts = {"title": title, "city": city, "areas": list(areas), "unit": unit} | given
    expert = workflow.create(Expert, author, content(Expert, **facts))
    workflow.submit(expert, author)
    workflow.publish(expert, author)
    user = make_user(Role.EXPERT)
    db.session.add(ExpertPerson(record_id=expert.id, user_id=user.id))
    if availability:
        expert.availability = availability
        db.session.flush()
    return expert


def make_panel(size=7, **given) -> list[Expert]:
    """So many experts, of one city after the other."""
    make_seven()
    return [make_known_expert(CITIES[place % 7], **given) for place in range(size)]


def make_inquiry(asker=None, **given) -> Inquiry:
    """Somebody asks about flexible employment."""
    number = next(_counted)
    facts = {
        "reference": f"咨询2026-{number:04d}",
        "title": "零工市场怎么办",
        "question": "机密问题",
    }
    facts |= {"area": "灵活用工", "asker_id": (asker or make_user()).id} | given
    return added(Inquiry(**facts))


def make_counsel(expert, inquiry=None, **given) -> Counsel:
    """The expert has been invited to answer an inquiry."""
    asked = inquiry or make_inquiry()
    facts = {"inquiry_id": asked.id, "expert_id": expert.id, "due_on": today()} | given
    return added(Counsel(**facts))


def make_draw(staff=None, **given) -> Draw:
    """A draw whose pool is fixed."""
    person = db.session.merge(staff) if staff else make_user()
    if not db.session.scalar(select(Expert.id).limit(1)):
        make_panel()
    return fixing.fix(Wish(**({"purpose": "课题评审", "wanted": 3} | given)), person)


def make_drawn(staff=None, **given) -> Draw:
    """A draw that has been made."""
    person: User = db.session.merge(staff) if staff else make_user()
    draw = make_draw(person, **given)
    fixing.draw_lots(draw, "日照市 李检", "海纳百川", person)
    return draw


def make_committee_member(user=None, **given) -> Holding:
    """Somebody sits in the committee for a term."""
    body = make_body("expert-committee", kind=BodyKind.COMMITTEE, name="专家咨询委员会")
    seat = given.pop("seat", None) or make_seat(body, post="委员")
    days = {"starts_on": date(2024, 1, 1), "ends_on": date(2099, 12, 31)}
    return make_holding(seat, user, **(days | given))


def make_letter(staff=None, holding=None, day=None, **given) -> AppointmentLetter:
    """Somebody has the letter of the term in the committee."""
    held = db.session.merge(holding) if holding else make_committee_member(**given)
    return letters.issue(held, day or today(), db.session.merge(staff) if staff else make_user())
