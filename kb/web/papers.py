"""Papers: an official document sent as Word or PDF, and as a page that prints as it should."""

from io import BytesIO

from flask import Response, abort, current_app, render_template, request, send_file
from flask_babel import gettext as _

from kb.errors import DomainError
from kb.office.bundles import safe
from kb.office.file_types import FileType
from kb.office.official import OfficialDocument
from kb.office.official_files import pdf, word
from kb.office.refusals import Refusal, Unfit


def sent(paper: OfficialDocument, extension: str) -> Response:
    """The document as a file of this kind, to be saved under its Chinese name."""
    if extension not in (FileType.DOCX, FileType.PDF):
        abort(404)
    kind = FileType(extension)
    try:
        if kind is FileType.DOCX:
            data = word(paper)
        else:
            data = pdf(paper, str(current_app.config["KB_FONTS"]))
    except Unfit as unfit:
        if unfit.refusal is not Refusal.TOO_MUCH:
            raise
        problem = _("This document is too long for a file. Open its page to print and print that.")
        raise DomainError(problem) from unfit
    name = f"{safe(paper.file_name)}.{extension}"
    return send_file(
        BytesIO(data), mimetype=kind.mime, as_attachment=True, download_name=name, etag=False
    )


def page(paper: OfficialDocument) -> str:
    """The document as a page that prints as it should; its files stand at the same address."""
    here, asked = request.path.removesuffix("/print"), request.query_string.decode()
    query = f"?{asked}" if asked else ""
    return render_template("web/paper.html", paper=paper, here=here, query=query)
