"""Partners, offers and needs, interests and links, for tests; with defaults for all the rest."""

from datetime import timedelta

from make import make_city, make_member, make_record, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.alliance.cities import City
from kb.alliance.members import Member
from kb.clock import today
from kb.db import db
from kb.empowerment import contacts, interests, linking
from kb.empowerment.contacts import Person
from kb.empowerment.dockings import Docking
from kb.empowerment.interests import Wish
from kb.empowerment.linking import Proposal
from kb.empowerment.partners import Partner, PartnerContact
from kb.empowerment.postings import Interest, Posting
from kb.empowerment.resources import Resource
from kb.empowerment.units import Unit

BODY = (
    "面向七市园区内的人力资源服务机构，提供直播带岗实训，每期20人，年底前可随时报名，免收场地费用。"
)
CITIES = {"rizhao": ("日照", 5), "weihai": ("威海", 4), "yantai": ("烟台", 2)}
MONTH = timedelta(days=30)


def make_unit(city="rizhao") -> Unit:
    """A park in this city, made the first time."""
    name, place = CITIES[city]
    slug = f"{city}-park"
    if not db.session.scalar(select(City.id).where(City.slug == city)):
        make_city(city, name, city.title(), place)
    if not db.session.scalar(select(Member.id).where(Member.slug == slug)):
        make_member(slug, f"{name}人力资源服务产业园", city_slug=city)
    return Unit(slug, city)


def make_editor(city="rizhao", **given):
    """Somebody who writes for the park of this city."""
    unit = make_unit(city)
    return make_user(Role.PARK_EDITOR, member=unit.member, city=unit.city, **given)


def offered(**given):
    """What a good offer says."""
    facts = {"title": "提供直播带岗实训20个名额", "direction": "offer", "resource": "talent"}
    facts |= {"field": "直播电商", "amount": "每期20人", "naming": "named", "body": BODY}
    return facts | {"valid_until": today() + 6 * MONTH, "city": "rizhao"} | given


def make_posting(author=None, **given) -> Posting:
    author = db.session.merge(author) if author else make_editor()
    return make_record(Posting, author, **offered(**given))


def make_partner(author=None, **given) -> Partner:
    author = db.session.merge(author) if author else make_editor()
    return make_record(Partner, author, **({"title": "黄海职业学院", "city": "rizhao"} | given))


def make_interest(posting=None, author=None, message="想了解课程安排") -> Interest:
    """Of the Weihai park in an offer of the Rizhao park."""
    posting = db.session.merge(posting) if posting else make_posting()
    author = db.session.merge(author) if author else make_editor("weihai")
    return interests.express(posting, author, Wish(message))


def make_docking(confirmed=True, **given) -> Docking:
    """Between the parks of Rizhao, which gives, and Weihai, which takes."""
    giver, taker = make_editor("rizhao"), make_editor("weihai")
    facts = {"title": "直播带岗实训", "resource": Resource.TALENT}
    facts |= {"giver": make_unit("rizhao"), "taker": make_unit("weihai")}
    made = linking.propose(Proposal(**(facts | given)), giver)
    if confirmed:
        linking.confirm(made, taker)
    return made


def make_contact(partner=None, **given) -> PartnerContact:
    partner = db.session.merge(partner) if partner else make_partner()
    facts = {"name": "周海燕", "post": "校企合作处", "phone": "0633 1234567"} | given
    return contacts.add(partner, make_user(), Person(**facts))


def parts_of_exchange(rule, keep) -> dict[str, str]:
    """What stands in the address of such a route, made when it is asked for."""
    if rule.startswith("/partners/<address>"):
        partner = keep(make_partner)
        return {"id": str(keep(make_contact, partner).id), "address": partner.number}
    if rule.startswith("/offers-needs/<address>"):
        return {"address": keep(make_posting).number}
    if rule.startswith("/interests/<int:id>"):
        return {"id": str(keep(make_interest).id)}
    return {"id": str(keep(make_docking).id)} if rule.startswith("/links/<int:id>") else {}
