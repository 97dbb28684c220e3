"""How a return or a counter stands on a day: derived from dates and numbers, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bihuan.web.campaigns.models.duties import DutyCount, Return
from bihuan.web.ui.words import day_of, number

State = Return.State


@dataclass(frozen=True)
class Standing:
    """`kind`: future, missing, back, back_late, review, on_time, was_late, withdrawn; `days` late, `words` for the matrix."""

    kind: str
    days: int
    words: str

    @property
    def late(self) -> bool:
        """Missing now: nobody handed it in, or not again after it was sent back."""
        return self.kind in ("missing", "back_late")


def of_return(row: Return, today: date) -> Standing:
    """Returns how a return stands. A later hand-in counts against the first date; one sent back, against its new date."""
    if row.state == State.WITHDRAWN:
        return Standing("withdrawn", 0, "—")
    if row.state == State.WAITING:
        over = (today - row.due).days
        return Standing("missing", over, f"缺 {over} 天") if over > 0 else Standing("future", 0, _by(row.due))
    if row.state == State.RETURNED:
        over = max(0, (today - row.again_due).days) if row.again_due else 0
        return Standing("back_late" if over else "back", over, f"退回 {over} 天" if over else "退回")
    late = days_late(row)
    if row.state == State.HANDED_IN:
        return Standing("review", late, "待审")
    words = f"晚 {late} 天" if late else _day(row)
    return Standing("was_late" if late else "on_time", late, words)


def days_late(row: Return) -> int:
    """Returns by how many days it came late, at first or after it was sent back; 0 in time or not handed in."""
    if row.first_handed_in_at is None or row.handed_in_at is None:
        return 0
    first = (day_of(row.first_handed_in_at) - row.due).days
    again = (day_of(row.handed_in_at) - row.again_due).days if row.again_due else 0
    return max(0, first, again)


def _by(due: date) -> str:
    return f"{due.day}日前"


def _day(row: Return) -> str:
    if row.handed_in_at is None:
        return ""
    day = day_of(row.handed_in_at)
    return (
        f"{day.day}日" if (day.year, day.month) == (row.due.year, row.due.month) else f"{day.month}.{day.day}"
    )


@dataclass(frozen=True)
class Reckoning:
    """A counter against its bound: `short` is still wanted, `over` is too much."""

    short: Decimal
    over: Decimal

    @property
    def met(self) -> bool:
        return not self.short and not self.over

    @property
    def words(self) -> str:
        """差 6, 超 2, or 够了."""
        if self.short:
            return f"差 {number(self.short)}"
        return f"超 {number(self.over)}" if self.over else "够了"


def reckon(bound: str, wanted: Decimal, done: Decimal) -> Reckoning:
    """Returns shortfall and excess: `min` can only be short, `max` only over, `exact` both."""
    nought = Decimal(0)
    short = max(nought, wanted - done) if bound in ("min", "exact") else nought
    return Reckoning(short, max(nought, done - wanted) if bound in ("max", "exact") else nought)


def over(count: DutyCount, today: date) -> bool:
    """Whether the counter's period has ended."""
    return count.period_end is not None and count.period_end < today
