"""What is wrong with a file as a whole (it is refused) or with a cell of it (its row is not taken)."""

from collections.abc import Iterable
from dataclasses import dataclass


class ImportRefused(Exception):
    """The whole file or import is refused; the message says in Chinese what, why, and what next."""


@dataclass(frozen=True)
class Fault:
    """One mistake: its place, what stands there, why it is refused, what to do. `key` is the column's key."""

    sheet: str
    row: int
    key: str
    column: str
    value: str
    why: str
    todo: str

    def __str__(self) -> str:
        return f"“{self.sheet}”第{self.row}行“{self.column}”{self.short}"

    @property
    def short(self) -> str:
        """The mistake without its place, as it stands in the marked copy beside the row."""
        shown = f"填的是“{self.value}”，" if self.value else "" if self.key == "key" else "没有填，"
        return f"{shown}{self.why}。{self.todo}。"


def said(faults: Iterable[Fault]) -> str:
    """Returns the mistakes of a row in one line: “日期”不是一个日期。请照样子填。"""
    return "".join(f"“{fault.column}”{fault.why}。{fault.todo}。" for fault in faults)
