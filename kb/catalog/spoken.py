"""Spoken: what was typed, read back part by part, each with the way without it."""

from kb.catalog.asked import Asked


def spoken(asked: Asked) -> list[dict[str, str]]:
    """The parts of the question as chips; none of a single one."""
    return []
