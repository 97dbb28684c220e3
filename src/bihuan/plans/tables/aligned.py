"""Tables whose cells several blanks divide: a heading line, then a row a line; blank cells are lost and found again by fit."""

from __future__ import annotations

import re

from bihuan.plans.model import Span
from bihuan.plans.page import Cell, Row, Table
from bihuan.plans.tables.columns import header_kinds
from bihuan.plans.tables.fitting import fit

_WIDE = re.compile(r"\S(?:[ \u3000\xa0]{2,}|\t)\S+(?:[ \u3000\xa0]{2,}|[ \u3000\xa0]*\t)\S")
_CELL = re.compile(r"\S+(?:[ \u3000\xa0]\S+)*")
_GROUP = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．][^。；\n]{2,40}")

_NUMERAL = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?")


def aligned(text: str, spans: list[Span]) -> list[Table]:
    """Returns the tables among the lines that two or more blanks divide into cells."""
    wide = _WIDE.search(text)
    if wide is None:
        return []
    at = next((place for place, span in enumerate(spans) if span[1] >= wide.start()), len(spans))
    tables: list[Table] = []
    while at < len(spans):
        head = _cells(text, spans[at])
        kinds = header_kinds([text[slice(*cell)] for cell in head]) if len(head) >= 3 else None
        rows, stop = _rows(text, spans, at + 1, kinds) if kinds else ([], at + 1)
        if rows:
            cells = tuple(Cell(*cell) for cell in head)
            tables.append(Table(spans[at][0], spans[stop - 1][1], (cells, *rows)))
        at = stop if rows else at + 1
    return tables


def _cells(text: str, span: Span) -> list[Span]:
    return [match.span() for match in _CELL.finditer(text, *span)]


def _rows(text: str, spans: list[Span], at: int, kinds: list[str | None]) -> tuple[list[Row], int]:
    rows: list[Row] = []
    stop, many = at, 0
    while stop < len(spans):
        cells = _cells(text, spans[stop])
        if not cells and stop + 1 < len(spans) and len(_cells(text, spans[stop + 1])) > 1:
            stop += 1
            continue
        row = _row(text, cells, kinds)
        if row is None:
            break
        many += len(cells) > 1
        rows.append(row)
        stop += 1
    return (rows, stop) if many >= 2 else ([], at)


def _row(text: str, cells: list[Span], kinds: list[str | None]) -> Row | None:
    """A full line in order, a short one by what its cells say, a heading over all columns; None where it is no row."""
    if len(cells) == len(kinds):
        return tuple(Cell(*cell) for cell in cells)
    if len(cells) == 1 and _GROUP.fullmatch(text[slice(*cells[0])]):
        return (Cell(*cells[0]), *[Cell(*cells[0], origin=False)] * (len(kinds) - 1))
    if len(cells) == 2 and _NUMERAL.fullmatch(text[slice(*cells[0])]) and kinds[0] == "no":
        end = cells[1][1]
        return (Cell(*cells[0]), Cell(*cells[1]), *[Cell(end, end)] * (len(kinds) - 2))
    if 2 * len(cells) < len(kinds) or len(cells) < 2 or len(cells) > len(kinds):
        return None
    return fit(text, [Cell(*cell) for cell in cells], kinds)
