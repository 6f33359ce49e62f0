"""Timeline: the reports on a follow-up as its page shows them, as far as the reader may see."""

from typing import Any

from kb.accounts.users import User
from kb.catalog.attached import worded_size
from kb.catalog.page import entry
from kb.catalog.site import Site
from kb.meetings import evidence
from kb.meetings.files import MeetingFile
from kb.meetings.followups import FollowUp, FollowUpReport
from kb.publishing.permissions import may_name, may_read


def timeline(follow_up: FollowUp, reader: User, site: Site) -> list[dict[str, Any]]:
    """The newest report first, each with its record and files."""
    reports = evidence.reports_of(follow_up)
    files = evidence.files_of(reports)
    return [
        {
            "text": report.text,
            "by": report.author.display_name if report.author else "",
            "at": report.at,
            "record": _record(report, reader, site),
            "files": [_file(file) for file in files.get(report.id, [])],
        }
        for report in reports
    ]


def _file(file: MeetingFile) -> dict[str, str]:
    href = f"/follow-ups/files/{file.id}"
    return {"name": file.name, "href": href, "size": worded_size(file.size)}


def _record(report: FollowUpReport, reader: User, site: Site) -> dict[str, Any] | None:
    """Its name and address; of one that this reader may not see only that there is one."""
    record = report.record
    if record is None:
        return None
    holds = record.published_at is not None and record.withdrawn_at is None
    if not may_name(reader, record):
        holds = holds or not may_read(reader, record)
        return {"title": "", "href": "", "kind_label": "", "number": "", "holds": holds}
    return entry(site, record) | {"holds": holds}


def offered(words: str, reader: User, site: Site) -> list[dict[str, Any]]:
    """The records that these words find, to choose one as evidence."""
    return [entry(site, record) for record in evidence.found(words, reader)]
