"""Files change with the record: what is added or removed waits for the next publication."""

import os
from datetime import timedelta
from io import BytesIO

import pytest
from documents import photo
from make import content, make_attachment, make_member, make_record, make_theme, make_user

from kb.accounts.users import Role
from kb.clock import utcnow
from kb.db import db
from kb.errors import Conflict, NotAllowed
from kb.libraries.projects import Project
from kb.publishing import attaching, keeping, workflow
from kb.publishing.around import around
from kb.publishing.attaching import Description, TooMuch
from kb.publishing.attachments import CURRENT, SHOWN, Attachment, Reading, Standing, of_record
from kb.publishing.links import Relation, link
from kb.publishing.permissions import may_download
from kb.publishing.reception import Limits, Refused, receive, safe_name
from kb.publishing.records import Visibility
from kb.publishing.revisions import State, latest
from kb.publishing.stores import FolderStore

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def author():
    return make_user(Role.PARK_EDITOR, member=make_member().slug)


@pytest.fixture
def draft(author):
    return make_record(Project, author=author, published=False)


@pytest.fixture
def attach(cabinet, author):
    """`attach(record, name, text)` as the author."""

    def run(record, name="说明.txt", text="园区", by=None):
        received = receive(name, BytesIO(text.encode()), cabinet)
        return attaching.attach(record, by or author, received, cabinet.limits)

    return run


def publish(record, author):
    workflow.submit(record, author)
    workflow.publish(record, make_user())


def names(record, *standings):
    return [each.name for each in of_record(record, *standings)]


def test_files_of_a_draft_are_published_with_it(draft, author, attach):
    attach(draft)
    assert names(draft, *SHOWN) == []
    publish(draft, author)
    assert names(draft, *SHOWN) == ["说明.txt"]


def test_what_is_added_to_a_published_record_waits_and_opens_a_change(draft, author, attach):
    publish(draft, author)
    version = draft.version
    made = attach(draft)
    assert made.standing is Standing.PENDING
    assert latest(draft).state is State.DRAFT
    assert draft.version == version, "an open form could not be saved any more"
    publish(draft, author)
    assert made.standing is Standing.LIVE


def test_what_is_removed_from_a_published_record_stays_until_the_next_publication(
    draft, author, attach
):
    made = attach(draft)
    publish(draft, author)
    attaching.remove(made, author)
    assert names(draft, *SHOWN) == ["说明.txt"]
    attaching.keep(made, author)
    assert made.standing is Standing.LIVE
    attaching.remove(made, author)
    publish(draft, author)
    assert names(draft, *SHOWN) == []
    assert names(draft, Standing.REMOVED) == ["说明.txt"]


def test_a_new_file_of_the_same_name_replaces_the_old_one_when_it_is_published(
    draft, author, attach
):
    first = attach(draft, text="第一版")
    publish(draft, author)
    attaching.describe(first, make_user(), Description("会议纪要", Visibility.ALLIANCE))
    second = attach(draft, text="第二版")
    assert (second.edition, second.caption) == (2, "会议纪要")
    assert second.visibility is Visibility.ALLIANCE
    assert first.standing is Standing.LIVE
    publish(draft, author)
    assert (first.standing, second.standing) == (Standing.REPLACED, Standing.LIVE)


def test_a_waiting_file_is_replaced_at_once(draft, attach):
    first, second = attach(draft, text="第一版"), attach(draft, text="第二版")
    assert (first.standing, second.standing) == (Standing.REPLACED, Standing.PENDING)


def test_the_same_file_ten_times_is_one(draft, attach):
    assert len({attach(draft).id for _turn in range(10)}) == 1


def test_while_a_change_is_under_review_its_files_stay_as_they_are(draft, author, attach):
    made = attach(draft)
    workflow.submit(draft, author)
    with pytest.raises(Conflict):
        attach(draft, name="又.txt")
    with pytest.raises(Conflict):
        attaching.remove(made, author)
    with pytest.raises(Conflict):
        attaching.describe(made, author, Description("大厅"))


def test_text_saved_after_a_file_keeps_both(draft, author, attach):
    publish(draft, author)
    version = draft.version
    attach(draft)
    workflow.save(draft, author, content(Project, title="新标题"), version)
    publish(draft, author)
    assert (draft.title, names(draft, *SHOWN)) == ("新标题", ["说明.txt"])


def test_nobody_else_attaches_or_removes(draft, attach):
    stranger = make_user(Role.PARK_EDITOR, member=None)
    made = attach(draft)
    with pytest.raises(NotAllowed):
        attach(draft, by=stranger)
    with pytest.raises(NotAllowed):
        attaching.remove(made, stranger)


def test_what_readers_see_is_described_by_the_staff_alone(draft, author, attach):
    made = attach(draft)
    attaching.describe(made, author, Description("大厅"))
    publish(draft, author)
    with pytest.raises(NotAllowed):
        attaching.describe(made, author, Description("别的"))
    attaching.describe(made, make_user(), Description("服务大厅", position=7))
    assert (made.caption, made.position) == ("服务大厅", 7)


class TestLimits:
    def test_of_one_file(self, cabinet, author):
        with pytest.raises(Refused) as found:
            receive("大.txt", BytesIO(b"x" * (cabinet.limits.file + 1)), cabinet)
        assert "大.txt" in str(found.value)

    def test_of_the_number_and_of_all_together(self, draft, author, cabinet):
        for number, limits in enumerate([Limits(100, 1, 1000), Limits(100, 30, 12)]):
            record = make_record(Project, author=author, published=False)
            first = receive("一.txt", BytesIO(b"12345678"), cabinet)
            again = receive("二.txt", BytesIO(b"123456789"), cabinet)
            attaching.attach(record, author, first, limits)
            with pytest.raises(TooMuch):
                attaching.attach(record, author, again, limits)
            assert len(of_record(record, *CURRENT)) == 1, number


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("会议纪要（第三次）.pdf", "会议纪要（第三次）.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\王\\案例.docx", "案例.docx"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie: x=1.txt"),
        ("a\0b.txt", "ab.txt"),
        ("纪要\u202efdp.exe.txt", "纪要fdp.exe.txt"),
        ('"><img src=x onerror=alert(1)>{{7*7}}.txt', '"><img src=x onerror=alert(1)>{{7*7}}.txt'),
        ("'; DROP TABLE record; --.txt", "'; DROP TABLE record; --.txt"),
    ],
)
def test_a_name_stays_as_it_is_as_far_as_it_is_harmless(given, kept):
    assert safe_name(given) == kept


@pytest.mark.parametrize("name", ["长" * 300 + ".txt", "", "..", "/", "\r\n"])
def test_a_name_that_no_file_can_have_is_refused(cabinet, name):
    with pytest.raises(Refused):
        receive(name, BytesIO(b"x"), cabinet)


def test_a_photo_is_kept_without_what_the_camera_wrote(draft, author, cabinet):
    received = receive("照片.png", BytesIO(photo()), cabinet)
    assert received.name == "照片.jpg"
    with cabinet.store.open(received.sha256) as kept:
        assert b"SecretCamera" not in kept.read()
    assert received.thumbnail


class TestReading:
    def test_the_text_of_a_file_is_kept_beside_it(self, draft, author, cabinet):
        made = make_attachment(draft, author, cabinet, content="海洋牧场".encode())
        assert (made.reading, made.text) == (Reading.DONE, "海洋牧场")

    def test_a_file_that_cannot_be_read_stays_a_file(self, draft, author, cabinet):
        made = make_attachment(draft, author, cabinet, "坏.pdf", b"%PDF-1.4 broken")
        assert (made.reading, made.text) == (Reading.FAILED, "")

    def test_a_file_that_is_gone_is_nothing_to_read(self, cabinet):
        keeping.reader(cabinet.store, 100)({"attachment": 12345}, None)


class TestClearing:
    def test_only_what_no_row_names_and_nobody_just_brought_is_removed(
        self, draft, author, cabinet
    ):
        make_attachment(draft, author, cabinet, "图.jpg", photo())
        db.session.commit()
        cabinet.store.keep(BytesIO(b"orphan"))
        assert keeping.clear(cabinet.store, utcnow() - timedelta(hours=1)) == 0
        assert keeping.clear(cabinet.store, utcnow() + timedelta(hours=1)) == 1
        assert len(list(cabinet.store.held())) == 2


# Who may download what: the record's visibility, the file's own, and four people.
PEOPLE = {
    "visitor": None,
    "expert": (Role.EXPERT, None),
    "other park": (Role.PARK_EDITOR, "other"),
    "own park": (Role.PARK_EDITOR, "rizhao-park"),
    "council": (Role.COUNCIL_MEMBER, None),
    "secretariat": (Role.SECRETARIAT, None),
}
EVERYBODY = set(PEOPLE)
INSIDE = {"other park", "own park", "council", "secretariat"}
OWN = {"own park", "secretariat"}
MATRIX = {
    ("public", "public"): EVERYBODY,
    ("public", "alliance"): INSIDE,
    ("public", "council"): {"own park", "council", "secretariat"},
    ("public", "member"): OWN,
    ("public", "secretariat"): {"secretariat"},
    ("alliance", "public"): INSIDE,
    ("member", "public"): OWN,
    ("member", "alliance"): OWN,
    ("council", "member"): {"secretariat"},
    ("secretariat", "public"): {"secretariat"},
}


@pytest.fixture
def people(park):
    make_member("other", "另一个园区")
    return {name: made and make_user(made[0], member=made[1]) for name, made in PEOPLE.items()}


@pytest.mark.parametrize(("pair", "allowed"), MATRIX.items())
def test_a_file_is_never_read_more_widely_than_its_record(people, cabinet, pair, allowed):
    of_the_record, own = pair
    staff = make_user()
    record = make_record(Project, author=staff, member="rizhao-park", visibility=of_the_record)
    made = make_attachment(record, staff, cabinet, visibility=Visibility(own))
    assert {who for who, user in people.items() if may_download(user, made)} == allowed


@pytest.mark.parametrize("standing", [s for s in Standing if s not in SHOWN])
def test_what_is_not_published_is_seen_by_those_who_edit(people, cabinet, standing):
    staff = make_user()
    record = make_record(Project, author=staff, member="rizhao-park")
    made = make_attachment(record, staff, cabinet, standing=standing, live=False)
    assert {who for who, user in people.items() if may_download(user, made)} == OWN


def test_files_of_a_withdrawn_record_are_for_the_staff(people, cabinet):
    staff = make_user()
    record = make_record(Project, author=staff, member="rizhao-park")
    made = make_attachment(record, staff, cabinet)
    workflow.withdraw(record, staff, "有误")
    assert {who for who, user in people.items() if may_download(user, made)} == {"secretariat"}


def test_files_of_a_draft_are_for_its_author_and_the_staff(people, cabinet):
    author = people["own park"]
    draft = make_record(Project, author=author, member="rizhao-park", published=False)
    made = make_attachment(draft, author, cabinet, live=False)
    assert db.session.get(Attachment, made.id) is made
    assert {who for who, user in people.items() if may_download(user, made)} == OWN


def test_what_is_brought_once_more_while_the_store_is_cleared_stays(tmp_path):
    class Busy(FolderStore):
        """Somebody brings the content again just after the first look."""

        def held(self):
            found = list(super().held())
            self.keep(BytesIO(b"again"))
            return iter(found)

    store = Busy(tmp_path / "busy")
    key = store.keep(BytesIO(b"again"))
    path = tmp_path / "busy" / key[:2] / key
    os.utime(path, (0, 0))
    keeping.clear(store, utcnow() - timedelta(days=1))
    assert path.exists()


def test_one_question_tells_the_tags_and_whether_there_are_files_and_links(attach, author, draft):
    other = make_record(Project)
    tags = (draft.themes, draft.tags)
    assert around(draft) == (False, False, *tags)
    attach(draft)
    assert around(draft) == (False, True, *tags)
    link(draft, other, Relation.CITES, author)
    assert around(draft) == (True, True, *tags)
    make_theme("品牌宣传")
    tagged = make_record(Project, themes=["品牌宣传"], tags=["乙", "甲"])
    assert around(tagged).themes == ["品牌宣传"]
    assert sorted(around(tagged).tags) == ["乙", "甲"]
    assert around(other) == (True, False, [], [])
