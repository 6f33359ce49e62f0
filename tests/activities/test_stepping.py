"""The steps as people take them: proposed on a short form, seen by readers once published."""

import pytest
from make import make_user
from make_act import make_activity
from sqlalchemy import select

from kb.accounts.users import Role
from kb.activities import stepping
from kb.activities.activities import Activity, Progress
from kb.db import db
from kb.errors import Conflict, DomainError, NotAllowed
from kb.publishing import workflow
from kb.publishing.audit import AuditEvent
from kb.publishing.revisions import latest

pytestmark = pytest.mark.usefixtures("november")

CANCEL = {"cancelled_because": "台风红色预警"}


@pytest.fixture
def fair(keep, editor):
    """An activity of the park, announced and published, on a day that has come."""

    def made():
        return make_activity(
            author=db.session.merge(editor), progress="announced", member="rizhao-park"
        )

    return keep(made)


def read(app, activity):
    with app.app_context():
        found = db.session.get(Activity, activity.id)
        return found.progress, latest(found).state.value, found.version


def step(fair, name):
    return f"/activities/{fair.number}/steps/{name}"


def test_readers_see_a_step_once_it_is_published(context):
    author, reviewer = make_user(), make_user()
    activity = make_activity(author=author, progress="announced")
    stepping.propose_step(activity, Progress.HELD, {}, author, activity.version)
    assert activity.progress is Progress.ANNOUNCED
    workflow.publish(activity, reviewer)
    assert activity.progress is Progress.HELD
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-3:] == ["save", "submit", "publish"]


def test_a_step_keeps_what_an_open_draft_has_changed(context):
    author, reviewer = make_user(), make_user()
    activity = make_activity(author=author, progress="announced")
    content = stepping.newest(activity) | {"place": "会展中心"}
    workflow.save(activity, author, content)
    stepping.propose_step(activity, Progress.HELD, {}, author, activity.version)
    workflow.publish(activity, reviewer)
    assert (activity.place, activity.progress) == ("会展中心", Progress.HELD)


def test_the_order_itself_refuses_strangers_wrong_steps_and_stale_versions(context):
    author, other = make_user(), make_user(Role.EXPERT)
    activity = make_activity(author=author, progress="announced")
    with pytest.raises(NotAllowed):
        stepping.propose_step(activity, Progress.HELD, {}, other, activity.version)
    with pytest.raises(Conflict):
        stepping.propose_step(activity, Progress.REPORTED, {}, author, activity.version)
    with pytest.raises(DomainError):
        stepping.propose_step(activity, Progress.CANCELLED, {}, author, activity.version)
    with pytest.raises(Conflict):
        stepping.propose_step(activity, Progress.CANCELLED, CANCEL, author, activity.version - 1)


def test_of_two_who_step_at_once_the_second_meets_a_change_under_review(context):
    author = make_user()
    activity = make_activity(author=author, progress="announced")
    version = activity.version
    stepping.propose_step(activity, Progress.CANCELLED, CANCEL, author, version)
    assert stepping.steps_for(author, activity) == []
    with pytest.raises(Conflict):
        stepping.propose_step(activity, Progress.HELD, {}, author, activity.version)


def test_from_button_to_face(app, browse, editor, staff, fair):
    page = browse(editor).page(f"/activities/{fair.number}")
    assert page.select_one(f"a[href='{step(fair, 'held')}']")
    form = browse(editor).page(step(fair, "held")).select_one("form.step-form")
    given = {"version": form.select_one("[name=version]")["value"], "starts_on": "2026-03-13"}
    answer = browse(editor).post(step(fair, "held"), given | {"precision": "day", "place": "礼堂"})
    assert answer.location == f"/activities/{fair.number}"
    assert read(app, fair)[:2] == (Progress.ANNOUNCED, "submitted")
    browse(staff).post(f"/activities/{fair.number}/publish")
    assert "2026年3月13日" in browse().page(f"/activities/{fair.number}").main.get_text()
    assert read(app, fair)[:2] == (Progress.HELD, "published")


def test_a_wrong_report_stands_beside_its_field_and_keeps_what_was_typed(browse, editor, keep):
    def held():
        author = db.session.merge(editor)
        return make_activity(author=author, progress="held", member="rizhao-park")

    activity = keep(held)
    version = {"version": str(activity.version)}
    wrong = browse(editor).post(
        step(activity, "reported"), version | {"figures": "参会企业 | 很多", "report": "成效显著"}
    )
    assert wrong.status_code == 422
    assert "“很多”看不出是什么数" in wrong.text
    assert "成效显著" in wrong.text
    empty = browse(editor).post(step(activity, "reported"), version)
    assert empty.status_code == 422
    assert "至少要有数字或文字" in empty.text


def test_a_stale_step_keeps_both_texts(app, browse, editor, staff, fair):
    words = {"version": str(fair.version), "cancelled_because": "场地停用"}
    browse(editor).post(step(fair, "cancelled"), {"version": words["version"], **CANCEL})
    browse(staff).post(f"/activities/{fair.number}/return", {"reason": "请核实"})
    stale = browse(editor).post(step(fair, "cancelled"), words)
    # The first is an open draft now: it is cancelled there, so the step does not follow.
    assert stale.status_code == 409
    assert read(app, fair)[0] is Progress.ANNOUNCED


def test_a_version_that_has_passed_shows_what_is_stored(browse, editor, keep, fair, app):
    with app.app_context():
        found, person = db.session.get(Activity, fair.id), db.session.merge(editor)
        workflow.save(found, person, stepping.newest(found) | {"place": "新会场"})
        db.session.commit()
    given = {"version": str(fair.version), "starts_on": "2026-03-12", "precision": "day"}
    stale = browse(editor).post(step(fair, "held"), given | {"place": "旧会场"})
    assert stale.status_code == 409
    assert "新会场" in stale.text
    assert "旧会场" in stale.text


def test_strangers_get_no_step(browse, keep, stranger, fair):
    assert browse(stranger).get(step(fair, "held")).status_code == 403
    assert "/steps/" not in browse(stranger).get(f"/activities/{fair.number}").text
    draft = keep(make_activity, published=False)
    hidden = f"/activities/draft-{draft.id}/steps/held"
    assert browse(stranger).get(hidden).status_code == 404
    assert browse().get(hidden).location.startswith("/sign-in")


def test_a_step_of_another_name_is_not_there(browse, editor, fair):
    assert browse(editor).get(step(fair, "planned")).status_code == 404
