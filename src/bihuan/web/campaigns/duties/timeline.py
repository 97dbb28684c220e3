"""The time line of phases: overlapping ones beside each other, gaps named, with a countdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.web.campaigns.models import Phase

# The drawing is a thousand wide whatever the screen.
WIDE = 1000
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stop:
    """A phase, or a gap between phases. `place`: past, now, next; `x` and `width` of WIDE draw its bar."""

    name: str
    starts: date | None
    ends: date | None
    place: str
    words: str
    gap: bool = False
    x: int = 0
    width: int = WIDE


@dataclass(frozen=True)
class Line:
    """Stops in the order of their beginnings, where today is (None outside), and the sentence of the header."""

    stops: list[Stop]
    now: int | None
    words: str


def line(phases: Iterable[Phase], today: date) -> Line:
    """Returns the time line as of `today`; without dated phases it has no bars."""
    named = [(p.name, p.starts, p.ends) for p in phases]
    edges = [day for _n, a, b in named for day in (a, b) if day]
    if not edges:
        return Line([_stop(n, a, b, today, None) for n, a, b in named], None, "")
    span = (min(edges), max(edges))
    stops = [_stop(n, a, b, today, span) for n, a, b in named]
    stops += [_stop("两个阶段之间", a, b, today, span, gap=True) for a, b in gaps(named)]
    stops.sort(key=lambda s: (s.starts or span[0], s.ends or span[1]))
    now = _at(today, span) if span[0] <= today <= span[1] else None
    return Line(stops, now, _sentence(stops))


def gaps(named: Iterable[tuple[str, date | None, date | None]]) -> list[tuple[date, date]]:
    """Returns the days between phases that belong to none, first and last day of each; an open phase leaves no gap after it."""
    found: list[tuple[date, date]] = []
    reached: date | None = None
    for start, end in sorted((a, b or date.max) for _n, a, b in named if a):
        if reached and start > reached + _DAY:
            found.append((reached + _DAY, start - _DAY))
        reached = max(reached or end, end)
        if reached == date.max:
            break
    return found


def _stop(
    name: str,
    starts: date | None,
    ends: date | None,
    today: date,
    span: tuple[date, date] | None,
    gap: bool = False,
) -> Stop:
    place, words = _place(starts, ends, today)
    if span is None:
        return Stop(name, starts, ends, place, words, gap)
    x = _at(starts or span[0], span)
    until = _at((ends or span[1]) + _DAY, span)
    return Stop(name, starts, ends, place, words, gap, x, max(until - x, 4))


def _place(starts: date | None, ends: date | None, today: date) -> tuple[str, str]:
    """past | now | next, and 第 85 天，还剩 37 天."""
    if ends and ends < today:
        return "past", f"已结束 {(today - ends).days} 天"
    if starts and starts > today:
        return "next", f"{(starts - today).days} 天后开始"
    begun = f"第 {(today - starts).days + 1} 天" if starts else "进行中"
    if ends is None:
        return "now", f"{begun}，没有写结束的日子"
    left = (ends - today).days
    return "now", f"{begun}，{f'还剩 {left} 天' if left else '今天结束'}"


def _at(day: date, span: tuple[date, date]) -> int:
    whole = (span[1] - span[0]).days + 1
    return (day - span[0]).days * WIDE // whole


def _sentence(stops: list[Stop]) -> str:
    """整改阶段第 85 天，还剩 37 天; phases that overlap are joined by a semicolon."""
    current = [f"{s.name}{s.words}" for s in stops if s.place == "now"]
    return "；".join(current)
