"""Things for tests, with defaults for all that a test does not care about; never primary keys."""

from itertools import count

from kb.accounts.users import Role, User
from kb.alliance.cities import City
from kb.alliance.members import Member, MemberKind
from kb.catalog import importing
from kb.catalog.batches import ImportBatch
from kb.catalog.kind import RecordKind
from kb.db import db
from kb.libraries.case_studies import CaseStudy
from kb.libraries.kinds import PROJECTS
from kb.libraries.projects import Project
from kb.office.workbooks import Line
from kb.publishing import workflow
from kb.publishing.records import Record, Tag

_numbers = count(1)


def make_user(role=Role.ADMINISTRATOR, **given) -> User:
    number = next(_numbers)
    facts = {"name": f"王敏{number}", "email": f"user{number}@example.cn", "role": role} | given
    user = User(**facts)
    db.session.add(user)
    db.session.flush()
    return user


def make_city(slug="rizhao", name="日照", name_en="Rizhao", position=5) -> City:
    city = City(slug=slug, name=name, name_en=name_en, position=position)
    db.session.add(city)
    db.session.flush()
    return city


def make_member(slug="rizhao-park", name="日照人力资源服务产业园", city=None, **given) -> Member:
    facts = {"kind": MemberKind.PARK, "sound": "rizhao rz"} | given
    member = Member(slug=slug, name=name, city=city, **facts)
    db.session.add(member)
    db.session.flush()
    return member


def make_theme(name="灵活用工") -> Tag:
    theme = Tag(name=name, is_theme=True, name_en="Flexible employment")
    db.session.add(theme)
    db.session.flush()
    return theme


def content(model, **given):
    """Content of a record of this kind as its form would give it."""
    texts = dict.fromkeys(model.text_fields, "园区服务企业的做法。")
    defaults = {"title": "园区共享实验室", "summary": "七市共建。", "themes": [], "tags": []}
    blank = {"visibility": "public"}
    return defaults | texts | blank | given


def make_record(model=Project, author=None, published=True, **given):
    """A record of this kind; published unless told otherwise."""
    author = author or make_user()
    record = workflow.create(model, author, content(model, **given))
    if published:
        reviewer = author if author.role is not Role.PARK_EDITOR else make_user()
        workflow.submit(record, author)
        workflow.publish(record, reviewer)
    return record


def make_case(**given) -> CaseStudy:
    return make_record(CaseStudy, **given)


def form_data(kind: RecordKind, **given):
    """Every field of the kind's form filled in as a browser would; needs the fixture `park`."""
    model = kind.model
    data = {name: "某单位" for name in model.content_fields if name not in Record.content_fields}
    data |= {name: "2024-03-04" for name in model.content_fields if name.endswith("_on")}
    data |= dict.fromkeys(model.text_fields, "园区**服务**企业的做法。")
    data |= {trait: next(iter(kind.choices(trait))).value for trait in kind.traits}
    data |= {"position": "7"} if "position" in model.content_fields else {}
    common = {
        "title": "海洋人才共享实验室",
        "title_en": "Shared marine laboratory",
        "summary": "七市共建的实验室。",
        "city": "rizhao",
        "member": "rizhao-park",
        "year": "2024",
        "visibility": "public",
        "themes": ["灵活用工"],
        "tags": "共建，实验室",
    }
    return data | common | given


def make_batch(user, rows=(["标题"], ["甲"])) -> ImportBatch:
    """A table of projects that this person has uploaded."""
    lines = [Line(number, cells) for number, cells in enumerate(rows, start=1)]
    return importing.receive(PROJECTS, db.session.merge(user), lines, "项目.xlsx")
