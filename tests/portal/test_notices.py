"""Notices on the site: the bell, the list, marking as read, mail as an extra."""

import pytest
from make import make_of, make_user
from sqlalchemy import select

from kb.accounts.users import Role
from kb.db import db
from kb.jobs import worker
from kb.jobs.queue import Job
from kb.libraries.projects import Project
from kb.portal import mailing
from kb.portal.mailing import Office
from kb.publishing import workflow
from kb.publishing.events import Event
from kb.publishing.notices import Notice, notify
from kb.publishing.records import Record, Visibility


@pytest.fixture
def returned(app, keep, editor, staff):
    """A project of the editor that came back."""
    made = keep(make_of, editor, Project, published=False, city="rizhao", title="待改")
    with app.app_context():
        record = db.session.get(Record, made.id)
        workflow.submit(record, record.author)
        workflow.send_back(record, db.session.merge(staff), "请补充数据来源")
        db.session.commit()
    return made


@pytest.fixture
def mails(app):
    """`mails()` does the work that waits; what would be mailed, as (to, subject, text)."""
    sent = []

    def run():
        def note(payload, _progress):
            sent.append((payload["to"], payload["subject"], payload["text"]))

        office = Office(app.extensions["kb_site"], "", is_open=True)
        handlers = {"mail": note, "followers": lambda payload, progress: None}
        handlers |= {"mail_notices": mailing.at_once(office), "digest": mailing.daily(office)}
        with app.app_context():
            while worker.work_once(handlers):
                pass
        return sent

    return run


def test_the_bell_counts_what_is_not_read(browse, returned, editor):
    mine = browse(editor)
    bell = mine.page("/").select_one(".bell")
    assert bell["aria-label"] == "1 条未读通知"
    assert bell.select_one(".bell__count").text == "1"
    mine.post("/notices/read")
    assert mine.page("/").select_one(".bell")["aria-label"] == "通知，没有未读"


def test_visitors_have_no_bell(browse):
    assert not browse().page("/").select(".bell")


def test_a_notice_names_what_where_and_what_to_do_and_leads_there(browse, returned, editor):
    line = browse(editor).page("/notices").select_one(".notice")
    for words in ("待改", "请补充数据来源", "项目库", "日照", "修改后重新提交"):
        assert words in line.text, words
    address = line.select_one("a")["href"]
    assert "请补充数据来源" in browse(editor).page(address).text


def test_one_is_marked_as_read_and_leaves_the_unread(browse, returned, editor):
    mine = browse(editor)
    form = mine.page("/notices?show=unread").select_one(".notice form")
    assert mine.post(form["action"]).status_code == 303
    assert not mine.page("/notices?show=unread").select(".notice")
    assert not mine.page("/notices").select(".notice--new, .notice form")


def test_anothers_notice_is_not_there(app, browse, returned, editor, keep):
    other = keep(make_user, Role.PARK_EDITOR)
    with app.app_context():
        id = db.session.scalar(select(Notice.id).where(Notice.user_id == editor.id))
    assert browse(other).post(f"/notices/{id}/read").status_code == 404
    assert not browse(other).page("/notices").select(".notice")
    assert browse(editor).page("/").select(".bell__count")


def test_a_record_hidden_since_shows_neither_title_nor_address(app, browse, keep, editor, staff):
    made = keep(make_of, staff, Project, title="内部名单")
    with app.app_context():
        record = db.session.get(Record, made.id)
        notify([db.session.merge(editor)], Event.CHANGED, record)
        record.visibility = Visibility.SECRETARIAT
        db.session.commit()
    line = browse(editor).page("/notices").select_one(".notice")
    assert "您已无权查看" in line.text
    assert "内部名单" not in line.text
    assert made.number not in str(line)


def test_a_long_list_has_pages_with_what_is_unread_first(app, browse, keep, editor, staff):
    made = keep(make_of, staff, Project)
    with app.app_context():
        for _ in range(25):
            notify([db.session.merge(editor)], Event.CHANGED, db.session.get(Record, made.id))
        db.session.commit()
    mine = browse(editor)
    assert len(mine.page("/notices").select(".notice")) == 20
    second = mine.page("/notices?page=2").select(".notice")
    assert len(second) == 5
    mine.post(second[0].form["action"])
    assert "notice--new" not in mine.page("/notices?page=2").select(".notice")[-1]["class"]


def test_a_wish_is_kept_and_a_wrong_one_refused(browse, editor):
    mine = browse(editor)
    chosen = "input[name=wish][checked]"
    assert mine.page("/notices").select_one(chosen)["value"] == "pressing"
    assert mine.post("/notices/mail", {"wish": "daily"}).status_code == 303
    assert mine.page("/notices").select_one(chosen)["value"] == "daily"
    assert mine.post("/notices/mail", {"wish": "hourly"}).status_code == 400


def test_a_mail_says_what_where_and_what_to_do(returned, editor, mails):
    (mail,) = [mail for mail in mails() if mail[0] == editor.email]
    for words in ("七市联盟知识库", "待改", "请补充数据来源"):
        assert words in mail[1], words
    for words in ("项目库 · 日照", "请您：修改后重新提交", "页面地址为 /libraries/projects/draft-"):
        assert words in mail[2], words


def test_with_the_sites_address_a_mail_has_a_link(app, returned, editor):
    with app.app_context():
        numbers = list(db.session.scalars(select(Notice.id).where(Notice.user_id == editor.id)))
        office = Office(app.extensions["kb_site"], "https://kb.example.cn", is_open=True)
        mailing.at_once(office)({"notices": numbers}, None)
        text = db.session.scalars(select(Job).where(Job.name == "mail")).one().payload["text"]
    assert "\nhttps://kb.example.cn/libraries/projects/draft-" in text
    assert "https://kb.example.cn/notices" in text


def test_who_has_read_it_on_the_site_gets_no_mail(browse, returned, editor, mails):
    browse(editor).post("/notices/read")
    assert editor.email not in {mail[0] for mail in mails()}


def test_the_daily_mail_has_all_of_the_day_in_one(app, browse, returned, editor, staff, mails):
    mails().clear()
    browse(editor).post("/notices/mail", {"wish": "daily"})
    with app.app_context():
        record = db.session.get(Record, returned.id)
        workflow.submit(record, record.author)
        workflow.send_back(record, db.session.merge(staff), "还差一处")
        db.session.add(Job(name="digest", payload={}))
        db.session.commit()
    (mail,) = [mail for mail in mails() if mail[0] == editor.email]
    assert "2 条新通知" in mail[1]
    assert "请补充数据来源" in mail[2]
    assert "还差一处" in mail[2]


def test_without_a_mail_server_nothing_is_even_written(app, returned):
    with app.app_context():
        while worker.work_once(app.extensions["kb_handlers"]):
            pass
        assert "mail" not in set(db.session.scalars(select(Job.name)))
