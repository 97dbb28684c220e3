"""The county at work on Friday 6 December 2019, and its campaign. Scopes are set before the clock is turned back: posts begin in 2020."""

from __future__ import annotations

import pytest

from bihuan.web.config import clock
from tests.web.campaigns.duties import papers


@pytest.fixture
def office(county, acting):
    """The office at work."""
    with acting("office") as actor, clock.frozen(papers.at("2019-12-06")):
        yield actor


@pytest.fixture
def paper(office):
    """The campaign, published on that day."""
    return papers.published(office)
