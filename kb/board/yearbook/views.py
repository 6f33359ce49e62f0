"""The yearbook on demand: choose year and chapters, take it as Word, PDF or on paper."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb.accounts.sign_in import current_user, public
from kb.activities import counting
from kb.board.yearbook.chapters import NONE, document
from kb.board.yearbook.chapters import chapters as all_chapters
from kb.board.yearbook.gathering import material
from kb.clock import today
from kb.office.official import OfficialDocument, Paragraph
from kb.web import papers
from kb.web.fields import FIRST_YEAR, LAST_YEAR

bp = Blueprint("yearbook", __name__)


@bp.get("/yearbook")
@public
def this_year() -> ResponseReturnValue:
    """The year asked for, else the present one."""
    given = request.args.get("year", "")[:4]
    year = int(given) if given.isascii() and given.isdigit() else today().year
    return redirect(f"/yearbook/{min(max(year, FIRST_YEAR), LAST_YEAR)}")


@bp.get("/yearbook/<int:year>")
@public
def contents(year: int) -> ResponseReturnValue:
    """What is in it, before it is drawn."""
    _check(year)
    reader = current_user()
    found = all_chapters(material(year, reader))
    return render_template(
        "board/yearbook/contents.html",
        year=year,
        years=sorted({*counting.years(reader), today().year, year}, reverse=True),
        chapters=[(key, title, _size(blocks)) for key, title, blocks in found],
    )


@bp.get("/yearbook/<int:year>/whole.<extension>")
@public
def as_file(year: int, extension: str) -> Response:
    """Word or PDF, with the chapters asked for."""
    return papers.sent(_paper(year), extension)


@bp.get("/yearbook/<int:year>/whole/print")
@public
def as_page(year: int) -> str:
    return papers.page(_paper(year))


def _paper(year: int) -> OfficialDocument:
    _check(year)
    found = material(year, current_user())
    every = [key for key, _title, _blocks in all_chapters(found)]
    wanted = [key for key in request.args.getlist("chapter") if key in every] or every
    return document(found, wanted, today())


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)


def _size(blocks: Sequence[object]) -> int:
    """How many paragraphs tell something."""
    return sum(1 for block in blocks if isinstance(block, Paragraph) and block.text != NONE)
