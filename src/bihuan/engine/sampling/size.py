"""How many are drawn from each stratum."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SizeRule:
    """`percent` of each stratum, rounded up, but at least `at_least`, and never more than there are.

    A fixed number for each stratum is `SizeRule(0, number)`. ValueError for a rule that draws nothing, or more than all.
    """

    percent: int
    at_least: int

    def __post_init__(self) -> None:
        if not 0 <= self.percent <= 100:
            raise ValueError(f"抽取比例要在 0 到 100 之间，现在是 {self.percent}。")
        if self.at_least < 0:
            raise ValueError(f"每个单位至少抽几件，不能是负数：{self.at_least}。")
        if self.percent == 0 and self.at_least == 0:
            raise ValueError("比例和最少件数都是 0，一件也抽不到。请至少定一个。")

    def size(self, count: int) -> int:
        """Returns how many of `count` are drawn; whole numbers only, so that nobody's rounding differs."""
        share = -(-count * self.percent // 100)
        return min(count, max(share, self.at_least))
