"""The data of each kind of paper, from the live rows: what `documents.papers.kinds` declares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bihuan.documents.official import day
from bihuan.web.config import clock
from bihuan.web.papers.gather import circular, claim, letter, plan, summary
from bihuan.web.papers.models import Paper
from bihuan.web.ui.context import county_name

_OF: dict[str, Callable[[Paper], dict[str, Any]]] = {
    "plan": plan.data, "summary": summary.data, "circular": circular.data, "letter": letter.data, "claim": claim.data,
}  # fmt: skip


def gathered(paper: Paper) -> dict[str, Any]:
    """Returns everything the paper's template may use; a fixed number of queries for each kind."""
    today = day(clock.today())
    words = {"campaign": f"“{paper.campaign.title}”", "county": county_name(), "today": today}
    return {
        **words,
        "title": paper.title,
        "number": paper.number,
        "addressee": paper.addressee.rstrip("：: "),
        "opening": _with(paper.opening, words),
        "closing": _with(paper.closing, words),
        "issuer": paper.issuer,
        "date": day(paper.dated or clock.today()),
        **_OF[paper.kind](paper),
    }


def _with(text: str, words: dict[str, str]) -> str:
    """{campaign} and the like in what people wrote, as the shipped openings have them."""
    for name, value in words.items():
        text = text.replace("{" + name + "}", value)
    return text


def named_units(paper: Paper, data: dict[str, Any]) -> list[int]:
    """Returns the ids of the units that the paper is about: they are who reads it. Empty: all whom the campaign was published to."""
    if paper.about_id:
        return [paper.about_id]
    return list(data.get("unit_ids", []))
