"""What came of the campaign, counted from its answers and problems as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from bihuan.documents.official import ordinal
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns import progress
from bihuan.web.campaigns.models import CheckItem
from bihuan.web.papers.gather.problems import of_campaign, problem_row
from bihuan.web.papers.gather.words import share
from bihuan.web.papers.models import Paper
from bihuan.web.problems.tables import OPEN, OVER, late

# More open problems than these are counted and not listed.
LISTED = 100


def data(paper: Paper) -> dict[str, Any]:
    """Returns the fields of a summary, in a fixed number of queries."""
    campaign = paper.campaign
    items = list(campaign.check_items.all())
    by_item, rows = progress.by_item(campaign), progress.by_unit(campaign, [])
    tally = progress.overall(by_item.values())
    totals = of_campaign(campaign).aggregate(
        **_counts(),
        severe=Count("pk", filter=OPEN & Q(severity="severe")),
        again=Count("pk", filter=Q(rounds__gt=0)),
    )
    return {
        "unit_count": str(len(rows)),
        "item_count": str(len(items)),
        "asked": str(tally.total),
        "answered": str(tally.done),
        "answered_share": share(tally.done, tally.total),
        "answers_found": str(tally.found),
        **{name: str(value) for name, value in totals.items()},
        "closed_share": share(totals["closed"], totals["raised"]),
        "categories": _categories(items, by_item, _grouped(of_campaign(campaign), "check_item_id")),
        "units": _units(rows, _grouped(of_campaign(campaign), "lead_unit_id")),
        "open_problems": [
            problem_row(n, problem)
            for n, problem in enumerate(
                of_campaign(campaign).filter(OPEN).select_related("lead_unit").order_by("due", "number")[:LISTED], start=1
            )
        ],
    }  # fmt: skip


def _counts() -> dict[str, Count]:
    return {
        "raised": Count("pk"),
        "closed": Count("pk", filter=Q(state__in=OVER)),
        "open": Count("pk", filter=OPEN),
        "late": Count("pk", filter=late()),
    }


def _grouped(problems: Any, key: str) -> dict[int | None, Counter[str]]:
    """The counts by a column."""
    rows: Iterable[dict[str, Any]] = problems.order_by().values(key).annotate(**_counts())
    return {row.pop(key): Counter(row) for row in rows}


def _categories(
    items: list[CheckItem], tallies: dict[int, progress.Tally], problems: dict[int | None, Counter[str]]
) -> list[dict[str, str]]:
    sums: dict[str, Counter[str]] = {}
    for item in items:
        row = sums.setdefault(item.category or "其他", Counter())
        row["items"] += 1
        row["found"] += tallies[item.pk].found if item.pk in tallies else 0
        row.update(problems.get(item.pk, Counter()))
    rest = problems.get(None)
    if rest:
        sums.setdefault("其他途径发现", Counter()).update(rest)
    return [
        {
            "ordinal": ordinal(number) if number < 100 else str(number),
            "name": name,
            **{key: str(row[key]) for key in ("items", "found", "raised", "closed", "open", "late")},
            "share": share(row["closed"], row["raised"]),
        }
        for number, (name, row) in enumerate(sums.items(), start=1)
    ]


def _units(rows: list[progress.Row], problems: dict[int | None, Counter[str]]) -> list[dict[str, str]]:
    """Units in the order people look for them: townships first, by their names."""
    ordered = sorted(rows, key=lambda row: (row.unit.kind != Unit.Kind.TOWNSHIP, row.unit.pinyin))
    return [
        {
            "serial": str(number),
            "unit": row.unit.short_name,
            "asked": str(row.tally.total),
            "answered": str(row.tally.done),
            **{key: str(problems.get(row.unit.pk, Counter())[key]) for key in ("raised", "closed", "late")},
        }
        for number, row in enumerate(ordered, start=1)
    ]
