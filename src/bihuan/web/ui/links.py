"""Addresses that keep the present query and change a part of it; names that may not be there yet."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse


def query_with(query: QueryDict, **changes: Any) -> str:
    """Returns `?a=1&b=2`: `query` with `changes`. None and "" remove a key, lists repeat it.

    Any change but of the page goes back to page one; export and print belong to one answer and are never carried along.
    """
    made = query.copy()
    for key in {"export", "print"} | (set() if "page" in changes else {"page"}):
        made.pop(key, None)
    for key, value in changes.items():
        made.pop(key, None)
        if value not in (None, "", []):
            made.setlist(key, [str(v) for v in value] if isinstance(value, list | tuple) else [str(value)])
    return f"?{made.urlencode()}"


def url_or_none(name: str, *args: Any) -> str:
    """Returns the address of a URL name, empty where no installed app has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
