"""Forms of the shared steps."""

from flask_babel import lazy_gettext as _l

from kb.web.fields import Form, Text


class ReasonForm(Form):
    """A step that may need a reason: return, withdraw."""

    reason = Text(_l("Reason"))
