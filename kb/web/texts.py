"""Texts: the fields for Markdown and for whole numbers."""

from typing import Any

from flask_babel import gettext as _
from wtforms import IntegerField, ValidationError

from kb.text.markdown import HostileMarkdown, render
from kb.web.fields import LongText


class MarkdownText(LongText):
    """Markdown; a source that would hold a worker is refused here, with what was typed kept."""

    def pre_validate(self, form: Any) -> None:
        if self.raw_data and self.data:
            try:
                render(self.data)
            except HostileMarkdown as problem:
                raise ValidationError(_(str(problem))) from problem


class Number(IntegerField):  # type: ignore[misc]  # the library has no types
    """A whole number; when a row does not name it, the default."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist and str(valuelist[0]).strip():
            super().process_formdata(valuelist)
