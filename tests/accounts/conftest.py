import pytest
from small_site import PASSWORD, make_user, small_site

from kb.accounts import passwords


@pytest.fixture
def site(tmp_path):
    return small_site(tmp_path, WTF_CSRF_ENABLED=False)


@pytest.fixture
def visit(site):
    """A visitor's browser."""
    return site.test_client()


@pytest.fixture
def somebody(site):
    """A person with the password `PASSWORD`."""
    return make_user(site, password_hash=passwords.hash_of(PASSWORD))


@pytest.fixture
def enter(site, somebody):
    """A browser in which `somebody` has just signed in."""

    def signed_in():
        browser = site.test_client()
        answer = browser.post("/sign-in", data={"email": somebody.email, "password": PASSWORD})
        assert answer.status_code == 303
        return browser

    return signed_in
