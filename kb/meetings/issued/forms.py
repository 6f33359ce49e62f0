"""The forms of published minutes: a relation, a numbered correction."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import DataRequired, Length

from kb.publishing.links import Relation
from kb.web.fields import Choice, Form, LongText, Text


class RelationForm(Form):
    number = Text(
        _l("Number of the other record"),
        [DataRequired(), Length(max=40)],
        description=_l("A project, an outcome, a policy ...: as XM-2026-0001."),
    )
    relation = Choice(_l("How they belong together"), Relation, default=Relation.CITES)


class AddendumForm(Form):
    text = LongText(_l("What is corrected"), [DataRequired(), Length(max=5000)])
    reason = LongText(_l("Why"), [DataRequired(), Length(max=1000)])
    is_closed = BooleanField(_l("Only for those within: no reader of the public minutes sees it"))
