"""The pages of read receipts: ask for them, sign, see who has and who has not, remind."""

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from wtforms.validators import Optional

from kb.accounts.sign_in import require_user
from kb.accounts.users import User
from kb.catalog.kind import RecordKind
from kb.catalog.site import site
from kb.catalog.views import find
from kb.clock import today
from kb.db import db
from kb.publishing import receipts
from kb.publishing.notices import NOBODY
from kb.publishing.permissions import is_staff, require
from kb.publishing.receipts import Circle, ReceiptRequest, Wanted
from kb.publishing.records import Record
from kb.web.fields import Choice, DateField, Form, Themes

bp = Blueprint("receipts", __name__)


def _people() -> Iterable[tuple[str, str]]:
    """Everybody with an account, by id, with the unit that tells namesakes apart."""
    members = site().naming.values("member")
    rows = select(User).where(User.active, User.email.not_like(f"%{NOBODY}")).order_by(User.name)
    for person in db.session.scalars(rows):
        unit = members.get(person.member or "", "") or str(person.role.label)
        yield str(person.id), f"{person.display_name} ({unit})"


class ReceiptForm(Form):
    circle = Choice(_l("Who should sign"), Circle, default=Circle.EDITORS)
    named = Themes(_l("People"), choices=_people)
    until = DateField(_l("Last day to sign"), [Optional()])


@bp.route("/<kind:kind>/<address>/receipts", methods=["GET", "POST"])
def of_record(kind: RecordKind, address: str) -> ResponseReturnValue:
    """Who has signed and who has not; the form that asks more people."""
    asker, record = require_user(), find(kind, address)
    require(receipts.may_see(asker, record))
    form = _form(asker, record)
    if form.validate_on_submit():
        given = form.content
        named = [int(id) for id in given.get("named", ())]
        made = receipts.ask(record, asker, Wanted(given["circle"], given["until"], named))
        flash(ngettext("%(num)s person is asked.", "%(num)s people are asked.", len(made)))
        return redirect(f"/{kind.slug}/{address}/receipts", 303)
    shown = _shown(kind, record, asker)
    return render_template("catalog/receipts.html", form=form, **shown), 422 if form.errors else 200


def _form(asker: User, record: Record) -> ReceiptForm:
    request = db.session.get(ReceiptRequest, record.id)
    form = ReceiptForm(data={"until": request.until if request else None})
    if not is_staff(asker):
        del form.named
        groups = [circle for circle in Circle if circle is not Circle.NAMED]
        form.circle.members = groups  # type: ignore[assignment]  # it only goes through them
    return form


def _shown(kind: RecordKind, record: Record, asker: User) -> dict[str, object]:
    members = site().naming.values("member")
    lines = [
        {
            "name": receipt.user.display_name,
            "unit": members.get(receipt.user.member or "", "") or receipt.user.role.label,
            "asked_at": receipt.asked_at,
            "reminded_at": receipt.reminded_at,
            "signed_at": receipt.signed_at,
        }
        for receipt in receipts.receipts_of(record)
    ]
    return {
        "kind": kind,
        "record": record,
        "request_row": db.session.get(ReceiptRequest, record.id),
        "lines": lines,
        "signed": sum(1 for line in lines if line["signed_at"]),
        "may_ask": receipts.may_ask(asker, record),
        "day": today(),
    }


@bp.post("/<kind:kind>/<address>/receipts/sign")
def sign(kind: RecordKind, address: str) -> ResponseReturnValue:
    """I have read it."""
    receipts.sign(find(kind, address), require_user())
    flash(_("Signed. Thank you."))
    return redirect(f"/{kind.slug}/{address}", 303)


@bp.post("/<kind:kind>/<address>/receipts/remind")
def remind(kind: RecordKind, address: str) -> ResponseReturnValue:
    """Tell those who have not signed once more."""
    told = receipts.remind(find(kind, address), require_user())
    if told:
        flash(ngettext("%(num)s person is reminded.", "%(num)s people are reminded.", told))
    else:
        flash(_("Nobody is reminded: all have signed, or were told less than 12 hours ago."))
    return redirect(f"/{kind.slug}/{address}/receipts", 303)
