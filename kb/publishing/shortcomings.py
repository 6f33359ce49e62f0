"""Shortcomings: what a text lacks before it is handed in, said beside its form and to reviewers."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import DomainError


@dataclass(frozen=True)
class Shortcoming:
    """One thing that is missing or could be better."""

    field: str
    """The field of the form where it is put right."""
    sentence: str
    is_needed: bool = False
    """Without it nobody but the staff can hand the text in; everything else is advice."""


class Unready(DomainError):
    """This text cannot be handed in yet, for these reasons."""

    def __init__(self, missing: Sequence[Shortcoming]) -> None:
        super().__init__(" ".join(each.sentence for each in missing))
        self.missing = missing
