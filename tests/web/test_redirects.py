import pytest

from kb.web.redirects import safe_next

BAD = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "http:/evil.example",
    "https:evil.example",
    "//evil.example@good",
    "/\u2028/evil",
    "//[::1",
    "/" * 3000,
    "",
    None,
]


@pytest.mark.parametrize("target", BAD)
def test_no_address_leads_off_the_site(target):
    assert safe_next(target, "/home") == "/home"


@pytest.mark.parametrize(
    "target", ["/", "/search?q=联盟&page=2", "/libraries/projects/XM-1", "/a#b", "/%09/x"]
)
def test_addresses_of_the_site_survive(target):
    assert safe_next(target, "/home") == target


def test_no_switch_of_language_leads_off_the_site(visit):
    for target in BAD:
        answer = visit.get("/language/en", query_string={"next": target or ""})
        assert answer.status_code in (303, 400)
        assert answer.location in (None, "/")
