"""How figures and deadlines read in a paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from bihuan.documents.official import day


def share(part: int, whole: int) -> str:
    """62.5%, 100%; a dash where there is nothing to divide by."""
    if not whole:
        return "—"
    tenths = part * 1000 // whole
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"


def until(deadline: dict[str, Any] | None) -> str:
    """The deadline of a check item: its own words, else its day."""
    if not deadline:
        return ""
    words = str(deadline.get("text") or "").strip("。；;， ")
    given = str(deadline.get("date") or "")
    return words or (day(date.fromisoformat(given)) if given else "")


def measures(found: list[Any]) -> str:
    """The measures of a check item as one text."""
    return "".join(str(m.get("text", "")) if isinstance(m, dict) else str(m) for m in found)
