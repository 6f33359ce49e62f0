"""Feeds, deadlines and posters: activities where people keep their dates."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from make import content, make_user
from make_call import make_activity, make_list, person
from make_governance import make_setting
from sqlalchemy import select

from kb.accounts.users import Role
from kb.activities.activities import Activity, Precision, Progress
from kb.activities.calendar import feed
from kb.activities.signing_up import joining
from kb.board.deadlines import Asked, coming, own_entries, public_entries
from kb.board.moments import Kind
from kb.clock import today
from kb.db import db
from kb.publishing import workflow
from kb.publishing.records import Visibility

BASE = "https://kb.example.cn"


def events(data):
    return list(Calendar.from_ical(data).walk("VEVENT"))


def read(browse, address):
    answer = browse().get(address)
    assert answer.mimetype == "text/calendar"
    return events(answer.data)


def test_days_end_the_day_after_the_last_and_hours_are_those_of_shanghai(browse, keep):
    soon = today() + timedelta(days=3)
    keep(make_activity, title="多日", starts_on=soon, ends_on=soon + timedelta(days=2))
    keep(make_activity, title="半天", starts_on=soon, hours="09：00—11：30")
    found = {str(each["summary"]): each for each in read(browse, "/activities/feed/all.ics")}
    long, short = found["多日"], found["半天"]
    assert long["dtstart"].params["VALUE"] == "DATE"
    assert (long["dtend"].dt - long["dtstart"].dt).days == 3
    assert short["dtstart"].dt.isoformat() == f"{soon}T09:00:00+08:00"
    assert short["dtend"].dt.isoformat() == f"{soon}T11:30:00+08:00"


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("9:00-11:30", ("09:00", "11:30")),
        ("9时至11时30分", ("09:00", "11:30")),
        ("14:00", ("14:00", None)),
        ("14:00-9:00", ("14:00", None)),
        ("下午2:00-5:00", None),
        ("全天", None),
        ("25:00", None),
    ],
)
def test_hours_that_cannot_be_read_for_certain_make_a_whole_day(hours, expected):
    starts, ends = feed.span(make_activity(hours=hours))
    if expected is None:
        assert starts == today() + timedelta(days=7)
    else:
        assert f"{starts:%H:%M}" == expected[0]
        assert (f"{ends:%H:%M}" if ends else None) == expected[1]


def change(app, staff, number, **facts):
    """The activity is published anew with other facts."""
    with app.app_context():
        person = db.session.merge(staff)
        record = db.session.scalar(select(Activity).where(Activity.number == number))
        workflow.save(record, person, content(Activity, speakers=[], figures=[], **facts))
        workflow.submit(record, person)
        workflow.publish(record, person)
        db.session.commit()


def test_one_activity_keeps_its_identity_counts_its_changes_and_is_cancelled(
    app, browse, keep, staff
):
    number = keep(make_activity).number
    address = f"/activities/{number}/event.ics"
    before = read(browse, address)[0]
    facts = {"starts_on": today() + timedelta(days=9), "cancelled_because": "台风"}
    change(app, staff, number, progress=Progress.CANCELLED, **facts)
    after = read(browse, address)[0]
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert "台风" in after["description"]
    assert f"/activities/{number}" in after["url"]


def test_a_feed_holds_only_dates_to_keep(browse, keep):
    keep(make_activity, progress=Progress.PLANNED)
    keep(make_activity, precision=Precision.MONTH, starts_on=today().replace(day=1))
    keep(make_activity, starts_on=None)
    assert read(browse, "/activities/feed/all.ics") == []


def test_a_feed_has_a_short_address_for_every_filter(browse, keep, cities):
    keep(make_activity, city="rizhao", member="rizhao-park", title="日照论坛")
    keep(make_activity, city="qingdao", title="青岛论坛")
    page = browse().page("/activities/calendar?city=rizhao&kind=forum")
    address = page.select_one("#feed-address").get_text(strip=True)
    assert len(address) < 80
    found = read(browse, address[address.index("/activities") :])
    assert [str(each["summary"]) for each in found] == ["日照论坛"]
    for other in ("nowhere~~~", "~~~~", "rizhao", "", "~~dance~"):
        assert browse().get(f"/activities/feed/{other}.ics").status_code == 404


@pytest.mark.usefixtures("context")
def test_announced_activities_stand_among_the_dates_of_their_readers():
    make_activity(title="公开论坛")
    make_activity(title="内部论坛", visibility=Visibility.ALLIANCE)
    make_activity(title="计划论坛", progress=Progress.PLANNED)
    official = make_user(Role.COUNCIL_MEMBER)
    assert [each.title for each in coming(None, today(), Asked())] == ["公开论坛"]
    assert [each.title for each in coming(official, today(), Asked())] == ["公开论坛", "内部论坛"]
    assert [each.title for each in public_entries(today(), Asked(), BASE)] == ["公开论坛 · 活动"]


@pytest.mark.usefixtures("context")
def test_in_ones_own_calendar_stands_what_one_has_signed_up_for():
    user, mine = make_user(Role.COUNCIL_MEMBER), make_activity(title="我报名的")
    make_activity(title="别的")
    own = joining.sign_up(make_list(mine).activity, person(), user, "")
    assert [each.title for each in own_entries(user, today(), BASE)] == ["我报名的 · 活动"]
    joining.call_off(own, user)
    assert own_entries(user, today(), BASE) == []


@pytest.mark.usefixtures("context", "park")
def test_the_report_is_due_so_many_days_after_the_activity_and_late_after_that():
    held = {"progress": Progress.HELD, "city": "rizhao", "member": "rizhao-park"}
    make_activity(starts_on=today() - timedelta(days=31), **held)
    make_activity(starts_on=today() - timedelta(days=5), **held)
    make_activity(starts_on=today() - timedelta(days=5), **held | {"progress": Progress.REPORTED})
    editor = make_user(Role.PARK_EDITOR, member="rizhao-park", city="rizhao")
    late, soon = coming(editor, today(), Asked(member="rizhao-park"))
    assert (late.kind, late.is_late, soon.is_late) == (Kind.REPORT, True, False)
    assert soon.day == today() + timedelta(days=25)
    assert coming(None, today(), Asked()) == []


@pytest.mark.usefixtures("context")
def test_the_number_of_days_for_a_report_is_the_alliances():
    make_activity(starts_on=today() - timedelta(days=5), progress=Progress.HELD)
    fallback = coming(make_user(), today(), Asked())[0].rule
    make_setting("activity_report_days", value="10")
    moment = coming(make_user(), today(), Asked())[0]
    assert moment.day == today() + timedelta(days=5)
    assert moment.rule != fallback


def test_a_poster_leads_to_the_activity_and_reads_well_when_sent_on(browse, keep):
    activity = keep(make_activity, hours="09:00-11:30")
    page = browse().page(f"/activities/{activity.number}/poster")
    assert page.select_one("svg.qr")
    assert page.select_one(".poster__address").get_text().endswith(f"/activities/{activity.number}")
    assert "09:00-11:30" in page.select_one("meta[property='og:description']")["content"]
    assert page.select_one("meta[property='og:title']")["content"] == activity.title
    assert not page.select("main img[src]")


def test_a_poster_of_what_is_not_for_everybody_is_for_its_readers(browse, keep):
    hidden = keep(make_activity, visibility=Visibility.ALLIANCE)
    address = f"/activities/{hidden.number}/poster"
    assert browse().get(address).status_code == 404
    assert browse(keep(make_user, Role.COUNCIL_MEMBER)).get(address).status_code == 200
