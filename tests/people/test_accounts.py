"""What the staff do about accounts, whom they cannot touch, and the last administrator."""

import re
from threading import Barrier, Thread

import pytest
from make import make_user
from sqlalchemy import func, select

from kb.accounts import passwords
from kb.accounts.users import Role, User
from kb.db import db
from kb.errors import DomainError
from kb.people import accounts
from kb.people.accounts import Scope
from kb.publishing.audit import AuditEvent

STEPS = ("scope", "invitation", "reset", "lock", "unlock", "sessions/end", "second-factor/end")
EXPERT = {"role": "expert", "member": "", "city": ""}


@pytest.fixture
def secretariat(browse, keep):
    return browse(keep(make_user, Role.SECRETARIAT))


@pytest.fixture
def somebody(keep, park):
    facts = {"name": "李娜", "password_hash": passwords.hash_of("Leuchtturm-9-Brandung")}
    return keep(make_user, Role.PARK_EDITOR, member=park.slug, **facts)


def at(user, step=""):
    return f"/admin/accounts/{user.id}{step and '/' + step}"


def last_line(app):
    with app.app_context():
        line = db.session.scalar(select(AuditEvent).order_by(AuditEvent.id.desc()))
        return line.action, line.detail


def test_a_new_role_ends_the_sessions_and_stands_in_the_audit(app, browse, secretariat, somebody):
    theirs = browse(somebody)
    assert theirs.get("/account").status_code == 200
    assert secretariat.post(at(somebody, "scope"), EXPERT).status_code == 303
    assert theirs.get("/account").status_code == 303
    action, detail = last_line(app)
    assert (action, detail["account"]) == ("appoint", somebody.id)
    assert detail["before"] == {"role": "park_editor", "member": "rizhao-park", "city": None}
    assert detail["after"] == {"role": "expert", "member": None, "city": None}


def test_who_is_locked_is_out_at_the_next_request_until_unlocked(browse, secretariat, somebody):
    theirs = browse(somebody)
    secretariat.post(at(somebody, "lock"))
    assert theirs.get("/account").status_code == 303
    sign_in = {"email": somebody.email, "password": "Leuchtturm-9-Brandung"}
    assert browse().post("/sign-in", sign_in).status_code == 422
    secretariat.post(at(somebody, "unlock"))
    assert browse().post("/sign-in", sign_in).status_code == 303


def test_a_link_for_a_new_password_is_handed_over(browse, secretariat, somebody):
    theirs = browse(somebody)
    page = secretariat.post(at(somebody, "reset")).text
    path = re.search(r'id="link">http://localhost(/reset/[\w-]+)<', page)[1]
    new = {"password": "Brandung-77-Turm", "again": "Brandung-77-Turm"}
    stranger = browse()
    assert stranger.post(path, new).status_code == 303
    assert somebody.email in stranger.get("/account").text
    assert theirs.get("/account").status_code == 303
    assert stranger.post(path, new).status_code == 404


def test_all_sessions_end_on_request(browse, secretariat, somebody):
    theirs = [browse(somebody), browse(somebody)]
    secretariat.post(at(somebody, "sessions/end"))
    assert [browser.get("/account").status_code for browser in theirs] == [303, 303]


@pytest.mark.parametrize("step", STEPS)
def test_the_secretariat_does_not_touch_administrators(app, secretariat, staff, step):
    assert secretariat.post(at(staff, step), EXPERT).status_code == 403
    assert not re.search(rf'action="{at(staff, step)}"', secretariat.get(at(staff)).text)
    with app.app_context():
        user = db.session.get(User, staff.id)
        assert (user.role, user.active) == (Role.ADMINISTRATOR, True)


def test_the_secretariat_promotes_nobody_to_administrator(app, secretariat, somebody):
    answer = secretariat.post(at(somebody, "scope"), {"role": "administrator"})
    assert answer.status_code == 403


@pytest.mark.parametrize("step", ["lock", "scope"])
def test_the_last_administrator_stays(browse, staff, step):
    assert browse(staff).post(at(staff, step), EXPERT).status_code == 409


def test_nobody_locks_themselves(browse, keep, staff):
    keep(make_user)
    assert browse(staff).post(at(staff, "lock")).status_code == 409


def test_of_two_administrators_who_demote_each_other_one_remains(app, keep):
    pair = [keep(make_user).id, keep(make_user).id]
    start, refused = Barrier(2), []

    def demote(mine, other):
        with app.app_context():
            start.wait()
            actor, victim = db.session.get(User, mine), db.session.get(User, other)
            try:
                accounts.appoint(victim, actor, Scope(Role.EXPERT))
                db.session.commit()
            except DomainError as error:  # Not the right any more, or the last one.
                refused.append(error)

    threads = [Thread(target=demote, args=ids) for ids in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        left = select(func.count()).where(User.role == Role.ADMINISTRATOR, User.active)
        assert db.session.scalar(left) == 1
    assert len(refused) == 1


def test_the_list_is_searched_by_name_mail_role_and_state(browse, keep, secretariat, somebody):
    keep(make_user, Role.EXPERT, name="赵强", active=False)

    def names(query):
        page = secretariat.page(f"/admin/accounts{query}")
        return {link.get_text() for link in page.select(".people a")}

    assert names("?q=李") == {"李娜"}
    assert names(f"?q={somebody.email.upper()}") == {"李娜"}
    assert names("?q=%25") == set()
    assert names("?role=expert") == {"赵强"}
    assert names("?state=locked") == {"赵强"}
    assert names("?state=active") == {"李娜"}
    assert "李娜" in names("?role=king&state=&page=x")


def test_a_number_nobody_has_is_not_found(secretariat):
    assert secretariat.get("/admin/accounts/4711").status_code == 404
    assert secretariat.post("/admin/accounts/4711/lock").status_code == 404


def test_the_page_names_the_rules_for_passwords(app, secretariat):
    regular = "每 180 天更换一次"
    page = secretariat.get("/admin/accounts").text
    assert regular in page
    assert "djbh" not in page
    app.config["KB_PASSWORD_PROFILE"] = "asvs"
    assert regular not in secretariat.get("/admin/accounts").text
