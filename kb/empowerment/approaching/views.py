"""The pages of interests: asking to talk, answering, and what waits on either side."""

from collections.abc import Sequence
from enum import StrEnum

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import Select, func, select

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.alliance import names, rules
from kb.catalog import views as catalog
from kb.clock import today
from kb.db import db
from kb.empowerment import exchange_reminding, interests, linking, units
from kb.empowerment.approaching.forms import InterestForm
from kb.empowerment.exchange_rights import is_of_alliance, may_express, may_see_interest
from kb.empowerment.interests import Wish
from kb.empowerment.kinds import POSTINGS
from kb.empowerment.partnering import page
from kb.empowerment.postings import Interest, Posting
from kb.errors import NotAllowed
from kb.publishing.permissions import is_staff, require
from kb.text.folding import clean
from kb.web.fields import render_form
from kb.web.paging import Page

bp = Blueprint("approaching", __name__)

ON_A_PAGE = 30


class Tab(StrEnum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"
    POSTINGS = "postings"

    @property
    def label(self) -> LazyString:
        return TAB_LABELS[self]


TAB_LABELS = {
    Tab.INCOMING: _l("Asked of us"),
    Tab.OUTGOING: _l("Asked by us"),
    Tab.POSTINGS: _l("Our offers and needs"),
}


@bp.route("/offers-needs/<address>/interest", methods=["GET", "POST"])
def express(address: str) -> ResponseReturnValue:
    """Ask to talk about an offer or a need."""
    author, posting = require_user(), catalog.find(POSTINGS, address)
    assert isinstance(posting, Posting)
    if not may_express(author, posting):
        raise NotAllowed(
            _("Only somebody who acts for another member or city can ask to talk about this.")
        )
    form, fitting = InterestForm(), interests.to_offer(posting, author)
    if form.validate_on_submit():
        wish = Wish(form.message.data, _chosen(fitting))
        made = interests.express(posting, author, wish)
        flash(_("The poster is told, and has until %(day)s to answer.", day=made.answer_by))
        return redirect(interests.HREF.format(made.id), 303)
    days = rules.interest_answer(today())
    template = "empowerment/approaching/express.html"
    return render_form(template, form, posting=posting, fitting=fitting, days=days)


def _chosen(fitting: Sequence[Posting]) -> Posting | None:
    """The own posting that was chosen among those offered."""
    given = request.form.get("own_posting", "")
    return next((posting for posting in fitting if str(posting.id) == given), None)


@bp.get("/interests")
def index() -> ResponseReturnValue:
    """What others ask of this person's unit, what it asks of others, what it has posted."""
    reader, given = require_user(), request.args.get("tab", "")
    require(is_of_alliance(reader))
    tab = Tab(given) if given in list(Tab) else Tab.INCOMING
    own = interests.own_postings(reader)
    asked = {Tab.INCOMING: interests.incoming(reader), Tab.OUTGOING: interests.outgoing(reader)}
    counts = {each: _count(query) for each, query in asked.items()} | {Tab.POSTINGS: len(own)}
    paging = Page.of(request.args, counts[tab], ON_A_PAGE)
    found = asked[tab].limit(paging.size).offset(paging.offset) if tab in asked else None
    return render_template(
        "empowerment/approaching/index.html",
        tab=tab.value,
        tabs=[_tab(each, counts[each], each is tab) for each in Tab],
        rows=db.session.scalars(found).all() if found is not None else [],
        lines=page.lines(own) if tab is Tab.POSTINGS else [],
        page=_paged(tab, paging),
        day=today(),
        is_staff=is_staff(reader),
        **_names(),
    )


def _count(query: Select[Interest]) -> int:
    plain = query.order_by(None).with_only_columns(Interest.id).subquery()
    return db.session.scalar(select(func.count()).select_from(plain)) or 0


def _tab(tab: Tab, count: int, is_current: bool) -> dict[str, object]:
    href = f"/interests?tab={tab.value}"
    return {"label": tab.label, "href": href, "count": count, "current": is_current}


def _paged(tab: Tab, paging: Page) -> dict[str, object]:
    numbers = [number for number in paging.numbers if number is not None]
    many = numbers if tab is not Tab.POSTINGS else [1]
    addresses = {number: f"/interests?tab={tab.value}&page={number}" for number in many}
    return {"number": paging.number, "addresses": addresses}


def _names() -> dict[str, object]:
    return {"members": names.member_names(), "cities": names.city_names()}


@bp.get("/interests/silent")
def silent() -> ResponseReturnValue:
    """For the secretariat: what nobody answers, and what does not move on."""
    require(is_staff(require_user()))
    day = today()
    return render_template(
        "empowerment/approaching/silent.html",
        interests=exchange_reminding.silent_interests(day),
        links=exchange_reminding.silent_links(day),
        last_step=exchange_reminding.last_step,
        ladder=rules.link_ladder(day),
        day=day,
        **_names(),
    )


@bp.get("/interests/<int:id>")
def detail(id: int) -> ResponseReturnValue:
    """One interest: what was asked, by when it is answered, and how."""
    reader = require_user()
    interest = _find(id, reader)
    shown = page.of_interest(interest, reader)
    made = linking.of_interest(interest)
    may_link = not is_staff(reader) and units.of_person(reader) is not None
    template = "empowerment/approaching/interest.html"
    return render_template(template, interest=interest, link=made, may_link=may_link, **shown)


@bp.post("/interests/<int:id>/accept")
def accept(id: int) -> ResponseReturnValue:
    person = require_user()
    interests.accept(_find(id, person), person, _text())
    return _done(id, _("Accepted. Both of you now see each other's names."))


@bp.post("/interests/<int:id>/decline")
def decline(id: int) -> ResponseReturnValue:
    person = require_user()
    interests.decline(_find(id, person), person, _text())
    return _done(id, _("Declined. Who asked is told, with your word."))


@bp.post("/interests/<int:id>/take-back")
def take_back(id: int) -> ResponseReturnValue:
    person = require_user()
    interests.take_back(_find(id, person), person)
    return _done(id, _("Taken back."))


def _text() -> str:
    return clean(request.form.get("text", ""))[:2000]


def _find(id: int, reader: User) -> Interest:
    """The interest, or 404 for what is not there and what is between others."""
    interest = db.session.get(Interest, id)
    if interest is None or not may_see_interest(reader, interest):
        abort(404)
    return interest


def _done(id: int, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(interests.HREF.format(id), 303)
