"""What can go wrong for a person: each error carries a sentence for the one who reads it."""


class DomainError(Exception):
    """A rule of the alliance says no; `str(error)` tells the user what to do."""

    status = 422


class NotAllowed(DomainError):
    """The person has no right to do this."""

    status = 403


class Conflict(DomainError):
    """Somebody else was faster, or the thing is not in the state that this step needs."""

    status = 409
