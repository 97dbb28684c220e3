"""Builds a page's text piece by piece while tables note where their cells stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bihuan.plans.outline.labels import is_label
from bihuan.plans.page import Cell, Page, Table

_BLANKS = re.compile(r"[ \t\u3000\xa0]+")


@dataclass(frozen=True)
class Slot:
    """A cell before it is written: how to write it, its column, width, and whether it carries on the row above."""

    write: Callable[[], None]
    column: int
    width: int = 1
    carries_on: bool = False
    size: int = 0
    nested: bool = False


@dataclass
class Writer:
    """Collects text and leaf tables; `page` hands them over."""

    parts: list[str] = field(default_factory=list)
    at: int = 0
    tables: list[Table] = field(default_factory=list)

    def put(self, words: str) -> None:
        """Adds words as they are."""
        self.parts.append(words)
        self.at += len(words)

    def line(self, words: str) -> None:
        """Adds a line."""
        self.put(words + "\n")

    def last(self) -> str:
        """Returns the last character written."""
        return self.parts[-1][-1:] if self.parts and self.parts[-1] else ""

    def table(self, rows: list[list[Slot]]) -> None:
        """Writes a table; one without tables inside is noted with its cells."""
        start, leaf = self.at, not any(slot.nested for row in rows for slot in row)
        width = max((slot.column + slot.width for row in rows for slot in row), default=0)
        above: list[Cell] = []
        grid: list[tuple[Cell, ...]] = []
        for row in rows:
            above = self._row(row, width, above)
            grid.append(tuple(above))
        if leaf and width > 1 and len(grid) > 1:
            self.tables.append(Table(start, self.at, tuple(grid)))

    def _row(self, row: list[Slot], width: int, above: list[Cell]) -> list[Cell]:
        cells: list[Cell | None] = [None] * width
        for place, slot in enumerate(row):
            if slot.carries_on and slot.column < len(above):
                origin = above[slot.column]
                cells[slot.column] = Cell(origin.start, origin.end, False)
            else:
                self._cell(slot, cells)
                self._separate(row, place, cells)
        self._finish_line()
        return [cell if cell is not None else Cell(self.at, self.at, False) for cell in cells]

    def _cell(self, slot: Slot, cells: list[Cell | None]) -> None:
        start = self.at
        slot.write()
        for column in range(slot.column, min(len(cells), slot.column + slot.width)):
            cells[column] = Cell(start, self.at, column == slot.column)

    def _separate(self, row: list[Slot], place: int, cells: list[Cell | None]) -> None:
        """Between cells a tab; a colon after a label; a line feed where cells hold whole texts."""
        if place + 1 >= len(row) or row[place + 1].carries_on:
            return
        cell = cells[row[place].column]
        words = self._tail(cell.end - cell.start) if cell and len(row) <= 4 else ""
        long = row[place].size > 400 or row[place + 1].size > 400 or any(slot.nested for slot in row)
        self.put("：" if is_label(words.strip()) else "\n" if long else "\t")

    def _tail(self, size: int) -> str:
        """The last words written, empty where they are longer than any label."""
        return "".join(self.parts[-12:])[-size:] if 0 < size < 16 else ""

    def _finish_line(self) -> None:
        if self.last() != "\n":
            self.put("\n")

    def page(self) -> Page:
        """Returns what was written."""
        return Page("".join(self.parts), tuple(sorted(self.tables, key=lambda table: table.start)))


def squeeze(words: str) -> str:
    """Returns words with runs of blanks as one."""
    return _BLANKS.sub(" ", words).strip()
