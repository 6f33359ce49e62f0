"""Things for tests, with defaults for all that a test does not care about; never primary keys."""

from io import BytesIO
from itertools import count

from wtforms.validators import Regexp

from kb.accounts.users import Role, User
from kb.alliance import member_import
from kb.alliance.cities import City
from kb.alliance.members import Member, MemberKind
from kb.catalog import importing
from kb.catalog.batches import ImportBatch
from kb.catalog.kind import RecordKind
from kb.db import db
from kb.empowerment.consultations import Consultation
from kb.libraries.case_studies import CaseStudy
from kb.libraries.expertise import ExpertiseArea
from kb.libraries.experts import CLOSED, Expert
from kb.libraries.kinds import PROJECTS
from kb.libraries.personal import ExpertPerson
from kb.libraries.projects import Project
from kb.meetings.minutes import Minutes
from kb.office.workbooks import Line
from kb.publishing import attaching, attachments, keeping, sealed, workflow
from kb.publishing.reception import receive
from kb.publishing.records import Record, Tag
from kb.web.choices import Choice, Reference
from kb.web.fields import DateField

SEALED = (Consultation, Minutes)
"""Models that no shared form writes."""
ROWS = ("areas", "body_slug")
"""Traits whose values are rows of a table."""
LINES = {
    "participants": "rizhao | 某单位 | 某工作 | 40",
    "milestones": "reserve | 2024-03-04 | 某文件",
}
"""Fields of several rows whose parts are checked."""
_numbers = count(1)


def make_user(role=Role.ADMINISTRATOR, **given) -> User:
    number = next(_numbers)
    facts = {"name": f"王敏{number}", "email": f"user{number}@example.cn", "role": role} | given
    user = User(**facts)
    db.session.add(user)
    db.session.flush()
    return user


def make_city(slug="rizhao", name="日照", name_en="Rizhao", position=5, **given) -> City:
    city = City(slug=slug, name=name, name_en=name_en, position=position, **given)
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


def make_area(name="灵活用工", group="用工服务", **given) -> ExpertiseArea:
    facts = {"name_en": "Flexible employment", "group_en": "Staffing services"}
    area = ExpertiseArea(name=name, group=group, **(facts | {"synonyms": "零工 共享用工"} | given))
    db.session.add(area)
    db.session.flush()
    return area


def content(model, **given):
    """Content of a record of this kind as its form would give it."""
    texts = dict.fromkeys(model.text_fields, "园区服务企业的做法。")
    defaults = {"title": "园区共享实验室", "summary": "七市共建。", "themes": [], "tags": []}
    blank = {"visibility": "public"}
    return defaults | texts | blank | given


def make_record(model=Project, author=None, published=True, **given):
    """A record of this kind; published unless told otherwise."""
    author = author or make_user()
    if model in SEALED:
        return make_sealed(model, author, published, **given)
    record = workflow.create(model, author, content(model, **given))
    if published:
        reviewer = author if author.role is Role.ADMINISTRATOR else make_user()
        workflow.submit(record, author)
        workflow.publish(record, reviewer)
    return record


def make_sealed(model, author, published=True, **given):
    """A record of a kind that is written in a place of its own."""
    record, facts = model(), content(model, **given)
    sealed.draft(record, author, facts)
    if published:
        sealed.publish([(record, facts)], author)
    return record


def make_case(**given) -> CaseStudy:
    return make_record(CaseStudy, **given)


def make_expert(
    published=True, exposure=CLOSED, unit="胶东人才研究院", user=None, **given
) -> Expert:
    """An expert who has registered; every part is closed unless `exposure` opens it."""
    user = user or make_user(Role.EXPERT)
    expert = workflow.create(Expert, user, content(Expert, title=user.name))
    expert.exposure = dict(exposure)
    db.session.add(ExpertPerson(record_id=expert.id, user_id=user.id))
    profile = {"title": user.name, "unit": unit, "post": "研究员", "city": "rizhao"}
    profile |= {"areas": ["灵活用工"], "works": [{"title": "共享用工指南", "kind": "book"}]}
    workflow.save(expert, user, content(Expert, **(profile | given)))
    if published:
        workflow.submit(expert, user)
        workflow.publish(expert, make_user())
    return expert


def form_data(kind: RecordKind, **given):
    """Every field of the kind's form filled in as a browser would; needs the fixture `park`."""
    model = kind.model
    own = [name for name in model.content_fields if name not in Record.content_fields]
    data = {name: _filled_in(name, getattr(kind.form, name)) for name in own}
    data |= dict.fromkeys(model.text_fields, "园区**服务**企业的做法。")
    data |= {"areas": ["灵活用工"]} if "areas" in kind.traits else {}
    data |= {"figures": "参会企业 | 112家"} if "figures" in model.content_fields else {}
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


def _filled_in(name, field):
    """What a person would write into this field."""
    if name in LINES:
        return LINES[name]
    if name in ROWS:
        return "某单位"
    if issubclass(field.field_class, Choice):
        return next(iter(field.args[1])).value
    if issubclass(field.field_class, DateField):
        return "2024-03-04"
    if issubclass(field.field_class, Reference):
        return "rizhao" if name.endswith("city") else ""
    is_address = any(isinstance(rule, Regexp) for rule in (*field.args[1:2], ())[0])
    return "https://example.cn/1" if is_address else "某单位"


def make_attachment(record, author, cabinet, name="说明.txt", content=b"text", **given):
    """A file of the record, read for the search; published with it unless told otherwise."""
    live = given.pop("live", True)
    received = receive(name, BytesIO(content), cabinet)
    made = attaching.attach(record, author, received, cabinet.limits)
    db.session.commit()  # Reading ends the transaction, so that it holds no lock.
    keeping.reader(cabinet.store, cabinet.limits.file)({"attachment": made.id}, None)
    for field, value in given.items():
        setattr(made, field, value)
    if live:
        attachments.settle(record)
    db.session.flush()
    return made


def make_of(person: User, model=Project, **given):
    """A record of somebody who is there already."""
    return make_record(model, author=db.session.merge(person), **given)


def make_batch(user, rows=(["标题"], ["甲"])) -> ImportBatch:
    """A table of projects that this person has uploaded."""
    lines = [Line(number, cells) for number, cells in enumerate(rows, start=1)]
    return importing.receive(PROJECTS, db.session.merge(user), lines, "项目.xlsx")


def make_member_batch(user, rows=(["单位名称"], ["甲"])) -> ImportBatch:
    """A table of members that this person has uploaded."""
    lines = [Line(number, cells) for number, cells in enumerate(rows, start=1)]
    return member_import.receive(db.session.merge(user), lines, "成员.xlsx")
