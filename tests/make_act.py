"""Activities for tests."""

from make import make_record

from kb.activities.activities import Activity


def make_activity(published=True, author=None, **given) -> Activity:
    """A forum of a city in March 2026; published unless told otherwise."""
    facts = {"title": "人力资源服务创新论坛", "activity_kind": "forum", "programme": "city"}
    facts |= {"progress": "planned", "starts_on": "2026-03-12", "year": 2026}
    facts |= {"speakers": [], "figures": [], "precision": "day", "mode": "on_site"}
    return make_record(Activity, author, published, **(facts | given))
