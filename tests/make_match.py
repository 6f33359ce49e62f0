"""Offers, needs and links for tests of matches and of the matrix; reports in the media."""

from datetime import timedelta

from make import make_record

from kb.bulletin.articles import Article, Campaign, Genre
from kb.clock import today, utcnow
from kb.db import db
from kb.empowerment.dockings import Docking, DockingState
from kb.empowerment.postings import Poster, Posting
from kb.empowerment.resources import Resource

WELDING = {
    "need": {
        "title": "造船配套厂焊工技能提升",
        "field": "焊工培训",
        "body": "八十名焊工要从初级升中级，需要老师进厂上课。"
        "人员分两批脱产，白班夜班轮换，食宿由厂里解决，七月开始。",
    },
    "offer": {
        "title": "数控加工与焊工技能培训班",
        "field": "技能培训",
        "body": "实训中心可开焊工中高级班，老师可进厂授课。"
        "场地设备自备，学员考核合格即发证，交通费用双方另行商议。",
    },
}


def make_posting(direction="offer", resource="university", city="rizhao", **given) -> Posting:
    """About the training of welders, unless told otherwise; published."""
    facts = {"direction": direction, "resource": resource, "city": city, "summary": ""}
    facts |= {"amount": "每期80人", "valid_until": today() + timedelta(days=180)}
    texts = WELDING["need" if direction == "need" else "offer"]
    made: Posting = make_record(Posting, **(facts | texts | given))
    return made


def make_hidden(member_slug=None, **given) -> Posting:
    """A posting whose poster is told to nobody."""
    made = make_posting(naming="hidden", **given)
    poster = db.session.get(Poster, made.id)
    poster.member_slug, poster.user_id = member_slug, made.author_id
    db.session.flush()
    return made


def make_docking(resource="finance", giver="qingdao", taker="rizhao", **given) -> Docking:
    """A link between two cities, confirmed by both sides unless told otherwise."""
    facts = {"title": "授信对接", "state": DockingState.CONFIRMED, "confirmed_at": utcnow()} | given
    made = Docking(resource=Resource(resource), giver_city=giver, taker_city=taker, **facts)
    db.session.add(made)
    db.session.flush()
    return made


def make_report(**given) -> Article:
    """A report in the media."""
    facts = {"title": "七市园区助企用工", "genre": Genre.MEDIA, "issuer": "某报", "year": 2026}
    made: Article = make_record(Article, **(facts | given))
    return made


def make_topic(slug="lanqu", name="聚才蓝区", **given) -> Campaign:
    """A campaign that is there, whoever began it."""
    made = Campaign(slug=slug, name=name, **given)
    db.session.add(made)
    db.session.flush()
    return made


def parts_of_matches(rule, posting, report, topic) -> dict[str, str]:
    """What stands in the addresses of matches, matrix and media."""
    if rule.startswith("/matrix"):
        return {"resource": "finance", "city": "rizhao"}
    if rule.startswith("/media/campaigns"):
        return {"slug": topic.slug}
    if rule.startswith("/media/"):
        return {"number": posting.number, "address": report.number}
    return {"address": posting.number} if rule.startswith("/offers-needs/<address>/matches") else {}
