"""Texts: the fields for Markdown and for whole numbers."""

from typing import Any

from flask_babel import gettext as _
from wtforms import IntegerField, ValidationError

from kb.text.markdown import HostileMarkdown, render
from kb.text.markdown_limits import refuse
from kb.web.fields import LongText

MANY_MARKS = 60


class MarkdownText(LongText):
    """Markdown; a source that would hold a worker is refused here, with what was typed kept."""

    def pre_validate(self, form: Any) -> None:
        if not (self.raw_data and self.data):
            return
        reason = refuse(self.data)
        if reason is None and self.data.count("*") + self.data.count("_") > MANY_MARKS:
            # Emphasis within emphasis shows only while it is rendered.
            try:
                render(self.data)
            except HostileMarkdown as problem:
                reason = str(problem)
        if reason is not None:
            raise ValidationError(_(reason))


class Number(IntegerField):  # type: ignore[misc]  # the library has no types
    """A whole number; when a row does not name it, the default."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist and str(valuelist[0]).strip():
            super().process_formdata(valuelist)
