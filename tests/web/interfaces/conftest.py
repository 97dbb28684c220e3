"""Systems that tests of the interface share."""

from __future__ import annotations

import pytest

from tests.web.interfaces.callers import Acting, Caller, caller
from tests.web.shared import module_db

__all__ = ["module_db"]


@pytest.fixture
def platform(county: object, acting: Acting) -> Caller:
    """The county's platform, for the office."""
    return caller(acting, "县大数据平台", "县帮扶办", "office")


@pytest.fixture
def liuxi(county: object, acting: Acting) -> Caller:
    """A township's own system."""
    return caller(acting, "柳溪镇平台", "柳溪镇", "township")


@pytest.fixture
def wangling(county: object, acting: Acting) -> Caller:
    """Another township's."""
    return caller(acting, "望岭乡平台", "望岭乡", "township")
