"""Counted: what people with an account look for, for the suggestions of popular searches."""

from functools import partial
from typing import cast

from flask import Response, after_this_request, current_app

from kb.accounts.users import User
from kb.db import db
from kb.search.counting import Tally


def count(text: str, reader: User | None) -> None:
    """Remember it in this process, and write down what has gathered when the answer is out."""
    if reader is None:
        return
    tally = cast(Tally, current_app.extensions["kb_tally"])
    tally.note(text, reader)
    if tally.is_due():
        write = partial(tally.write, db.engine)

        @after_this_request
        def later(response: Response) -> Response:
            response.call_on_close(write)
            return response
