"""The campaign as a plan: phases, what is looked into by category, what is reported, how much is done."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from bihuan.documents.official import day, ordinal
from bihuan.web.campaigns.models import Campaign, CheckItem, Phase
from bihuan.web.papers.gather.words import measures, until
from bihuan.web.papers.models import Paper


def data(paper: Paper) -> dict[str, Any]:
    """Returns the fields of a plan, in five queries."""
    campaign: Campaign = paper.campaign
    items = list(campaign.check_items.all())
    return {
        "starts": day(campaign.starts) if campaign.starts else "",
        "ends": day(campaign.ends) if campaign.ends else "",
        "item_count": str(len(items)),
        "gates": "、".join(campaign.gate_labels),
        "phases": [_phase(n, phase) for n, phase in enumerate(campaign.phases.all(), start=1)],
        "categories": categories(items),
        "obligations": [
            {"serial": str(n), "text": o.text} for n, o in enumerate(campaign.obligations.all(), start=1)
        ],
        "duties": [
            {"serial": str(n), "text": d.text.rstrip("。"), "amount": d.words}
            for n, d in enumerate(campaign.duties.all(), start=1)
        ],
    }


def _phase(number: int, phase: Phase) -> dict[str, str]:
    dates = "至".join(day(on) for on in (phase.starts, phase.ends) if on)
    return {"serial": str(number), "name": phase.name, "dates": dates}


def categories(items: list[CheckItem]) -> list[dict[str, Any]]:
    """The items by their category, in the order of the paper; those without one come as 其他."""
    made: list[dict[str, Any]] = []
    for name, group in groupby(items, key=lambda item: item.category or "其他"):
        rows = [item_row(item) for item in group]
        number = len(made) + 1
        made.append(
            {"ordinal": ordinal(number) if number < 100 else str(number), "name": name, "items": rows}
        )
    return made


def item_row(item: CheckItem) -> dict[str, str]:
    """One check item."""
    return {
        "serial": item.no or str(item.order),
        "category": item.category,
        "text": item.text,
        "responsible": item.responsible.replace("\n", "、"),
        "measures": measures(item.measures),
        "target": item.target,
        "due": until(item.deadline),
    }
