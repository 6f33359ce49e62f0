"""Quorum: how many have to be there, in the charter's own notation.

"1/2+" is more than half, "2/3" at least two thirds, a number that many; empty is not settled.
"""

import re
from fractions import Fraction

from flask_babel import gettext as _

from kb.errors import DomainError

NOTATION = re.compile(r"(?:(?P<share>\d{1,3}/\d{1,3})(?P<above>\+)?|(?P<count>\d{1,4}))")


def parse(rule: str) -> tuple[Fraction | int, bool] | None:
    """A share of the seats or a number of them, and whether more than that is needed.

    None for an empty rule. Raises DomainError for what is no rule.
    """
    text = rule.replace(" ", "")
    if not text:
        return None
    found = NOTATION.fullmatch(text)
    if found is None:
        raise _wrong(rule)
    if found["count"]:
        return int(found["count"]), False
    above, below = (int(part) for part in found["share"].split("/"))
    if not 0 < above <= below:
        raise _wrong(rule)
    return Fraction(above, below), bool(found["above"])


def needed(rule: str, entitled: int) -> int | None:
    """How many of the entitled seats have to be there; None while there is no rule.

    >>> needed("1/2+", 13), needed("1/2+", 14), needed("2/3", 13), needed("5", 13)
    (7, 8, 9, 5)
    """
    parsed = parse(rule)
    if parsed is None:
        return None
    share, is_more = parsed
    if isinstance(share, int):
        return share
    wanted = share * entitled
    return int(wanted) + 1 if is_more else -int(-wanted // 1)


def _wrong(rule: str) -> DomainError:
    return DomainError(
        _(
            "\u201c%(rule)s\u201d is no quorum. Write 1/2+ for more than half, 2/3 for at least "
            "two thirds, or a number.",
            rule=rule[:20],
        )
    )
