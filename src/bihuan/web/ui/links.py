"""Addresses that keep the present query and change a part of it; names that may not be there yet."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

_STAND_IN = 9_090_909_090


def query_with(query: QueryDict, **changes: Any) -> str:
    """Returns `?a=1&b=2`: `query` with `changes`. None and "" remove a key, lists repeat it.

    Any change but of the page goes back to page one; export and print belong to one answer and are never carried along.
    """
    left = {"export", "print"} | (set() if "page" in changes else {"page"}) | set(changes)
    pairs = [(key, value) for key, values in query.lists() if key not in left for value in values]
    for key, value in changes.items():
        if value not in (None, "", []):
            pairs += [(key, str(v)) for v in (value if isinstance(value, list | tuple) else [value])]
    return f"?{urlencode(pairs)}"


def numbered(name: str, pk: int) -> str:
    """Returns the address of a URL name that takes one number. Lists ask for hundreds, so the name is looked up once."""
    before, after = _around(name)
    return f"{before}{pk}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_STAND_IN]).partition(str(_STAND_IN))
    return before, after


@cache
def url_or_none(name: str) -> str:
    """Returns the address of a URL name, empty where no installed app has it. Every page asks for a dozen."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
