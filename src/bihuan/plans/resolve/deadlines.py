"""The words of a deadline as immediate, dated, standing or tied to an event."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Literal

from bihuan.plans.model import Deadline, DeadlineKind
from bihuan.plans.numerals import to_int
from bihuan.plans.resolve.moments import points, resolve

_IMMEDIATE = re.compile(
    r"立行立改|立即|即知即改|边查边改|即行即改|马上|即刻|立整立改|已(?:经)?(?:完成|整改)|当场"
)
_STANDING = re.compile(r"长期|持续|常态|长效|坚持|全年|日常")
_PERIOD = re.compile(
    r"([0-9０-９一二三四五六七八九十两]{1,3})\s?(?:个)?(工作日|日|天|周|个?月)(?:之?内|以内|左右)"
)
_DAYS = {"工作日": 1, "日": 1, "天": 1, "周": 7, "月": 30, "个月": 30}


@lru_cache(maxsize=1024)
def read_deadline(text: str, anchor: date | None) -> Deadline:
    """Returns the deadline that the words mean; its date is None where words give none."""
    moments = points(text)
    found = resolve(moments[-1], anchor) if moments else None
    days, kind = _period(text)
    return Deadline(text, _kind(text, bool(moments)), found[1] if found else None, days, kind)


def _kind(text: str, dated: bool) -> DeadlineKind:
    if dated:
        return "dated"
    if _IMMEDIATE.search(text):
        return "immediate"
    return "standing" if _STANDING.search(text) else "event"


def _period(text: str) -> tuple[int | None, Literal["calendar", "working"] | None]:
    match = _PERIOD.search(text)
    if not match:
        return None, None
    days = (to_int(match[1]) or 0) * _DAYS[match[2]]
    return days, "working" if match[2] == "工作日" else "calendar"
