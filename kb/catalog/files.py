"""Files: the one door through which the content of an attachment leaves the site."""

from typing import cast

from flask import Blueprint, abort, current_app, request, send_file
from werkzeug import Response

from kb.accounts.sign_in import current_user, public
from kb.db import db
from kb.office.file_types import FileType
from kb.publishing.attachments import Attachment
from kb.publishing.permissions import may_download
from kb.publishing.reception import Cabinet
from kb.publishing.stores import Missing

bp = Blueprint("files", __name__, url_prefix="/files")

POLICY = "default-src 'none'; sandbox"
"""Whatever a browser makes of a file, it runs nothing and reaches nothing."""
HIGHEST = 2**31 - 1


def cabinet() -> Cabinet:
    """Of the application that answers this request."""
    return cast(Cabinet, current_app.extensions["kb_cabinet"])


@bp.get("/<int:id>/download")
@public
def download(id: int) -> Response:
    """The file, to be saved under the name that its sender gave it."""
    found = find(id)
    return sent(found.sha256, found.type, found.name)


@bp.get("/<int:id>/picture")
@public
def picture(id: int) -> Response:
    """A picture as it stands in a text."""
    found = find(id)
    if not found.is_picture:
        abort(404)
    return sent(found.sha256, found.type)


@bp.get("/<int:id>/thumbnail")
@public
def thumbnail(id: int) -> Response:
    """The small one, in galleries and lists."""
    found = find(id)
    if not found.thumbnail:
        abort(404)
    return sent(found.thumbnail, FileType.WEBP)


def find(id: int) -> Attachment:
    """The attachment, or 404 for what does not exist and what this user may not read."""
    found = db.session.get(Attachment, id) if id <= HIGHEST else None
    if found is None or not may_download(current_user(), found):
        abort(404)
    return found


def sent(key: str, type: FileType, name: str = "") -> Response:
    """The content; with a name, as something to save. Pictures were drawn by this site itself."""
    try:
        content = cabinet().store.open(key)
    except Missing:
        current_app.logger.error("the store lacks %s", key)
        abort(404)
    response = send_file(
        content,
        mimetype=type.mime,
        as_attachment=bool(name),
        download_name=name or None,
        etag=key,
        conditional=False,
    )
    response.headers["Content-Security-Policy"] = POLICY
    size = content.seek(0, 2)
    content.seek(0)
    response.content_length = size
    return response.make_conditional(request, accept_ranges=True, complete_length=size)
