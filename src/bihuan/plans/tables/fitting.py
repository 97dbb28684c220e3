"""Cells that lost their columns: each is put under the heading whose kind of words it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bihuan.plans.page import Cell, Row
from bihuan.plans.resolve.moments import points
from bihuan.plans.resolve.units import is_unit, split_units

_SOON = re.compile(r"立行立改|长期|持续|常态|立即")
_UNIT_KINDS = ("responsible", "lead", "assisting", "oversight")
_ITEMS = ("problem", "check", "task")
_TITLED = re.compile(
    r"(?:书记|[县市区镇乡省]长|主任|主席|局长|部长|常委|委员|秘书长|处长|科长|股长|站长|校长|院长|经理)[\s　]*[\u4e00-\u9fff ]{2,5}$"
)
# what is done opens with a verb; no name does
_ACTS = re.compile(
    r"(?:立即|及时|进一步|全面|逐[户项一条笔]|重新|按[照规程时]|依法|督促|责令|补[充录交缴发办]|核[查实对减销]|清[理退查收]|追[缴回]|停[发止]|修[复订改缮]|完善|开展|加[强快大]|建立|健全"
    r"|组织|制[定订]|规范|落实|约谈|拆除|更[换新正]|申[报请]|公[示开]|整[改治合]|对[照接]|退[还回缴]|收[回缴]|归[还垫]|调[整查]|强化|严格|明确|安排|新[建增]|改[造建]|委托|签订|取消|纳入|召开|印发)"
)
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
    if kind == "persons" and _TITLED.search(words):
        return 1.8
    if kind in ("persons", "measures") and _ACTS.match(words):
        return 1.4 if kind == "measures" else -1.0
    if kind == "persons":
        return 1.0 if len(words) <= 12 and not points(words) and not is_unit(words) else -1.0
    if kind == "category":
        return 1.2 if len(words) <= 14 and not re.search(r"[。；，]", words) else -1.0
    if kind in _LONG:
        # a row without its item is no row: where one long cell is missing it is another column's
        return (1.7 if kind in _ITEMS else 1.5) if len(words) > 14 or words[-1:] in "。；" else -0.2
    return 0.0
