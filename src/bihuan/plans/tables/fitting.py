"""Cells that lost their columns: each is put under the heading whose kind of words it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bihuan.plans.page import Cell, Row
from bihuan.plans.resolve.moments import points
from bihuan.plans.resolve.units import is_unit, split_units

_SOON = re.compile(r"立行立改|长期|持续|常态|立即")
_UNIT_KINDS = ("responsible", "lead", "assisting", "oversight")
_LONG = ("problem", "check", "task", "measures", "more")


def fit(text: str, cells: Sequence[Cell], kinds: Sequence[str | None]) -> Row:
    """Returns one cell a column: the monotone assignment with the best fit; cells over a column are joined to it."""
    scores = [[_score(text[cell.start : cell.end].strip(), kind) for kind in kinds] for cell in cells]
    best = _assign(scores, len(kinds))
    end = cells[-1].end if cells else 0
    row: list[Cell] = [Cell(end, end)] * len(kinds)
    for cell, column in zip(cells, best, strict=True):
        blank = row[column].start == row[column].end
        row[column] = cell if blank else Cell(row[column].start, cell.end)
    return tuple(row)


def _assign(scores: list[list[float]], width: int) -> list[int]:
    """Columns for the cells in rising order; two neighbours may share a column at a cost."""
    table: list[list[tuple[float, int]]] = []
    for at, row in enumerate(scores):
        table.append([_best_before(table, at, column, row[column]) for column in range(width)])
    if not table:
        return []
    column = max(range(width), key=lambda item: table[-1][item][0])
    path = [column]
    for at in range(len(scores) - 1, 0, -1):
        column = table[at][column][1]
        path.append(column)
    return path[::-1]


def _best_before(
    table: list[list[tuple[float, int]]], at: int, column: int, score: float
) -> tuple[float, int]:
    if at == 0:
        return score, -1
    options = [
        (table[at - 1][before][0] - (0.8 if before == column else 0), before) for before in range(column + 1)
    ]
    value, before = max(options)
    return value + score, before


def suits(words: str, kind: str | None) -> bool:
    """Returns False where the words cannot stand under a heading of units, times, people or numbers."""
    return kind in (None, "category", *_LONG) or _score(words, kind) >= 0


def _score(words: str, kind: str | None) -> float:
    if kind == "no":
        return 3.0 if re.fullmatch(r"\d{1,3}", words) else -3.0
    if kind in _UNIT_KINDS:
        return 2.0 if all(is_unit(name) for name in split_units(words)) and len(words) < 60 else -1.5
    if kind == "deadline":
        return 2.5 if (points(words) or _SOON.search(words)) and len(words) < 30 else -2.0
    if kind == "persons":
        return 1.0 if len(words) <= 12 and not points(words) and not is_unit(words) else -1.0
    if kind == "category":
        return 1.2 if len(words) <= 14 and not re.search(r"[。；，]", words) else -1.0
    return (1.5 if len(words) > 14 or words[-1:] in "。；" else -0.2) if kind in _LONG else 0.0
