"""What a template draws of a list: heads, tabs, controls, rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from bihuan.web.ui.tables.columns import Column, Filter


@dataclass(frozen=True)
class Head:
    """A column's head: where a click leads, the sort it shows."""

    column: Column
    url: str
    sorted: str  # "", ascending, descending


@dataclass(frozen=True)
class Tab:
    """A saved filter with its count."""

    key: str
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Control:
    """A filter as the bar shows it."""

    filter: Filter
    choices: list[tuple[str, str, bool]]
    values: list[str]

    @property
    def in_front(self) -> bool:
        """Returns whether the bar itself shows it: always, or because it narrows the list; days stay beside their pair."""
        return not self.filter.more or (bool(self.values) and self.filter.kind != "date")

    @property
    def words(self) -> str:
        """Returns the chosen words, or how many."""
        chosen = [words for _, words, on in self.choices if on] or self.values
        return "、".join(chosen) if len(chosen) <= 3 else f"{len(chosen)} 个"


@dataclass(frozen=True)
class Row:
    """A row with its cells drawn."""

    object: Any
    cells: list[tuple[Column, SafeString]]
    pick: str
    url: str
    classes: str
