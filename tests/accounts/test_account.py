import pytest
from small_site import PASSWORD, make_user
from sqlalchemy import select

from kb.accounts import sessions
from kb.accounts.sessions import UserSession
from kb.accounts.sign_in import lifetime
from kb.accounts.users import User
from kb.db import db

NEW = "Leuchtturm-9-Brandung"


def change(browser, old=PASSWORD, new=NEW):
    facts = {"old": old, "password": new, "again": new}
    return browser.post("/account/password", data=facts)


def ids(site):
    with site.app_context():
        return list(db.session.scalars(select(UserSession.id).order_by(UserSession.id)))


def test_one_sees_and_ends_ones_own_sessions(site, enter):
    here, there = enter(), enter()
    assert here.get("/account").text.count('/end"') == 1
    there_id = ids(site)[-1]
    assert here.post(f"/account/sessions/{there_id}/end").status_code == 303
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200


def test_all_others_can_be_ended_at_once(enter):
    here, *others = enter(), enter(), enter()
    here.post("/account/sessions/end-others")
    assert [browser.get("/account").status_code for browser in (here, *others)] == [200, 303, 303]


def test_nobody_ends_a_strangers_session(site, enter):
    browser = enter()
    stranger = make_user(site, email="li@example.cn")
    with site.app_context(), site.test_request_context():
        db.session.add(stranger)
        sessions.begin(stranger, lifetime())
        db.session.commit()
    assert browser.post(f"/account/sessions/{ids(site)[-1]}/end").status_code == 404
    assert browser.post("/account/sessions/" + "9" * 15 + "/end").status_code == 404
    assert len(ids(site)) == 2


def test_a_new_password_ends_every_other_session_and_renews_this_one(site, enter):
    here, other = enter(), enter()
    before = here.get_cookie("session").value
    assert change(here).status_code == 303
    assert here.get("/account").status_code == 200
    assert here.get_cookie("session").value != before
    assert other.get("/account").status_code == 303
    facts = {"email": "wang@example.cn", "password": NEW}
    assert site.test_client().post("/sign-in", data=facts).status_code == 303


def test_a_new_password_wants_the_old_one_and_a_good_new_one(enter):
    browser = enter()
    assert change(browser, old="wrong").status_code == 422
    assert change(browser, new="Admin@123").status_code == 422
    assert change(browser, new=PASSWORD).status_code == 422
    assert change(browser, new="wang@example.cn-7").status_code == 422


def test_the_old_password_cannot_be_guessed_through_this_door(enter):
    browser = enter()
    answers = [change(browser, old=f"wrong-{n}").status_code for n in range(6)]
    assert answers == [422] * 5 + [429]


def test_reading_ones_account_writes_nothing(site, enter):
    browser = enter()
    with site.app_context():
        rows = db.session.execute(select(UserSession.__table__)).all()
    browser.get("/account")
    browser.get("/sign-in")
    with site.app_context():
        assert db.session.execute(select(UserSession.__table__)).all() == rows


def test_name_and_language_are_ones_own_to_change(site, enter):
    browser = enter()
    answer = browser.post("/account", data={"name": "王 敏敏", "language": "en"})
    assert answer.location == "/language/en?next=/account"
    browser.get(answer.location)
    assert "My account" in browser.get("/account").text
    assert browser.post("/account", data={"name": " ", "language": "fr"}).status_code == 422
    with site.app_context():
        user = db.session.scalar(select(User))
        assert (user.name, user.language) == ("王 敏敏", "en")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge（Windows）"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/18 Safari/604", "Safari（iPhone）"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 MicroMessenger/8.0", "微信（Android）"),
        ("curl/8", "未知浏览器"),
        ("", "未知浏览器"),
    ],
)
def test_a_device_is_named_as_its_owner_would(site, somebody, agent, words):
    browser = site.test_client()
    facts = {"email": somebody.email, "password": PASSWORD}
    browser.post("/sign-in", data=facts, headers={"User-Agent": agent})
    assert words in browser.get("/account").text
