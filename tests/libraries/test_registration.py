"""Experts register alone; a link proves their address, and nobody learns who has an account."""

import re
from datetime import timedelta

import pytest
from make import make_user
from sqlalchemy import func, select

from kb.accounts import passwords
from kb.accounts.users import Role, User, by_email
from kb.clock import utcnow
from kb.db import db
from kb.jobs.queue import Job
from kb.libraries import consent, visits
from kb.libraries.consent import Consent
from kb.libraries.registration import Registration

PASSWORD = "Seegras-7-Boot"
FORM = {"name": "林海", "email": "Lin@example.cn", "agreed": "y"}
FORM |= {"password": PASSWORD, "again": PASSWORD}


def link(app) -> str:
    """The link in the newest mail."""
    with app.app_context():
        job = db.session.scalar(select(Job).where(Job.name == "mail").order_by(Job.id.desc()))
        return re.search(r"/register/[\w-]+", job.payload["text"])[0]


def test_who_registers_and_confirms_is_signed_in_with_an_empty_draft(app, browse, staff):
    browser = browse()
    assert browser.post("/register", FORM).location == "/register/sent"
    confirmed = browser.post(link(app), {"password": PASSWORD})
    assert confirmed.location == "/my/expert"
    assert "林海" in browser.page("/my/expert").text
    with app.app_context():
        user = by_email("lin@example.cn")
        assert (user.role, user.active) == (Role.EXPERT, True)
        given = db.session.scalar(select(Consent).where(Consent.user_id == user.id))
        assert (given.purpose, given.text_version) == ("registration", consent.text().version)
    assert "林海" not in browse().get("/libraries/experts").text


def test_nobody_signs_in_before_confirming(app, browse):
    browse().post("/register", FORM)
    answer = browse().post("/sign-in", {"email": "lin@example.cn", "password": PASSWORD})
    assert answer.status_code == 422


def test_the_link_works_once_and_only_with_the_password(app, browse):
    browse().post("/register", FORM)
    address = link(app)
    assert browse().post(address, {"password": "Ganz-falsch-1"}).status_code == 422
    assert browse().post(address, {"password": PASSWORD}).status_code == 303
    assert browse().get(address).status_code == 404
    assert browse().post(address, {"password": PASSWORD}).status_code == 404


def test_a_known_address_gets_the_same_answer_and_keeps_its_password(app, browse, keep):
    known = keep(make_user, email="lin@example.cn", password_hash="x")
    fresh = browse().post("/register", FORM | {"email": "neu@example.cn"})
    again = browse().post("/register", FORM)
    assert (fresh.status_code, fresh.location) == (again.status_code, again.location)
    with app.app_context():
        assert db.session.get(User, known.id).password_hash == "x"
        assert db.session.get(Registration, known.id) is None


def test_without_consent_nothing_is_kept(app, browse):
    without = {name: value for name, value in FORM.items() if name != "agreed"}
    assert browse().post("/register", without).status_code == 422
    with app.app_context():
        assert by_email("lin@example.cn") is None


def test_a_weak_password_is_refused(browse):
    weak = FORM | {"password": "password123", "again": "password123"}
    assert browse().post("/register", weak).status_code == 422


def test_one_address_registers_only_so_often(browse, monkeypatch):
    monkeypatch.setitem(visits.MOST, visits.Sent.REGISTRATION, 2)
    answers = [
        browse().post("/register", FORM | {"email": f"n{turn}@example.cn"}).status_code
        for turn in range(3)
    ]
    assert answers == [303, 303, 429]


def test_who_never_confirms_is_forgotten(app, browse):
    browse().post("/register", FORM)
    with app.app_context():
        db.session.scalar(select(Registration)).at = utcnow() - timedelta(days=8)
        db.session.commit()
    browse().post("/register", FORM | {"email": "neu@example.cn"})
    with app.app_context():
        assert by_email("lin@example.cn") is None
        assert db.session.scalar(select(func.count(Registration.user_id))) == 1


def test_staff_hand_over_a_link_that_ends_the_mailed_one(app, browse, staff):
    browse().post("/register", FORM)
    mailed = link(app)
    page = browse(staff).page("/admin/experts")
    answer = browse(staff).post(page.select_one("form.line")["action"])
    handed = re.search(r"/register/[\w-]{40,}", answer.text)[0]
    assert browse().get(mailed).status_code == 404
    assert browse().post(handed, {"password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("mails", ["", "smtp://mail.example.cn"])
def test_the_next_page_says_how_the_link_comes(app, browse, mails):
    app.config["KB_MAIL_SERVER"] = mails
    assert ("24" in browse().page("/register/sent").text) is True


def test_an_invited_expert_consents_before_there_is_a_profile(app, browse, keep):
    own = browse(keep(make_user, Role.EXPERT))
    assert own.get("/my/expert").location == "/my/expert/begin"
    assert own.post("/my/expert/begin", {}).status_code == 422
    assert own.post("/my/expert/begin", {"agreed": "y"}).status_code == 303
    assert own.get("/my/expert").status_code == 200
    assert own.post("/my/expert/begin", {"agreed": "y"}).status_code == 404


def test_only_experts_begin_a_profile(browse, editor, staff):
    for reader in (editor, staff):
        assert browse(reader).post("/my/expert/begin", {"agreed": "y"}).status_code == 404


def test_a_letter_that_a_stranger_causes_names_no_host_of_theirs(app, browse):
    browse().post("/register", FORM, headers={"Host": "evil.example"})
    with app.app_context():
        text = db.session.scalar(select(Job.payload).where(Job.name == "mail"))["text"]
    assert "evil.example" not in text
    assert "/register/" in text


def test_a_letter_names_the_site_where_its_address_is_set(app, browse):
    app.config["KB_BASE_URL"] = "https://kb.example.cn"
    browse().post("/register", FORM, headers={"Host": "evil.example"})
    with app.app_context():
        text = db.session.scalar(select(Job.payload).where(Job.name == "mail"))["text"]
    assert "https://kb.example.cn/register/" in text


def test_a_stranger_gives_no_new_password_to_an_account_in_use(app, browse, staff):
    browse().post("/register", FORM)
    with app.app_context():
        known = by_email("lin@example.cn")
        id, stored = known.id, known.password_hash
    browse(staff).post(f"/admin/accounts/{id}/unlock")  # instead of handing over the link
    other = FORM | {"password": "Fremd-7-Boot-x", "again": "Fremd-7-Boot-x", "name": "别人"}
    assert browse().post("/register", other).location == "/register/sent"
    with app.app_context():
        known = db.session.get(User, id)
        assert (known.password_hash, known.name) == (stored, "林海")


def test_nobody_waits_for_the_hash_of_who_registers(app, browse, monkeypatch):
    browse().post("/register", FORM)
    held = []
    for name in ("hash_of", "verify"):
        real = getattr(passwords, name)

        def watched(*given, real=real):
            held.append(db.session.in_transaction())
            return real(*given)

        monkeypatch.setattr(passwords, name, watched)
    browse().post("/register", FORM)
    browse().post(link(app), {"password": PASSWORD})
    assert len(held) >= 2
    assert not any(held)


def test_without_mail_the_staff_are_told_that_somebody_waits(browse, staff):
    browse().post("/register", FORM)
    main = browse(staff).page("/notices").select_one("main")
    assert main.select_one("a[href='/admin/experts']")
    assert "林海" not in main.text
