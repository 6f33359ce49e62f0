"""Word in: an uploaded .docx becomes a draft, after a look at what will be in it."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog.files import cabinet
from kb.catalog.kind import RecordKind
from kb.catalog.loading import divided
from kb.catalog.page import safe_html
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.office import confined
from kb.office.file_types import FileType
from kb.office.refusals import Refusal, Unfit
from kb.publishing import attaching, workflow
from kb.publishing.permissions import may_create, require
from kb.publishing.reception import Received, Refused, keep_picture, receive, spooled
from kb.publishing.records import Record
from kb.publishing.stores import Missing
from kb.text.markdown_limits import refuse
from kb.web.sanity import takes_files

bp = Blueprint("word_in", __name__)

VALID = 3600
"""Seconds between the look and the draft."""
LONGEST_TITLE = 200
_PICTURE = re.compile(r"(!\[[^\]\n]{0,200}\]\()picture:(\d{1,3})\)")
_NUMBERED = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．\s]*")


@bp.route("/<kind:kind>/from-word", methods=["GET", "POST"])
@takes_files
def begin(kind: RecordKind) -> ResponseReturnValue:
    """Choose the file, then look at what the draft would hold."""
    author = require_user()
    require(may_create(author, kind.model))
    if request.method == "POST":
        return _look(kind, author)
    return render_template("catalog/from_word.html", kind=kind, problem="")


def _look(kind: RecordKind, author: User) -> ResponseReturnValue:
    """Nothing is saved but the file itself, which waits an hour."""
    author_id = author.id
    db.session.rollback()  # Nothing is written yet, and reading takes its time.
    try:
        source = _received(request.files.get("file"))
        read = _read(source)
    except DomainError as problem:
        page = render_template("catalog/from_word.html", kind=kind, problem=str(problem))
        return page, problem.status
    return _preview(kind, source, read, author_id)


@bp.post("/<kind:kind>/from-word/draft")
def start(kind: RecordKind) -> ResponseReturnValue:
    """Begin the draft with what was looked at."""
    author = require_user()
    require(may_create(author, kind.model))
    source = _ticket(request.form.get("ticket", ""), author)
    db.session.rollback()
    read = _read(source)
    pictures = _kept(read["pictures"], source.name)
    title = " ".join(request.form.get("title", "").split())[:LONGEST_TITLE]
    content = _content(kind, title, read["markdown"], source.name)
    record = _drafted(kind, author, content, pictures)
    if request.form.get("keep"):
        attaching.attach(record, author, source, cabinet().limits)
    return redirect(f"/{kind.slug}/{record.address}/edit", 303)


def _received(file: FileStorage | None) -> Received:
    if file is None or not file.filename:
        raise DomainError(_("Choose a file first."))
    if not file.filename.lower().endswith(".docx"):
        raise DomainError(_("A file of Word (.docx) is needed. Save older ones as .docx."))
    return receive(file.filename, file.stream, cabinet())


def _read(source: Received) -> dict[str, Any]:
    """The text as Markdown and the pictures, read by a confined process. Raises Refused."""
    here = cabinet()
    try:
        with (
            here.store.open(source.sha256) as content,
            spooled(content, here.limits.file) as file,
        ):
            read = confined.run("kb.office.word:converted", path=file.name)
    except Unfit as unfit:
        raise Refused(unfit.refusal, source.name) from unfit
    except Missing:
        raise Conflict(_("The file is not there any more. Choose it once more.")) from None
    if not read["markdown"]:
        raise Refused(Refusal.EMPTY, source.name)
    return read


def _preview(
    kind: RecordKind, source: Received, read: Mapping[str, Any], author_id: int
) -> ResponseReturnValue:
    title, parts = _parts(kind, read["markdown"], source.name)
    sections = [
        {"heading": str(kind.field_label(name)), "html": safe_html(parts[name])}
        for name in kind.model.text_fields
        if parts.get(name)
    ]
    asked = {
        "author": author_id,
        "name": source.name,
        "size": source.size,
        "sha256": source.sha256,
    }
    return render_template(
        "catalog/from_word_preview.html",
        kind=kind,
        name=source.name,
        title=title,
        sections=sections,
        missing=[
            str(kind.field_label(name))
            for heading, name in kind.model.headings.items()
            if not parts.get(name)
        ],
        pictures=[f"data:image/webp;base64,{each['thumbnail']}" for each in read["pictures"]],
        ticket=_signer().dumps(asked),
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="word-in")


def _ticket(given: str, author: User) -> Received:
    """The file that this person has looked at, within the hour. Raises Conflict."""
    try:
        asked = _signer().loads(given, max_age=VALID)
    except BadData:
        asked = {}
    if asked.get("author") != author.id:
        raise Conflict(_("The file is not there any more. Choose it once more."))
    return Received(asked["name"], FileType.DOCX, asked["size"], asked["sha256"])


def _parts(kind: RecordKind, markdown: str, name: str) -> tuple[str, dict[str, str]]:
    """Title and texts by field: by the kind's headings where it has some, else all in one."""
    title, body = _titled(markdown, PurePosixPath(name).stem)
    if not kind.model.headings:
        return title, {kind.model.text_fields[0]: body}
    lines = [_heading(line, kind.model.headings) or line for line in body.split("\n")]
    return title, divided("\n".join(lines), kind)


def _titled(markdown: str, otherwise: str) -> tuple[str, str]:
    """The first line is the title when it is a heading, or short and no sentence."""
    first, _line_end, rest = markdown.partition("\n")
    words = first.strip("#* ").strip()
    is_title = first.startswith("# ") or (
        len(words) <= 60 and not re.search(r"[。；：|!\[]", words)
    )
    if words and is_title and not _NUMBERED.match(words):
        return words[:LONGEST_TITLE], rest.strip()
    return otherwise[:LONGEST_TITLE], markdown


def _heading(line: str, headings: Mapping[str, str]) -> str:
    """`## 做法` for a line that is a heading of the kind, also as 二、主要做法： or in bold."""
    marked = line.startswith("#") or line.startswith("**")
    words = _NUMBERED.sub("", line.strip("#* ").strip()).rstrip("：: *").strip()
    if not words or len(words) > 12:
        return ""
    for heading in headings:
        if words == heading or (marked and (words.endswith(heading) or words.startswith(heading))):
            return f"## {heading}"
    return ""


def _content(kind: RecordKind, title: str, markdown: str, name: str) -> dict[str, Any]:
    """What the first draft holds. Raises DomainError for a text that no page could show."""
    found, parts = _parts(kind, markdown, name)
    for text in parts.values():
        reason = refuse(text)
        if reason is not None:
            raise DomainError(_(reason))
    return {"title": title or found, **parts}


def _kept(pictures: list[dict[str, Any]], name: str) -> list[Received]:
    stem = PurePosixPath(name).stem[:200]
    return [
        keep_picture(f"{stem}-{number}.{each['type']}", each, cabinet())
        for number, each in enumerate(pictures, start=1)
    ]


def _drafted(
    kind: RecordKind, author: User, content: dict[str, Any], pictures: list[Received]
) -> Record:
    """The draft with its pictures; only they know the addresses that its text names."""
    own: dict[str, Any] = {"member": author.member, "themes": [], "tags": []}
    record = workflow.create(kind.model, author, own | content)
    addresses = [
        attaching.attach(record, author, each, cabinet().limits).address for each in pictures
    ]
    if addresses:
        placed = {name: _placed(content[name], addresses) for name in content}
        workflow.save(record, author, own | placed)
    return record


def _placed(text: str, addresses: list[str]) -> str:
    """The text with each picture where it now is."""

    def address(found: re.Match[str]) -> str:
        place = int(found[2]) - 1
        return f"{found[1]}{addresses[place]}/picture)" if 0 <= place < len(addresses) else ""

    return _PICTURE.sub(address, text)
