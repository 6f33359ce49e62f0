"""Refusals: why a file is not taken. Known on both sides of the child process that reads files."""

from enum import StrEnum


class Refusal(StrEnum):
    TYPE = "type"
    """Its name has an ending that is not taken."""
    CONTENT = "content"
    """It is not what its name says."""
    DAMAGED = "damaged"
    EMPTY = "empty"
    TOO_MUCH = "too_much"
    """It unpacks to more than anybody needs, or takes too long."""
    TOO_LARGE = "too_large"
    MACROS = "macros"
    REMOTE = "remote"
    """It fetches something from another machine when it is opened."""
    NAME = "name"


class Unfit(Exception):
    """This file is refused."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
