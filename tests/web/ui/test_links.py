"""Links keep the present query and change a part of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from bihuan.web.ui.links import query_with, url_or_none


@pytest.mark.parametrize(
    ("now", "changes", "then"),
    [
        ("a=1", {"b": 2}, "?a=1&b=2"),
        ("a=1&page=3", {"sort": "x"}, "?a=1&sort=x"),
        ("a=1&page=3", {"page": 4}, "?a=1&page=4"),
        ("a=1&b=2", {"a": None}, "?b=2"),
        ("a=1&b=2", {"a": ""}, "?b=2"),
        ("a=1&a=2", {"b": [3, 4]}, "?a=1&a=2&b=3&b=4"),
        ("q=%E6%B0%B4&export=xlsx&print=1", {"page": 2}, "?q=%E6%B0%B4&page=2"),
        ("", {"q": "a&b=c"}, "?q=a%26b%3Dc"),
    ],
)
def test_query_with(now: str, changes: dict[str, Any], then: str) -> None:
    assert query_with(QueryDict(now), **changes) == then


def test_a_name_that_no_app_has_is_no_link() -> None:
    assert url_or_none("nothing:here") == ""
    assert url_or_none("healthz") == "/healthz"
