"""Tags: short words an office groups its problems by; what is used already is offered first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from bihuan.web.problems.models import Problem

LONGEST, MOST = 12, 8
OFFERED = 12
_DIVIDERS = re.compile(r"[、，,；;\s#＃]+")


def split(text: str) -> list[str]:
    """The tags in a line of text, in order, each once: “饮水、危房” -> ["饮水", "危房"]."""
    return list(dict.fromkeys(part for part in _DIVIDERS.split(text) if part))


def faults(tags: Iterable[str]) -> str:
    """Why these are no tags, in Chinese; empty when they are."""
    given = list(tags)
    long = [tag for tag in given if len(tag) > LONGEST]
    if long:
        return f"标签“{long[0]}”有 {len(long[0])} 个字，最多 {LONGEST} 个。请用短词，几个标签用顿号隔开。"
    if len(given) > MOST:
        return f"一件最多 {MOST} 个标签，现在 {len(given)} 个。请留最常用来查找的。"
    return ""


def suggestions(limit: int = OFFERED) -> list[str]:
    """The tags used most on the newest thousand tagged problems in sight."""
    used = Problem.objects.exclude(tags=[]).order_by("-id").values_list("tags", flat=True)[:1000]
    counted = Counter(tag for tags in used for tag in tags)
    return [tag for tag, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]]
