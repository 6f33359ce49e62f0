"""Bundle: a whole meeting as one archive, as far as this reader may have it."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from io import BytesIO
from typing import IO

from sqlalchemy import select

from kb.accounts.users import User
from kb.alliance.cities import City
from kb.alliance.members import Member
from kb.db import db
from kb.meetings import documents, readable, sheets
from kb.meetings.invitations import of_meeting
from kb.meetings.meetings import Meeting
from kb.meetings.minutes import Minutes
from kb.meetings.rights import is_within
from kb.office.bundles import Entry, safe
from kb.office.official import OfficialDocument
from kb.office.official_files import words
from kb.publishing.permissions import is_out
from kb.publishing.stores import Missing, Store


def papers_of(reader: User | None, meeting: Meeting) -> Iterator[OfficialDocument]:
    """Every document of the meeting that this reader may have."""
    if readable.has_notice(reader, meeting):
        yield documents.notice_document(meeting, readable.items(reader, meeting))
    invited = of_meeting(meeting)
    if is_within(reader, meeting):
        yield sheets.attendance_sheet(meeting, invited)
    for record in readable.minutes_of(reader, meeting):
        yield minutes_paper(record)
    for resolution in readable.resolutions(reader, meeting):
        yield documents.resolution_document(resolution)
    if tasks := readable.follow_ups(reader, meeting):
        yield sheets.follow_up_list(meeting, tasks, unit_names())


def minutes_paper(record: Minutes) -> OfficialDocument:
    """These minutes, with who was there; marked while they are a draft."""
    invited = of_meeting(record.meeting) if record.meeting is not None else ()
    return documents.minutes_document(record, invited, is_draft=not is_out(record))


def unit_names() -> dict[str, str]:
    """Of cities and members by slug; in Chinese, as the papers are."""
    cities = db.session.execute(select(City.slug, City.name))
    members = db.session.execute(select(Member.slug, Member.name))
    return {row.slug: row.name for row in (*cities, *members)}


def entries(reader: User | None, meeting: Meeting, store: Store) -> list[Entry]:
    """The files of the archive. Everything that needs the database is asked here, at once."""
    papers = list(papers_of(reader, meeting))
    drawn = cache(partial(words, papers))  # All at once, when the first one's turn comes.
    found = [
        Entry(f"文件/{safe(paper.file_name)}.docx", partial(_drawn, drawn, number))
        for number, paper in enumerate(papers)
    ]
    files = [*readable.papers(reader, meeting)]
    for file in files:
        folder = "不公开材料" if file.is_closed else "会议材料"
        found.append(Entry(f"{folder}/{safe(file.name)}", partial(_kept, store, file.sha256)))
    held = {file.sha256 for file in files}
    for attachment in readable.attached(reader, readable.minutes_of(reader, meeting)):
        if attachment.sha256 not in held:
            key = attachment.sha256
            found.append(Entry(f"会议材料/{safe(attachment.name)}", partial(_kept, store, key)))
    return found


def _drawn(papers: Callable[[], list[bytes]], number: int) -> IO[bytes]:
    return BytesIO(papers()[number])


def _kept(store: Store, key: str) -> IO[bytes] | None:
    try:
        return store.open(key)
    except Missing:
        return None
