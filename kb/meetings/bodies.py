"""Bodies by name, for facets and forms."""

from collections.abc import Mapping

from kb.alliance.bodies import all_bodies
from kb.web.languages import in_english


def body_names() -> Mapping[str, str]:
    """Names by slug, in the order of the bodies and in the reader's language."""
    english = in_english()
    return {body.slug: (body.name_en if english else "") or body.name for body in all_bodies()}


def body_choices() -> list[tuple[str, str]]:
    return list(body_names().items())
