"""Activities for tests."""

from make import make_record

from kb.activities.activities import Activity
from kb.libraries.experts import Expert

FACTS = {
    **{"title": "人力资源服务创新论坛", "activity_kind": "forum", "programme": "city"},
    **{"progress": "planned", "starts_on": "2026-03-12", "year": 2026, "precision": "day"},
    **{"mode": "on_site", "speakers": [], "figures": [], "report": ""},
}


def make_activity(published=True, author=None, **given) -> Activity:
    """A forum of a city in March 2026; published unless told otherwise."""
    return make_record(Activity, author, published, **(FACTS | given))


def make_speaker(**given) -> Expert:
    """An expert whom everybody may read of."""
    return make_record(Expert, **({"title": "林海"} | given))


def typed(**given) -> dict[str, str]:
    """An activity's form as a browser sends it."""
    words = {"title": "秋季招聘会", "activity_kind": "fair", "programme": "park"}
    words |= {"progress": "planned", "precision": "day", "mode": "on_site", "visibility": "public"}
    return words | {"starts_on": "2026-10-10"} | given
