"""Members by Excel: the secretariat's pages with template, upload, what rows would do, writing."""

from functools import partial

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.alliance import member_import
from kb.alliance.member_table import MEMBERS
from kb.catalog import exchanging, tables
from kb.publishing.permissions import is_staff, require
from kb.web.downloads import attachment

bp = Blueprint("member_exchange", __name__, url_prefix="/members/exchange")


@bp.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Download the template; upload it filled in, and see what it would do."""
    return exchanging.upload(MEMBERS, _staff(), member_import.receive)


@bp.get("/template.xlsx")
def template() -> Response:
    """The empty table."""
    _staff()
    return attachment(tables.template(MEMBERS), _("%(library)s, template", library=MEMBERS.label))


@bp.get("/<int:id>")
def detail(id: int) -> ResponseReturnValue:
    """What each row would do."""
    return exchanging.shown(MEMBERS, exchanging.find(MEMBERS, _staff(), id), is_direct=True)


@bp.get("/<int:id>/reasons.xlsx")
def reasons(id: int) -> Response:
    """The uploaded table with what is wrong in it."""
    batch = exchanging.find(MEMBERS, _staff(), id)
    return attachment(tables.marked(batch), _("%(library)s, to correct", library=MEMBERS.label))


@bp.post("/<int:id>/check")
def check(id: int) -> ResponseReturnValue:
    """Look at the kept rows again."""
    staff = _staff()
    member_import.check(exchanging.find(MEMBERS, staff, id), staff)
    return redirect(f"/members/exchange/{id}", 303)


@bp.post("/<int:id>/write")
def write(id: int) -> ResponseReturnValue:
    """Write all rows, once."""
    staff = _staff()
    batch = exchanging.find(MEMBERS, staff, id)
    order = partial(member_import.write, batch, staff)
    return exchanging.written(MEMBERS, batch, order, is_direct=True)


def _staff() -> User:
    user = require_user()
    require(is_staff(user))
    return user
