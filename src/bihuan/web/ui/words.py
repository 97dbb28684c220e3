"""How dates, numbers and identity numbers read on screen, on paper and in exports."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from bihuan.web.config import clock

WEEKDAYS = "一二三四五六日"


def day_of(value: date | datetime) -> date:
    """Returns the calendar day of `value` in Asia/Shanghai."""
    if isinstance(value, datetime):
        return value.astimezone(clock.ZONE).date() if value.tzinfo else value.date()
    return value


def cn_date(value: date | datetime | None, today: date | None = None) -> str:
    """Returns 11月24日, or 2027年2月22日 when it is in another year than `today`; empty for None."""
    if value is None:
        return ""
    day, now = day_of(value), today or clock.today()
    year = "" if day.year == now.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def cn_time(value: datetime | time | None) -> str:
    """Returns 17:30 in Asia/Shanghai; empty for None."""
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(clock.ZONE)
    return value.strftime("%H:%M") if value else ""


def cn_datetime(value: datetime | None, today: date | None = None) -> str:
    """Returns 11月24日 17:30, with 今天 for today's date."""
    if value is None:
        return ""
    now = today or clock.today()
    day = "今天" if day_of(value) == now else cn_date(value, now)
    return f"{day} {cn_time(value)}"


def cn_stamp(value: date | datetime | None, today: date | None = None) -> str:
    """Returns the short form of a time line: 08:41 today, else 11月24日, with the year on a line of its own if another."""
    if value is None:
        return ""
    now, day = today or clock.today(), day_of(value)
    if day == now:
        return cn_time(value) if isinstance(value, datetime) else "今天"
    short = f"{day.month}月{day.day}日"
    return short if day.year == now.year else f"{day.year}年\n{short}"


def cn_weekday(value: date | datetime) -> str:
    """Returns 星期二."""
    return f"星期{WEEKDAYS[day_of(value).weekday()]}"


def number(value: int | float | Decimal | None) -> str:
    """Returns 3,800; a dash of its own for None, so that missing never reads as nought."""
    if value is None:
        return "—"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float | Decimal) else f"{value:,}"


def mask_id(value: str | None) -> str:
    """Returns an identity number with birth date and order hidden: 990121********231X. Shorter values keep one third at most."""
    if not value:
        return ""
    if len(value) >= 15:
        return f"{value[:6]}{'*' * (len(value) - 10)}{value[-4:]}"
    keep = len(value) // 3
    return "*" * (len(value) - keep) + value[len(value) - keep :]


def mask_phone(value: str | None) -> str:
    """Returns a telephone number with the middle hidden: 139****5678."""
    if not value:
        return ""
    return f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}" if len(value) >= 11 else mask_id(value)
