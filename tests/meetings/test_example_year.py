"""The example year: made by one command, marked, and taken away whole by another."""

from collections import Counter
from datetime import timedelta

import pytest
from make import make_record, make_user
from sqlalchemy import inspect, select, text

from kb.accounts.users import Role, User
from kb.alliance import charter, examples, terms
from kb.alliance.terms import Term
from kb.clock import today
from kb.db import db
from kb.libraries.projects import Project
from kb.meetings import adding
from kb.meetings.agenda import AgendaItem
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp, FollowUpReport
from kb.meetings.meetings import Manner, Meeting, MeetingKind, MeetingState
from kb.meetings.minutes import Minutes
from kb.meetings.resolutions import Resolution, Result
from kb.office.file_types import FileType
from kb.publishing import audit
from kb.publishing.attachments import Attachment
from kb.publishing.links import RecordLink
from kb.publishing.notices import Notice
from kb.publishing.receipts import ReceiptRequest
from kb.publishing.records import Record
from kb.publishing.subscriptions import Subscription

KEPT = {"number_series", "site_version", "search_change"}
"""Numbers are never given twice; the others say that something has changed."""


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["kb", *words])


@pytest.fixture
def year(run):
    """A site with its content and the example."""
    assert run("init").exit_code == 0
    made = run("demo", "governance")
    assert made.exit_code == 0, made.output


def rows(app):
    """All rows of all tables as text."""
    with app.app_context():
        names = set(inspect(db.engine).get_table_names()) - KEPT
        return {
            name: sorted(map(repr, db.session.execute(text(f'SELECT * FROM "{name}"'))))
            for name in names
        }


def test_the_year_has_a_plenary_two_meetings_a_written_vote_and_published_minutes(year, context):
    meetings = db.session.scalars(select(Meeting)).all()
    written = [each for each in meetings if each.manner is Manner.WRITTEN]
    kinds = Counter(each.kind for each in meetings if each not in written)
    assert (kinds[MeetingKind.PLENARY], kinds[MeetingKind.COUNCIL], len(written)) == (1, 2, 1)
    assert {each.state for each in meetings} == {MeetingState.PUBLISHED}
    assert all("示例" in each.title for each in meetings)
    assert {each.meeting_id for each in db.session.scalars(select(Minutes))} == {
        each.id for each in meetings
    }
    assert terms.presiding(today()) is not None
    results = db.session.scalars(select(Resolution.result)).all()
    assert Result.PASSED in results
    assert db.session.scalar(select(FollowUp.id).limit(1)) is not None


def test_the_example_is_made_once(app, run, year):
    before = rows(app)
    again = run("demo", "governance")
    assert (again.exit_code, "kb demo clear" in again.output) == (1, True)
    assert rows(app) == before


def test_a_site_with_terms_of_its_own_takes_no_example(app, run, keep):
    assert run("init").exit_code == 0
    keep(own_term)
    before = rows(app)
    made = run("demo", "governance")
    assert made.exit_code == 1
    assert rows(app) == before


def own_term():
    term = Term(city_slug="rizhao", starts_on=today(), ends_on=today() + timedelta(days=300))
    db.session.add(term)
    db.session.flush()
    return term


def test_clearing_leaves_the_tables_as_they_were(app, run):
    run("init")
    before = rows(app)
    assert run("demo", "governance").exit_code == 0
    assert rows(app) != before
    assert run("demo", "clear").exit_code == 0
    assert rows(app) == before


def test_after_clearing_nothing_of_it_is_found(app, run, year, browse):
    with app.app_context():
        number = db.session.scalar(select(Minutes.number).limit(1))
        assert charter.value_on("council_quorum", today()) == "2/3"
    found = browse().get("/api/v1/search?q=示例&kind=minutes").json
    assert found["records"]
    assert run("demo", "clear").exit_code == 0
    assert browse().get("/api/v1/search?q=示例").json["records"] == []
    assert browse().get(f"/minutes/{number}").status_code == 404
    assert "示例" not in browse().get("/meetings").text
    with app.app_context():
        assert charter.value_on("council_quorum", today()) == ""
        assert not examples.are_there()
        assert (
            db.session.scalar(select(User.id).where(User.email.like("%@example.invalid"))) is None
        )


def test_what_people_added_to_the_example_goes_and_what_is_theirs_stays(app, run):
    run("init")
    with app.app_context():
        person, own = make_user(Role.SECRETARIAT), make_record(Project)
        db.session.commit()
        ids = (person.id, own.id)
    before = rows(app)
    assert run("demo", "governance").exit_code == 0
    with app.app_context():
        add_to_example(db.session.get(User, ids[0]), db.session.get(Record, ids[1]))
        db.session.commit()
    assert run("demo", "clear").exit_code == 0
    after = rows(app)
    gone = {name: set(before[name]) - set(after[name]) for name in before}
    assert {name: lost for name, lost in gone.items() if lost} == {}
    new = {name: set(after[name]) - set(before[name]) for name in before}
    assert {name: more for name, more in new.items() if more and name != "job"} == {}


def add_to_example(person, own):
    """A report with proof, an item, papers, a follower, a receipt, a relation, an addendum, and
    what tells of it.
    """
    meeting = db.session.scalar(select(Meeting).limit(1))
    record = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting.id).limit(1))
    task = db.session.scalar(select(FollowUp).limit(1))
    file = {"type": FileType.TXT, "size": 1, "sha256": "0" * 64, "uploader_id": person.id}
    report = FollowUpReport(follow_up=task, text="已办", record=own, author=person)
    item = AgendaItem(body_id=meeting.body_id, meeting=meeting, title="补充议题")
    item.proposer_id = person.id
    resolution = Resolution(body_id=meeting.body_id, meeting=meeting, title="补充决议")
    later = FollowUp(body_id=meeting.body_id, resolution=resolution, task="补充督办")
    made = [report, item, resolution, later]
    made += [MeetingFile(report=report, name="证明.txt", **file)]
    made += [MeetingFile(item=item, name="材料.txt", **file)]
    made += [Attachment(record=record, name="附件.txt", **file)]
    made += [Subscription(user_id=person.id, subject="record", value="1", record_id=record.id)]
    made += [ReceiptRequest(record_id=record.id, asked_by_id=person.id)]
    made += [RecordLink(from_id=own.id, to_id=record.id, relation="cites")]
    made += [Notice(user_id=person.id, event="convened", facts={"href": meeting.address})]
    db.session.add_all(made)
    db.session.flush()
    audit.log(person, "propose-item", item.title, item=item.id, meeting=meeting.id)
    adding.add(record, person, "时间应为九点三十分。", "笔误", is_closed=False)
