"""Attached: a record's files as its pages show them to this reader."""

from collections.abc import Sequence
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from kb.accounts.users import User
from kb.catalog.kind import RecordKind
from kb.office.file_types import ENDINGS
from kb.publishing.attaching import may_describe
from kb.publishing.attachments import CURRENT, Attachment, Standing, of_record
from kb.publishing.permissions import may_download, may_edit
from kb.publishing.records import Record, Visibility
from kb.publishing.revisions import State, latest

TONES = {Standing.PENDING: "sand", Standing.LEAVING: "coral"}


def attached(
    kind: RecordKind,
    record: Record,
    reader: User | None,
    messages: Sequence[tuple[str, str]] = (),
    has_files: bool = True,
) -> dict[str, Any]:
    """What `catalog/_attachments.html` draws. `messages` are (tone, sentence) of what was done;
    `has_files` is False of a record that is known to have none, of which its readers see nothing.
    """
    edits = may_edit(reader, record)
    if not edits and not has_files:
        return {}
    standings = () if edits else CURRENT
    files = of_record(record, *standings) if has_files else ()
    seen = [each for each in files if may_download(reader, each)]
    newest = latest(record) if edits else None
    locked = newest is not None and newest.state is State.SUBMITTED
    address = f"/{kind.slug}/{record.address}/attachments"
    current = [_file(each, reader, address) for each in seen if each.standing in CURRENT]
    return {
        "address": address,
        "edits": edits,
        "locked": locked,
        "messages": messages,
        "pictures": [each for each in current if each["thumbnail"]],
        "files": [each for each in current if not each["thumbnail"]],
        "earlier": [_file(each, reader, address) for each in seen if each.standing not in CURRENT],
        "endings": ",".join(ENDINGS),
        "visibilities": _visibilities() if edits else [],
    }


def _file(each: Attachment, reader: User | None, address: str) -> dict[str, Any]:
    published = each.record.published_at is not None
    return {
        "id": each.id,
        "name": each.name,
        "type": each.type.value,
        "size": worded_size(each.size),
        "href": f"{each.address}/download",
        "picture": f"{each.address}/picture" if each.is_picture else None,
        "thumbnail": f"{each.address}/thumbnail" if each.thumbnail else None,
        "caption": each.caption,
        "position": each.position,
        "edition": each.edition,
        "who": each.uploader.name if each.uploader else "",
        "when": each.uploaded_at,
        # Of a draft all files wait, which needs no word.
        "badge": str(each.standing.label) if published and each.standing in TONES else "",
        "standing": str(each.standing.label),
        "tone": TONES.get(each.standing, "plain"),
        "leaving": each.standing is Standing.LEAVING,
        "visibility": each.visibility.value,
        "narrowed": "" if each.visibility is Visibility.PUBLIC else str(each.visibility.label),
        "describable": may_describe(reader, each),
        "action": f"{address}/{each.id}",
    }


def _visibilities() -> list[tuple[str, str]]:
    """The record's own is the widest, so what is public stands for it."""
    others = [(each.value, str(each.label)) for each in Visibility if each is not Visibility.PUBLIC]
    return [(Visibility.PUBLIC.value, _("As the record")), *others]


def worded_size(size: int) -> str:
    """Bytes as people say it: 340 KB, 1.2 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{format_decimal(round(size / 1_000_000, 1))} MB"
