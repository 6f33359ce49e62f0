"""Pages about experts that everybody may open: registering, finding, writing to one."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts import sign_in as signing
from kb.accounts import tokens
from kb.accounts.sign_in import current_user, public, require_user
from kb.accounts.tokens import Purpose
from kb.catalog import views as catalog
from kb.catalog.page import safe_html
from kb.catalog.site import site
from kb.libraries import advice, consent, expertise, messages, personal, registration
from kb.libraries.experts import CONTENT, Audience, Expert, Part, WorkKind
from kb.libraries.kinds import EXPERTS
from kb.libraries.messages import Letter
from kb.libraries.namesakes import namesakes
from kb.libraries.own.forms import ConfirmForm, LetterForm, RegisterForm
from kb.libraries.personal import Datum, ExpertPerson
from kb.libraries.registration import Applicant
from kb.libraries.sealing import Seal
from kb.publishing.permissions import audiences, is_staff
from kb.publishing.records import Visibility
from kb.web.addresses import certain_base_url
from kb.web.errors import answer
from kb.web.fields import render_form
from kb.web.languages import in_english

bp = Blueprint("libraries", __name__)


@bp.route("/register", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    """An expert makes an account; the answer is the same for every mail address."""
    form = RegisterForm()
    if form.validate_on_submit():
        applicant = Applicant(form.name.data, form.email.data, form.password.data)
        client = request.remote_addr or ""
        registration.register(applicant, client, lambda token: _way(f"/register/{token}"))
        return redirect("/register/sent", 303)
    text = consent.text()
    words = safe_html(text.in_language(in_english()))
    return render_form("libraries/register.html", form, consent=words, version=text.version)


def _way(path: str) -> str:
    """The link of a letter that a stranger causes: it leads nowhere but to this site."""
    home = certain_base_url()
    return (
        f"{home}{path}" if home else _("Open the site; the page is at %(path)s there.", path=path)
    )


@bp.get("/register/sent")
@public
def registered() -> ResponseReturnValue:
    """What comes next; without a mail server the secretariat hands over the link."""
    mails = bool(current_app.config.get("KB_MAIL_SERVER"))
    return render_template("libraries/registered.html", mails=mails)


@bp.route("/register/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """The link of the mail: with the password it opens the account, once."""
    user = tokens.find(token, Purpose.CONFIRMATION)
    if user is None:
        return answer(404, _("This link has been used or has expired. Register again."))
    form = ConfirmForm()
    if form.validate_on_submit():
        g.keep_changes = True  # A failed try is counted, although the answer is an error.
        confirmed = registration.confirm(token, form.password.data, request.remote_addr or "")
        if confirmed is not None:
            signing.sign_in(confirmed)
            flash(_("Welcome. Now fill in your profile."), "success")
            return redirect("/my/expert", 303)
        form.password.errors = [_("This is not the password of the registration.")]
    return render_form("libraries/confirm.html", form, name=user.name)


@bp.get("/find-an-expert")
@public
def find_an_expert() -> ResponseReturnValue:
    """A problem in a sentence; experts with the reasons for each."""
    problem, reader, here = request.args.get("q", "").strip(), current_user(), site()
    too_long = len(problem) > advice.LONGEST
    found = []
    if problem and not too_long:
        slugs = {kind.name: kind.slug for kind in here.kinds}
        found = advice.advise(here.index, problem, reader, slugs)
    page = render_template(
        "libraries/find_an_expert.html",
        problem=problem,
        too_long=too_long,
        longest=advice.LONGEST,
        found=found,
        kind=EXPERTS,
        tree=expertise.tree(),
        cities=here.naming.values("city"),
        area_names=expertise.area_names(),
    )
    return page, 422 if too_long else 200


@bp.route("/libraries/experts/<address>/write", methods=["GET", "POST"])
@public
def write(address: str) -> ResponseReturnValue:
    """A visitor's letter; the expert's own address stays unknown."""
    expert = _expert(address)
    if not messages.can_be_written_to(expert, personal.of_record(expert)):
        return answer(404, _("This expert cannot be written to here. Ask the secretariat."))
    form = LetterForm()
    if form.validate_on_submit():
        if not form.homepage.data:  # What programs send is thanked for and forgotten.
            letter = Letter(form.name.data, form.mail.data, form.text.data)
            inbox = _way("/my/expert/messages")
            messages.write(expert, letter, request.remote_addr or "", inbox)
        flash(_("Your message has been handed over. The answer comes by mail."), "success")
        return redirect(f"/{EXPERTS.slug}/{expert.address}", 303)
    return render_form("libraries/expert_write.html", form, expert=expert, kind=EXPERTS)


@bp.post("/libraries/experts/<address>/reveal/<datum>")
def reveal(address: str, datum: str) -> ResponseReturnValue:
    """Phone, mail or identity number in clear, for those with the right; each time is noted."""
    expert = _expert(address)
    person = personal.of_record(expert)
    if person is None or datum not in {one.value for one in Datum}:
        abort(404)
    wanted = Datum(datum)
    text = personal.reveal(person, require_user(), wanted, seal())
    return render_template("libraries/revealed.html", expert=expert, datum=wanted, text=text)


def seal() -> Seal:
    """Of this site's secret key."""
    return Seal(str(current_app.config["SECRET_KEY"]))


def _expert(address: str) -> Expert:
    """The published expert whom this reader may see, or 404; withdrawn ones are for staff."""
    record = catalog.find(EXPERTS, address)
    if not isinstance(record, Expert) or (record.withdrawn_at and not is_staff(current_user())):
        abort(404)
    return record


@bp.app_template_global()
def expert_page(record: Expert) -> dict[str, Any]:
    """What `libraries/expert.html` draws beside what every record's page has."""
    reader, person = current_user(), personal.of_record(record)
    return {
        "areas": [(name, label) for name, label in _labels(record.areas)],
        "works": record.works,
        "work_labels": {work.value: work.label for work in WorkKind},
        "availability": record.availability,
        "can_be_written_to": messages.can_be_written_to(record, person),
        "closed": _closed(record, person),
        "contact": _contact(record, person),
        "namesakes": namesakes(record) if is_staff(reader) else [],
        "messages": messages.count_of(record) if is_staff(reader) else None,
        "max_load": person.max_load if person and is_staff(reader) else None,
    }


def _labels(names: list[str]) -> list[tuple[str, str]]:
    known = expertise.area_names() if names else {}
    return [(name, known.get(name, name)) for name in names]


def _closed(record: Expert, person: ExpertPerson | None) -> list[dict[str, Any]]:
    """The parts that not everybody sees, for those who may: out of the revision, not the row."""
    reader = current_user()
    if person is None or reader is None:
        return []
    mine = set()
    if is_staff(reader) or reader.id == person.user_id:
        mine = {Audience.ALLIANCE, Audience.SECRETARIAT}
    elif Visibility.ALLIANCE.value in (audiences(reader) or ()):
        mine = {Audience.ALLIANCE}
    parts = [part for part in CONTENT if record.audience_of(part) in mine]
    revision = consent.live(person) if parts else None
    if revision is None:
        return []
    shown = (_part(part, revision.content, record) for part in parts)
    return [part for part in shown if part["text"] or part["html"] or part["works"]]


def _part(part: Part, content: dict[str, Any], record: Expert) -> dict[str, Any]:
    areas = [label for _name, label in _labels(content.get("areas") or [])]
    texts = {
        Part.UNIT: content.get("unit", ""),
        Part.POST: content.get("post", ""),
        Part.AREAS: "、".join([*areas, content.get("expertise") or ""]).strip("、"),
        Part.BIOGRAPHY: content.get("summary", ""),
    }
    is_biography = part is Part.BIOGRAPHY
    return {
        "label": part.label,
        "audience": record.audience_of(part).label,
        "text": texts.get(part, ""),
        "html": safe_html(content.get("body") or "") if is_biography else "",
        "works": content.get("works") or [] if part is Part.WORKS else [],
    }


def _contact(record: Expert, person: ExpertPerson | None) -> list[dict[str, Any]]:
    reader = current_user()
    if person is None or reader is None:
        return []
    return [
        {"datum": datum, "masked": masked}
        for datum, masked in personal.masked(person, seal()).items()
        if personal.may_see(reader, person, datum)
    ]
