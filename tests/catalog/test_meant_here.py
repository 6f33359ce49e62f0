"""What is typed means the same in a search, its feed and what is followed."""

from make import make_record

from kb.libraries.projects import Project


def test_a_city_is_known_by_any_of_its_names(browse, keep, park, drain):
    keep(make_record, Project, title="海洋", city="rizhao")
    drain()
    for typed in ("city:rizhao", "city:日照", "city:Rizhao", "城市:日照市"):
        assert browse().get(f"/api/v1/search?q={typed}").json["total"] == 1, typed
    chip = browse().page("/search?q=city:rizhao").select_one(".chip--word")
    assert chip.get_text(" ", strip=True).endswith("城市: 日照")
