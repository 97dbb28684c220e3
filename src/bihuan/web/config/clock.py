"""The one clock. Nothing else asks the system for the time, so that a day can be replayed in a test and in a repeated run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[datetime | None] = ContextVar("bihuan_frozen_clock", default=None)


def now() -> datetime:
    """Returns the present moment, aware, in Asia/Shanghai."""
    return _frozen.get() or datetime.now(ZONE)


def today() -> date:
    """Returns the calendar day in Asia/Shanghai."""
    return now().astimezone(ZONE).date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Makes `at` (aware) the present moment inside the block."""
    if at.tzinfo is None:
        raise ValueError("时钟要带时区的时间：请给出 Asia/Shanghai 的 datetime。")
    token = _frozen.set(at)
    try:
        yield
    finally:
        _frozen.reset(token)
