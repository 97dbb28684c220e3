"""Where a figure leads: the list of problems narrowed to exactly the rows it counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from bihuan.web.dashboard.figures.reading import Kind

# fact -> the list's tab and filters
ROWS: dict[str, dict[str, str]] = {
    "found": {"saved": "all"},
    "dispatched": {"saved": "all", "stage": "dispatched"},
    "put_right": {"saved": "all", "stage": "put_right"},
    "verified": {"saved": "all", "stage": "verified"},
    "closed": {"saved": "all", "stage": "closed"},
    "open": {"saved": "open"},
    "late": {"saved": "open", "time": "now"},
    "soon": {"saved": "open", "time": "near"},
    "severe": {"saved": "open", "severity": "severe"},
    "reopened": {"saved": "all", "again": "yes"},
    "repeat": {"saved": "all", "repeated": "yes"},
    "returned": {"saved": "all", "marked": "returned"},
    "fell_back": {"saved": "all", "marked": "fell_back"},
    "handed_late": {"saved": "all", "time": "handed"},
}
NARROWED: dict[Kind, str] = {"town": "township", "village": "village", "unit": "unit", "body": "under"}
_DAYS = {"found": "found", "closed": "closed"}


def rows_url(
    fact: str,
    kind: Kind | None = None,
    key: int | None = None,
    *,
    campaign: int | None = None,
    week: date | None = None,
) -> str:
    """Returns the address of the rows of a fact: of one place or unit, one campaign, one week (by its Monday)."""
    query: dict[str, Any] = dict(ROWS[fact])
    if kind is not None and key is not None:
        query[NARROWED[kind]] = key
    if campaign is not None:
        query["campaign"] = campaign
    if week is not None:
        query[f"{_DAYS[fact]}_from"], query[f"{_DAYS[fact]}_to"] = week, week + timedelta(days=6)
    return f"{reverse('problems:list')}?{urlencode(query)}"
