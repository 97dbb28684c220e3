"""The clock beside a problem: days first, the date under it. Word and sign carry it, colour only helps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from bihuan.web.config import clock
from bihuan.web.config.parameters import amount
from bihuan.web.ui.words import cn_date, day_of

Day = date | datetime


@dataclass(frozen=True)
class Clock:
    """What `<c-clock>` shows: `kind` late|soon|ok|none|shut, the words, the line under them, the icon's name."""

    kind: str
    words: str
    under: str = ""
    icon: str = ""
    days: int | None = None

    def __str__(self) -> str:
        return f"{self.words}（{self.under}）" if self.under else self.words


def soon_days() -> int:
    """Returns within how many days a deadline counts as near."""
    return amount("soon_days")


def of_date(due: Day, today: date, *, extended: bool = False, soon: int) -> Clock:
    """Returns the clock of a dated deadline. An extended one stays amber however far off it is."""
    left, under = (day_of(due) - today).days, cn_date(due, today)
    if left < 0:
        return Clock("late", f"逾期 {-left} 天", under, icon="alarm", days=left)
    words = "今天到期" if left == 0 else f"剩 {left} 天"
    if left <= soon or extended:
        return Clock("soon", words, under, icon="clock-hour-9", days=left)
    return Clock("ok", words, under, days=left)


def clock_of(
    due: Day | None = None,
    *,
    first: Day | None = None,
    asked: Day | None = None,
    standing: bool = False,
    next_check: Day | None = None,
    event: str = "",
    closed: Day | None = None,
    closed_word: str = "销号",
    look_back: Day | None = None,
    today: date | None = None,
) -> Clock:
    """Returns the clock of one piece of work.

    `first` is the first deadline when it was extended since, `asked` an extension asked for and not decided yet;
    `standing` work has no end but a `next_check`; `event` names what is waited for; `closed` ends the clock.
    """
    return _clock(
        due,
        first,
        asked,
        standing,
        next_check,
        event,
        closed,
        closed_word,
        look_back,
        today or clock.today(),
        soon_days(),
    )


@lru_cache(maxsize=8192)
def _clock(
    due: Day | None,
    first: Day | None,
    asked: Day | None,
    standing: bool,
    next_check: Day | None,
    event: str,
    closed: Day | None,
    closed_word: str,
    look_back: Day | None,
    now: date,
    soon: int,
) -> Clock:
    """What follows from all that is asked of; the rows of lists repeat it."""
    if closed:
        under = f"回头看 {cn_date(look_back, now)}" if look_back else ""
        if look_back and day_of(look_back) < now:
            under = f"{under}，过了 {(now - day_of(look_back)).days} 天"
        return Clock("shut", f"{cn_date(closed, now)}{closed_word}", under)
    if standing:
        return Clock("none", "长期坚持", f"下次检查 {cn_date(next_check, now)}" if next_check else "")
    if event and not due:
        return Clock("none", f"等 {event}")
    if due is None:
        return Clock("none", "没定时限")
    made = of_date(due, now, extended=bool(first and day_of(first) < day_of(due)), soon=soon)
    if asked:
        return replace(made, under=f"申请延到{cn_date(asked, now)}")
    if first and day_of(first) != day_of(due):
        return replace(made, under=f"首次时限 {cn_date(first, now)}")
    return made
