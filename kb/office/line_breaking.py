"""Line breaking for Chinese: between any two characters, but for those that cling to each other."""

import re
from collections.abc import Callable, Iterator

NOT_FIRST = frozenset("，。、；：？！）〕》〉」』】”’…—％·,.;:!?)]}")
"""Never begin a line (避头)."""
NOT_LAST = frozenset("（〔《〈「『【“‘([{")
"""Never end one (避尾)."""
_UNITS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:%+/@_\-]*|.", re.S)
"""Latin words and numbers stay whole."""

Measure = Callable[[str], float]


def broken(text: str, first: float, rest: float, measure: Measure) -> Iterator[str]:
    """The text in lines: the first no wider than `first`, all others than `rest`, by `measure`."""
    room, line = first, ""
    for unit in _units(text, min(first, rest), measure):
        if line and measure(line + unit) > room:
            line, carried = _tidied(line, unit)
            yield line
            room, line = rest, carried
        line += unit
    if line:
        yield line


def _units(text: str, narrowest: float, measure: Measure) -> Iterator[str]:
    for unit in _UNITS.findall(text):
        # A word longer than a line is broken like Chinese.
        yield from unit if measure(unit) > narrowest else (unit,)


def _tidied(line: str, following: str) -> tuple[str, str]:
    """The line, and what goes down with the next one so that neither begins or ends wrongly."""
    cut = len(line)
    first = following[0]
    while cut > 1 and (first in NOT_FIRST or line[cut - 1] in NOT_LAST):
        cut -= 1
        first = line[cut]
        if len(line) - cut > 4:  # More than that is no sentence any more.
            return line, ""
    return line[:cut], line[cut:]
