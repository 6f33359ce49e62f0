"""Quorum: how many have to be there, in the charter's own notation."""

from kb.alliance import notations


def needed(rule: str, entitled: int) -> int | None:
    """How many of the entitled seats have to be there; None while there is no rule.

    Raises DomainError for what is no rule.

    >>> needed("1/2+", 13), needed("1/2+", 14), needed("2/3", 13), needed("5", 13)
    (7, 8, 9, 5)
    """
    return notations.quorum(rule).needed(entitled) if rule.strip() else None
