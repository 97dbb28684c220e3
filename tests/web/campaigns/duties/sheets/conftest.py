"""Posts of the county as actors, and the returns of the campaign of December 2019."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.web.access import Actor
from bihuan.web.campaigns.models import Return
from bihuan.web.config import clock
from tests.web.campaigns.duties import papers
from tests.web.campaigns.duties.conftest import office, paper

__all__ = ["office", "paper"]
POSTS = ("township", "township_outsider", "village", "department", "inspector", "leader", "clerk")


@pytest.fixture
def posts(county, acting) -> dict[str, Actor]:
    """Actors for services that check the role, used under the office's scope."""
    made = {}
    for key in POSTS:
        with acting(key) as actor:
            made[key] = actor
    return made


@pytest.fixture
def owed(posts, paper, office):
    """owed("柳溪镇", "2020-02-04") is that return; the clock stands at 3 February 2020."""

    def row(unit: str = "柳溪镇", due: str = "2020-02-04") -> Return:
        return Return.objects.get(
            campaign=paper, unit__short_name=unit, due=date.fromisoformat(due), merged=False
        )

    with clock.frozen(papers.at("2020-02-03")):
        yield row
