import pytest
from small_site import drawn, small_site


@pytest.fixture
def site(tmp_path):
    drawn.clear()
    return small_site(tmp_path)


@pytest.fixture
def visit(site):
    """A visitor's browser."""
    return site.test_client()
