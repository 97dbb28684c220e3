"""The figures of a page as what templates draw: each number with its words and the address of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bihuan.web.campaigns.models import Campaign, Return
from bihuan.web.config import clock
from bihuan.web.dashboard.figures.links import rows_url
from bihuan.web.dashboard.figures.reading import Figures, Kind, mondays
from bihuan.web.ui.words import cn_date

FUNNEL = {
    "found": "发现",
    "dispatched": "已交办",
    "put_right": "报了完成",
    "verified": "核验过整改到位",
    "closed": "已销号",
}
COMPARED = ("found", "closed", "open", "late", "soon", "reopened", "returned", "fell_back", "repeat")
RECORD = {
    "handed_late": ("晚交的", "报完成时已经过了时限"),
    "returned": ("退回过的", "核验没有过，退回重改"),
    "reopened": ("重新打开过的", "销号后又发现"),
    "fell_back": ("回头看又发现的", "约定的回头看没有站住"),
    "repeat": ("标为重复的", "和以前登记过的是同一件"),
    "severe": ("严重没销号的", ""),
}


@dataclass(frozen=True)
class Number:
    """A figure and where its rows are; no address where it is nought or has no one list."""

    n: int
    url: str = ""
    words: str = ""
    share: str = ""
    width: int = 0

    @property
    def link(self) -> SafeString:
        """The figure as a cell shows it."""
        if not self.url:
            return format_html('<span class="q">{}</span>' if not self.n else "{}", self.n)
        return format_html('<a href="{}">{}</a>', self.url, self.n)


@dataclass(frozen=True)
class Numbers:
    """Makes numbers of one whole: of one place or unit, one campaign."""

    held: Figures
    kind: Kind | None = None
    key: int | None = None
    campaign: int | None = None
    linked: bool = True

    def of(self, fact: str, **more: Any) -> Number:
        """The figure of a fact."""
        n = self.held[fact]
        return Number(n, self._url(fact) if n else "", **more)

    def of_week(self, fact: str, monday: date) -> Number:
        """The figure of one week."""
        n = self.held.weeks[fact, monday]
        return Number(n, self._url(fact, week=monday) if n else "")

    def _url(self, fact: str, **more: Any) -> str:
        if not self.linked:
            return ""
        return rows_url(fact, self.kind, self.key, campaign=self.campaign, **more)

    def all(self, facts: Iterable[str]) -> dict[str, Number]:
        """Several by fact."""
        return {fact: self.of(fact) for fact in facts}


def percent(share: float | None) -> str:
    """73%, or a dash where there is nothing to share. Never rounded up to the whole."""
    if share is None:
        return "—"
    return f"{int(share * 100)}%" if share > 0.99 else f"{share * 100:.0f}%"


def funnel(numbers: Numbers) -> list[Number]:
    """The steps from found to closed: how many came so far, their share of what was found."""
    held = numbers.held
    return [
        numbers.of(
            fact,
            words=words,
            share=percent(held.share(fact, "found")),
            width=round(100 * (held.share(fact, "found") or 0)),
        )
        for fact, words in FUNNEL.items()
    ]


def trend(numbers: Numbers, today: date) -> list[dict[str, Any]]:
    """A line a week: its words, what was found and closed in it."""
    return [
        {
            "words": f"{monday.month}月{monday.day}日起",
            "found": numbers.of_week("found", monday),
            "closed": numbers.of_week("closed", monday),
            "now": monday + timedelta(days=7) > today,
        }
        for monday in mondays(today)
    ]


def record(numbers: Numbers) -> list[Number]:
    """What stays on the record, zeros too."""
    return [numbers.of(fact, words=words, share=why) for fact, (words, why) in RECORD.items()]


@dataclass(frozen=True)
class Line:
    """One place or unit among others."""

    name: str
    url: str
    numbers: dict[str, Number]
    share: str
    rest: int

    @property
    def rank(self) -> tuple[int, int, str]:
        return -self.numbers["late"].n, -self.numbers["open"].n, self.name


def lines(
    rows: dict[int, Figures], names: dict[int, str], kind: Kind, campaign: int | None, urls: dict[int, str] | None = None
) -> list[Line]:  # fmt: skip
    """One line for each that holds anything, most overdue first."""
    made = []
    for key, held in rows.items():
        if key not in names or not held["found"]:
            continue
        numbers = Numbers(held, kind, key, campaign).all(COMPARED)
        share = percent(held.share("closed", "found"))
        made.append(Line(names[key], (urls or {}).get(key, ""), numbers, share, held["open"] - held["late"]))
    return sorted(made, key=lambda line: line.rank)


def shut(made: list[Line]) -> int:
    """How many of the lines have nothing open."""
    return sum(not line.numbers["open"].n for line in made)


def handed_in(campaign: int | None, unit: int | None = None) -> list[dict[str, Any]]:
    """Returns due so far by running campaign, as far as the reader sees them: due, handed in, missing; one question."""
    today = clock.today()
    rows = Return.objects.filter(campaign__state=Campaign.State.RUNNING, due__lte=today, merged=False)
    rows = rows.exclude(state=Return.State.WITHDRAWN)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    if unit is not None:
        rows = rows.filter(unit=unit)
    groups = rows.order_by().values("campaign", "campaign__title").annotate(
        asked=Count("pk"),
        missing=Count("pk", filter=Q(state=Return.State.WAITING, due__lt=today)),
        back=Count("pk", filter=Q(state=Return.State.RETURNED)),
        waiting=Count("pk", filter=Q(state=Return.State.WAITING, due=today)),
    ).order_by("-campaign")  # fmt: skip
    return [
        {
            **group,
            "got": group["asked"] - group["missing"] - group["back"] - group["waiting"],
            "url": reverse("campaigns:returns", args=[group["campaign"]]),
        }
        for group in groups
    ]


def checked_words(at: Any, differed: int) -> str:
    """When the figures were last recounted, and what came of it."""
    if at is None:
        return "随每次办理更新，每天夜里按清单重算一遍"
    local = at.astimezone(clock.ZONE)
    result = "和清单一致" if not differed else f"改正了 {differed} 个"
    return f"随每次办理更新；{cn_date(local.date())} {local:%H:%M} 按清单重算过，{result}"
