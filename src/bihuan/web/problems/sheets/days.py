"""Days as people and spreadsheet programs write them."""

from __future__ import annotations

import re
from datetime import date, timedelta

_WRITTEN = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?")
_ZERO = date(1899, 12, 30)  # where Excel's count of days begins
_SERIALS = range(36526, 73051)  # 2000 to 2099


def day(text: str) -> date | None:
    """The day of 2026-11-24, 2026/11/24, 2026年11月24日, 2026.11.24, 20261124 or 46350 (a date that lost its format); None for others."""
    text = text.strip()
    if re.fullmatch(r"\d{5}", text) and int(text) in _SERIALS:
        return _ZERO + timedelta(days=int(text))
    if re.fullmatch(r"20\d{6}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None
