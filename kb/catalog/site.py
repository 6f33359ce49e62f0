"""The site's kinds, names and index, as `create_app` put them together."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from kb.catalog.kind import Kinds
from kb.catalog.naming import Naming
from kb.search.index import Index


@dataclass(frozen=True)
class Site:
    kinds: Kinds
    naming: Naming
    index: Index


def site() -> Site:
    """Of the application that answers this request."""
    return cast(Site, current_app.extensions["kb_site"])
