"""Reminders as people say them: 明天（周五）要报；后天起放假 3 天（清明）. Shown on first screens and copied; nothing is sent."""

from __future__ import annotations

from datetime import date

from bihuan import days
from bihuan.web.ui.words import WEEKDAYS, cn_date

_NEAR = ("今天", "明天", "后天")


def day_word(day: date, today: date) -> str:
    """Returns 今天, 明天, 后天, else 12月4日."""
    ahead = (day - today).days
    return _NEAR[ahead] if 0 <= ahead < len(_NEAR) else cn_date(day, today)


def due_words(due: date, today: date) -> str:
    """Returns 明天（周五）要报, with what rest comes before or right after it; for a past day how late it is."""
    if due < today:
        return f"{cn_date(due, today)}应报，已过 {(today - due).days} 天"
    said = f"{day_word(due, today)}（周{WEEKDAYS[due.weekday()]}）要报"
    rest = rest_words(due, today)
    return f"{said}；{rest}" if rest else said


def rest_words(due: date, today: date) -> str:
    """Returns 后天起放假 3 天（清明）; of a plain weekend only when the due day is in it; empty when nothing is in the way."""
    rest = days.rest_ahead(today, due)
    off = not days.kind_of(due).working
    if rest is None:
        return "当天休息" if off and due > today else ""
    begins = day_word(rest.first, today)
    if rest.name != "周末":
        return f"{begins}起放假 {rest.days} 天（{rest.name}）"
    if not off:
        return ""
    last = days.last_working_day_before_or_on(due)
    return f"{begins}起是周末，请在{day_word(last, today)}下班前报"


def unknown_words(dates: list[date]) -> str:
    """Returns 2028年放假安排还没有公布，只按周末算 for the first year among `dates` that is not known; else empty."""
    years = sorted({year for day in dates if (year := days.unknown_year(day))})
    return f"{years[0]}年放假安排还没有公布，只按周末算。" if years else ""
