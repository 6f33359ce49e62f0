"""Naming: the words that people read for the values that facets count."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kb.catalog.asked import View
from kb.catalog.kind import Kinds
from kb.search.engine import Order
from kb.web.languages import language
from kb.web.page_cache import present_state

FACET_LABELS = {
    "kind": _l("Library"),
    "city": _l("City"),
    "member": _l("Member"),
    "year": _l("Year"),
    "from": _l("From the year"),
    "to": _l("To the year"),
    "theme": _l("Theme"),
    "tag": _l("Tag"),
}

ORDER_LABELS = {
    Order.RELEVANCE: _l("Relevance"),
    Order.NEWEST: _l("Newest first"),
    Order.TITLE: _l("Title"),
}

VIEW_LABELS = {
    View.LIST: _l("As a list"),
    View.TABLE: _l("As a table"),
    View.CALENDAR: _l("As a calendar"),
}

Names = Callable[[], Mapping[str, str]]
"""Gives the names of all values of a facet, in the reader's language, in the order to show them."""


class Naming:
    """Labels of facets and of their values; areas above hand in the names they own."""

    def __init__(self, kinds: Kinds, **owned: Names) -> None:
        self.kinds = kinds
        self.owned = owned
        self.traits = {trait: kind for kind in kinds for trait in kind.traits}
        self._kept: dict[str, Any] = {}

    def facet(self, name: str) -> str:
        return self.values("facet")[name]

    def values(self, name: str) -> Mapping[str, str]:
        """Labels by value where they are known beforehand, in their order; else nothing.

        Asked for many times while a page is drawn, so each is looked up once a request, and for
        visitors once as long as nothing on the site changes.
        """
        known = self._known()
        if name not in known:
            known[name] = self._values(name)
        return known[name]

    def _known(self) -> dict[str, Mapping[str, str]]:
        place = f"kb_names_{language()}"  # A mail is worded in another language than the page.
        known: dict[str, Mapping[str, str]] | None = g.get(place)
        if known is None:
            state = (present_state(), language())
            if state[0] is None:
                known = {}
            elif self._kept.get("state") == state:
                known = self._kept["names"]
            else:
                known = {}
                self._kept = {"state": state, "names": known}
            setattr(g, place, known)
        return known

    def _values(self, name: str) -> Mapping[str, str]:
        if name == "kind":
            return {kind.name: str(kind.label) for kind in self.kinds}
        if name == "noun":
            return {kind.name: str(kind.noun) for kind in self.kinds}
        if name == "facet":
            traits = {name: kind.field_label(name) for name, kind in self.traits.items()}
            return {name: str(label) for name, label in (FACET_LABELS | traits).items()}
        if name in self.owned:
            return self.owned[name]()
        if name in self.traits:
            choices = self.traits[name].choices(name)
            return {choice.value: str(choice.label) for choice in choices}  # type: ignore[attr-defined]  # all have labels
        return {}

    def value(self, name: str, value: str) -> str:
        return self.values(name).get(value, value)

    def trait(self, text: str) -> str:
        """The labels of `stage=landed`, of several lines by 、."""
        pairs = (line.partition("=") for line in text.splitlines())
        return "、".join(self.value(name, v) for name, _sign, v in pairs if name in self.traits)


def nothing_found_advice(text: str, has_filters: bool) -> list[str]:
    """What a person can try when a search for this finds nothing."""
    advice = [
        _("Try fewer or more general words."),
        _("Pinyin works for titles and names: rizhao, rz."),
    ]
    if not _QUOTES.isdisjoint(text):
        advice.append(_("Words in quotes must stand exactly so; leave the quotes out."))
    if has_filters:
        advice.insert(0, _("Remove one of the filters above."))
    return advice


_QUOTES = frozenset('"“”„«»「」『』＂')
