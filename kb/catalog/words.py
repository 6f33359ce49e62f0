"""The care of words: tags and themes, groups of words that search takes for the same, and the past
searches that it suggests.
"""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.db import db
from kb.errors import DomainError
from kb.publishing import vocabulary
from kb.publishing.permissions import is_staff, require
from kb.publishing.records import Tag
from kb.search import popular, synonyms
from kb.search.popular import PopularSearch
from kb.search.synonyms import SynonymGroup

bp = Blueprint("words", __name__)
PAGE = "/admin/vocabulary"
SYNONYMS = f"{PAGE}/synonyms"
SEARCHES = f"{PAGE}/searches"
_BETWEEN = re.compile(r"[,，、;；=→\n]+")


@bp.get(PAGE)
def index() -> ResponseReturnValue:
    """Themes, then tags, each with how often it is used."""
    _staff()
    wanted = request.args.get("q", "").strip()[:100]
    tags = vocabulary.counted(themes=False)
    return render_template(
        "reviewing/vocabulary.html",
        themes=vocabulary.counted(themes=True),
        tags=[one for one in tags if wanted.lower() in one.tag.name.lower()],
        wanted=wanted,
    )


@bp.get(f"{PAGE}/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """One tag or theme, and what can be done with it."""
    _staff()
    tag = _tag(id)
    others = vocabulary.counted(themes=tag.is_theme)
    return render_template(
        "reviewing/tag.html",
        tag=tag,
        usage=vocabulary.usage(tag),
        others=[one for one in others if one.tag.id != tag.id],
    )


@bp.post(f"{PAGE}/<int:id>/rename")
def rename(id: int) -> ResponseReturnValue:
    user, tag = _staff(), _tag(id)
    given = request.form.get("name", ""), request.form.get("name_en", "")[:100]
    vocabulary.rename(tag, user, *given)
    return _done(_("Renamed."))


@bp.post(f"{PAGE}/<int:id>/merge")
def merge(id: int) -> ResponseReturnValue:
    user, tag = _staff(), _tag(id)
    chosen = request.form.get("into", "")
    into = _tag(int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else tag
    done = _("Merged into “%(name)s”. Its records have kept it.", name=into.name)
    vocabulary.merge(tag, user, into)
    return _done(done)


@bp.post(f"{PAGE}/<int:id>/promote")
def promote(id: int) -> ResponseReturnValue:
    user, tag = _staff(), _tag(id)
    name_en = request.form.get("name_en", "")[:100]
    done = _("“%(name)s” is a theme now.", name=tag.name)
    vocabulary.promote(tag, user, name_en)
    return _done(done)


@bp.post(f"{PAGE}/<int:id>/delete")
def delete(id: int) -> ResponseReturnValue:
    user, tag = _staff(), _tag(id)
    vocabulary.drop(tag, user)
    return _done(_("Deleted."))


@bp.route(SYNONYMS, methods=["GET", "POST"])
def groups() -> ResponseReturnValue:
    """The groups of equal words, and a new one."""
    user, typed = _staff(), request.form.get("words", "")
    if request.method == "GET":
        return _groups()
    try:
        synonyms.add(_BETWEEN.split(typed), user, _one_way())
    except DomainError as problem:
        db.session.rollback()
        return _groups(typed, str(problem)), 422
    flash(_("Added. Search looks for all of them from now on."), "success")
    return redirect(SYNONYMS)


@bp.post(f"{SYNONYMS}/<int:id>")
def change(id: int) -> ResponseReturnValue:
    """Other words; none at all removes the group."""
    user, group = _staff(), db.session.get(SynonymGroup, id) or abort(404)
    typed = request.form.get("words", "")
    if request.form.get("step") == "remove":
        synonyms.remove(group, user)
        flash(_("Removed. These words are looked for one by one again."))
        return redirect(SYNONYMS)
    try:
        synonyms.change(group, _BETWEEN.split(typed), user, _one_way())
    except DomainError as problem:
        db.session.rollback()
        return _groups(typed, str(problem), id), 422
    flash(_("Changed. Search asks for these words from now on."), "success")
    return redirect(SYNONYMS)


@bp.route(SEARCHES, methods=["GET", "POST"])
def searches() -> ResponseReturnValue:
    """What is suggested because several people looked for it, and what never is."""
    user, typed = _staff(), request.form.get("words", "")[:200]
    if request.method == "GET":
        return _searches()
    try:
        popular.block(typed, user)
    except DomainError as problem:
        db.session.rollback()
        return _searches(typed, str(problem)), 422
    flash(_("This is not suggested from now on."), "success")
    return redirect(SEARCHES)


@bp.post(f"{SEARCHES}/<int:id>/allow")
def allow_search(id: int) -> ResponseReturnValue:
    """What was kept from being suggested may be again."""
    user = _staff()
    popular.allow(db.session.get(PopularSearch, id) or abort(404), user)
    flash(_("This may be suggested again."), "success")
    return redirect(SEARCHES)


def _searches(typed: str = "", problem: str = "") -> str:
    return render_template(
        "reviewing/searches.html", searches=popular.all_searches(), typed=typed, problem=problem
    )


def _one_way() -> bool:
    return bool(request.form.get("one_way"))


def _groups(typed: str = "", problem: str = "", wrong: int = 0) -> str:
    return render_template(
        "reviewing/synonyms.html",
        groups=synonyms.all_groups(),
        typed=typed,
        problem=problem,
        wrong=wrong,
        one_way=_one_way(),
    )


def _done(sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(PAGE)


def _staff() -> User:
    user = require_user()
    require(is_staff(user))
    return user


def _tag(id: int) -> Tag:
    tag = db.session.get(Tag, id) if id < 2**31 else None
    return tag or abort(404)
