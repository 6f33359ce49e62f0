"""Two cities, for activities that stand beside each other."""

import pytest
from make import make_city, make_member


@pytest.fixture
def cities(keep, park):
    """Rizhao and Qingdao, each with a park."""
    keep(make_city, "qingdao", "青岛", "Qingdao", 1)
    keep(make_member, "qingdao-park", "青岛人力资源服务产业园", city_slug="qingdao")
