"""Adoption of cases, from declaring it to the yearly showcase."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import current_user, public, require_user
from kb.alliance import names
from kb.catalog import views as catalog
from kb.catalog.site import site
from kb.clock import today
from kb.db import db
from kb.libraries.adopting import declaring, honours, showcase
from kb.libraries.adopting.forms import DeclarationForm, ResultForm
from kb.libraries.adopting.rights import is_of_unit, may_adopt, may_see
from kb.libraries.adopting.tables import table
from kb.libraries.adoptions import Adoption, AdoptionState
from kb.libraries.case_studies import CaseStudy
from kb.libraries.kinds import CASE_STUDIES
from kb.office.file_types import FileType
from kb.office.spreadsheets import workbook
from kb.publishing import drafts
from kb.publishing.permissions import is_staff, may_create, require
from kb.web import papers
from kb.web.downloads import attachment
from kb.web.fields import FIRST_YEAR, LAST_YEAR, render_form

bp = Blueprint("adopting", __name__)


@bp.route("/libraries/case-studies/<address>/adopt", methods=["GET", "POST"])
def adopt(address: str) -> ResponseReturnValue:
    """A park declares that it uses the case, or declares it anew."""
    author, case = require_user(), _case(address)
    members = may_adopt(author, case)
    require(bool(members))
    one = members[0].slug if len(members) == 1 else None
    before = declaring.of_member(case, one) if one else None
    if before is not None and before.state not in declaring.OPEN:
        return redirect(f"/adoptions/{before.id}", 303)
    form = DeclarationForm(data={**_said(before), "member": one})
    form.owner = case.member
    if form.validate_on_submit():
        adoption = declaring.declare(case, form.declaration, author)
        flash(_("Declared. It is shown once the secretariat has confirmed it."), "success")
        return redirect(f"/adoptions/{adoption.id}", 303)
    page = {"case": case, "kind": CASE_STUDIES, "before": before, "only": bool(one)}
    return render_form("libraries/adopting/adopt.html", form, **page)


def _said(before: Adoption | None) -> dict[str, Any]:
    """What was declared before, to be corrected."""
    said = ("began_on", "scope", "effort", "result")
    return {name: getattr(before, name) for name in said} if before else {"began_on": today()}


@bp.get("/adoptions")
@public
def index() -> str:
    """The honour list by member and year, and what waits for somebody."""
    reader = current_user()
    offered, asked = honours.years(reader), request.args.get("year", "")
    year = int(asked) if asked in {str(each) for each in offered} else None
    return render_template(
        "libraries/adopting/index.html",
        years=offered,
        year=year,
        honours=honours.honours(year, reader),
        adoptions=honours.in_year(year, reader),
        waiting=honours.waiting(reader),
        decides=is_staff(reader),
        members=names.member_names(),
        kind=CASE_STUDIES,
        this_year=today().year,
    )


@bp.get("/adoptions.xlsx")
def as_table() -> Response:
    """Every adoption in any state, for the secretariat."""
    staff = require_user()
    require(is_staff(staff))
    sheet = table(honours.all_of_them(staff), names.member_names())
    return attachment(workbook([sheet]), sheet.name)


@bp.get("/adoptions/<int:id>")
@public
def page(id: int) -> ResponseReturnValue:
    """One adoption, with what its unit and the staff can do."""
    return _page(_found(id))


def _page(adoption: Adoption, form: ResultForm | None = None) -> ResponseReturnValue:
    """The form is made for those alone who can fill it in: it sets a cookie."""
    reader, state = current_user(), adoption.state
    own = is_of_unit(reader, adoption)
    tells = own and state is AdoptionState.CONFIRMED
    if tells and form is None:
        form = ResultForm(data={"result": adoption.result, "effort": adoption.effort})
    shown = render_template(
        "libraries/adopting/detail.html",
        form=form,
        adoption=adoption,
        kind=CASE_STUDIES,
        is_within=own or is_staff(reader),
        decides=is_staff(reader) and state is AdoptionState.DECLARED,
        tells=tells,
        takes_back=own and state in declaring.STANDING,
        declares=own and state in declaring.OPEN,
    )
    return shown, 422 if form is not None and form.errors else 200


@bp.post("/adoptions/<int:id>/confirm")
def confirm(id: int) -> ResponseReturnValue:
    """The secretariat has looked: readers see it from now on."""
    declaring.confirm(_found(id), require_user())
    flash(_("Confirmed. The park and the case's author are told."), "success")
    return redirect(f"/adoptions/{id}", 303)


@bp.post("/adoptions/<int:id>/return")
def send_back(id: int) -> ResponseReturnValue:
    declaring.send_back(_found(id), require_user(), request.form.get("reason", "")[:500])
    flash(_("Returned. The park is told why."), "success")
    return redirect(f"/adoptions/{id}", 303)


@bp.post("/adoptions/<int:id>/result")
def result(id: int) -> ResponseReturnValue:
    """What came of it, told later."""
    author, adoption = require_user(), _found(id)
    form = ResultForm()
    if not form.validate_on_submit():
        return _page(adoption, form)
    declaring.add_result(adoption, author, form.result.data, form.effort.data)
    flash(_("Saved. Readers see it, and the case's author is told."), "success")
    return redirect(f"/adoptions/{id}", 303)


@bp.post("/adoptions/<int:id>/take-back")
def take_back(id: int) -> ResponseReturnValue:
    """The park does not use the case any more."""
    adoption = _found(id)
    declaring.take_back(adoption, require_user())
    flash(_("Taken back. It is not shown and not counted any more."), "success")
    return redirect(f"/{CASE_STUDIES.slug}/{adoption.case.address}", 303)


@bp.get("/showcase/<int:year>")
@public
def yearly(year: int) -> str:
    """The scenes and adoptions of a year."""
    reader = current_user()
    shown = showcase.showcase(_year(year), reader)
    activity = site().kinds.by_name["activity"]
    return render_template(
        "libraries/adopting/showcase.html",
        shown=shown,
        members=names.member_names(),
        cities=names.city_names(),
        makes_activity=is_staff(reader) and may_create(reader, activity.model),
        years=sorted({year, *range(today().year - 4, today().year + 1)}, reverse=True),
    )


@bp.get("/showcase/<int:year>.docx")
@public
def yearly_as_word(year: int) -> Response:
    """The draft of the showcase in the layout of papers."""
    paper = showcase.paper(showcase.showcase(_year(year), current_user()), _units())
    return papers.sent(paper, FileType.DOCX)


@bp.post("/showcase/<int:year>/activity")
def as_activity(year: int) -> ResponseReturnValue:
    """An activity of kind showcase, its form filled in as far as the year tells."""
    staff = require_user()
    require(is_staff(staff))
    shown = showcase.showcase(_year(year), staff)
    words = {"title": shown.title, "activity_kind": "showcase", "year": str(year)}
    words |= {"body": showcase.as_markdown(shown, _units()), "programme": "alliance"}
    data = {name: [value] for name, value in words.items()}
    kept = drafts.keep(staff, drafts.new_key(), "activity", data)
    return redirect(f"/{site().kinds.by_name['activity'].slug}/new?draft={kept.form_key}", 303)


def _units() -> Mapping[str, str]:
    return {**names.city_names(), **names.member_names()}


def _year(year: int) -> int:
    return year if FIRST_YEAR <= year <= LAST_YEAR else abort(404)


def _case(address: str) -> CaseStudy:
    record = catalog.find(CASE_STUDIES, address)
    if not isinstance(record, CaseStudy):
        abort(404)
    return record


def _found(id: int) -> Adoption:
    """The adoption, or 404 for what does not exist and what this reader may not see."""
    adoption = db.session.get(Adoption, id)
    if adoption is None or not may_see(current_user(), adoption):
        abort(404)
    return adoption


@bp.app_template_global()
def case_page(record: CaseStudy) -> dict[str, Any]:
    """Who uses a case, and whether this reader can declare it: for `libraries/case_study.html`."""
    reader = current_user()
    return {
        "adoptions": honours.of_case(record, reader),
        "adopts": bool(may_adopt(reader, record)) if reader is not None else False,
    }


@bp.app_template_global()
def times_adopted(member: str) -> int:
    """How often others use the cases of a member: for its page."""
    return honours.times_adopted(member, current_user())
