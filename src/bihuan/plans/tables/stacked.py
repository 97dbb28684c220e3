"""Tables copied as one cell a line, or with blanks between the cells: headings from 序号 on, then rows by their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bihuan.plans.model import Span
from bihuan.plans.outline.marks import find_marks
from bihuan.plans.page import Cell, Row, Table
from bihuan.plans.tables.columns import header_kinds, heading_kind
from bihuan.plans.tables.fitting import fit, suits

END = re.compile(
    r"^\s*(?:注|备注|说明|附\s?件|填表|填报|制表|联系人)\s*[0-9]*\s*[:：]?|^\s*附\s?件|^\s*(?:请各|请于|以上|上述|特此)"
)
_TOKEN = re.compile(r"[^ \t\u3000\xa0]+")
_SPACED_HEAD = re.compile(r"(?m)(?:^|[ \t\u3000])序号[ \t\u3000]+[^\s\d，。；：、,.;:]{2,12}[ \t\u3000]+\S")


@dataclass(frozen=True)
class _Head:
    """The headings' spans, where the rows begin, whether cells open with tabs, whether blank lines stand between cells."""

    cells: tuple[Span, ...]
    stop: int
    tabbed: bool
    sparse: bool


def stacked(text: str, spans: list[Span]) -> list[Table]:
    """Returns the tables that stand one cell a line among the lines."""
    tables, at = [], 0
    while at < len(spans):
        head = _head(text, spans, at)
        if head is None:
            at += 1
            continue
        table, at = _stack(text, spans, head)
        if table is not None:
            tables.append(table)
    return tables


def spaced(text: str, spans: list[Span]) -> list[Table]:
    """Returns the tables whose cells only blanks divide, read as if each word group stood on a line of its own."""
    first = next((at for at, span in enumerate(spans) if _SPACED_HEAD.search(text, *span)), None)
    if first is None:
        return []
    words = [match.span() for span in spans[first:] for match in _TOKEN.finditer(text, *span)]
    return stacked(text, words)


def _head(text: str, spans: list[Span], at: int) -> _Head | None:
    """The lines that are a table's headings, from 序号 on; None where there are none."""
    first = text[slice(*spans[at])].strip()
    if not 1 <= len(first) <= 6 or heading_kind(first) != "no":
        return None
    cells, stop, sparse = [spans[at]], at + 1, False
    while stop < len(spans) and len(cells) < 16:
        words = text[slice(*spans[stop])].strip()
        if not words and stop + 1 < len(spans) and _heads(text[slice(*spans[stop + 1])].strip()):
            sparse, stop = True, stop + 1
        elif not _heads(words):
            break
        else:
            span, stop = _heading(text, spans, stop)
            cells.append(span)
    names = [text[slice(*span)].strip() for span in cells]
    if len(cells) < 3 or not header_kinds(names):
        return None
    tabbed = all(text[start : start + 1] == "\t" for start, _ in cells[1:])
    return _Head(tuple(cells), stop, tabbed, sparse)


def _heading(text: str, spans: list[Span], at: int) -> tuple[Span, int]:
    """One heading, put together where a narrow column broke it over two lines (整改 / 时限)."""
    words = text[slice(*spans[at])].strip()
    after = text[slice(*spans[at + 1])].strip() if at + 1 < len(spans) else ""
    broken = len(words) <= 3 and heading_kind(words) is None and len(after) <= 3 and _heads(after)
    if broken and heading_kind(words + after) is not None:
        return (spans[at][0], spans[at + 1][1]), at + 2
    return spans[at], at + 1


def _heads(words: str) -> bool:
    return bool(re.fullmatch(r"[^\d，。；：、,.;:]{2,12}", words))


def _stack(text: str, spans: list[Span], head: _Head) -> tuple[Table | None, int]:
    cells = tuple(Cell(*span) for span in head.cells)
    kinds = header_kinds([re.sub(r"\s", "", text[slice(*span)]) for span in head.cells]) or []
    groups, stop = _groups(text, spans, head)
    rows = [_row(text, group, kinds, head) for group in groups]
    if not rows:
        return None, head.stop
    return Table(head.cells[0][0], spans[stop - 1][1], (cells, *rows)), stop


def _groups(text: str, spans: list[Span], head: _Head) -> tuple[list[list[Span]], int]:
    """The lines of each row: a row begins with the number after the last row's number."""
    groups: list[list[Span]] = []
    expected, stop = 1, head.stop
    while stop < len(spans):
        line = text[slice(*spans[stop])]
        if line.strip() == str(expected) and (not head.tabbed or line.startswith("\t")):
            groups.append([])
            expected += 1
        elif line.strip() and not (groups and _within(text, spans, stop, groups[-1], head, expected)):
            break
        if groups:
            groups[-1].append(spans[stop])
        stop += 1
    return groups, stop


def _within(text: str, spans: list[Span], at: int, group: list[Span], head: _Head, expected: int) -> bool:
    """Whether a line that is not blank still belongs to the row."""
    line = text[slice(*spans[at])]
    if head.tabbed:
        return line.startswith("\t") or bool(text[slice(*spans[at - 1])].strip(" "))
    count, filled = len(head.cells), len(_merged_lines(text, group))
    if END.match(line) or filled > count + 6:
        return False
    return filled < count or _goes_on(text, group[-1], spans[at]) or _number_ahead(text, spans, at, expected)


def _number_ahead(text: str, spans: list[Span], at: int, expected: int) -> bool:
    """Whether the next row's number stands alone on one of the following lines, before any heading of an annex."""
    for span in spans[at : at + 60]:
        words = text[slice(*span)].strip()
        if words == str(expected) or END.match(words):
            return words == str(expected)
    return False


def _goes_on(text: str, before: Span, after: Span) -> bool:
    """Whether a line carries on the cell of the line before: its number follows a number there."""
    marks, last = find_marks(text, *after)[:1], find_marks(text, *before)
    return bool(marks) and any(
        marks[0].opens_line and mark.style == marks[0].style and mark.number + 1 == marks[0].number
        for mark in last
    )


def _merged_lines(text: str, group: list[Span]) -> list[Span]:
    """The cells of a row: lines that are not blank, numbered lists over several lines as one."""
    cells: list[Span] = []
    last: Span | None = None
    for span in group:
        if not text[slice(*span)].strip():
            continue
        if last is not None and _goes_on(text, last, span):
            cells[-1] = (cells[-1][0], span[1])
        else:
            cells.append(span)
        last = span
    return cells


def _row(text: str, group: list[Span], kinds: list[str | None], head: _Head) -> Row:
    if head.tabbed:
        return padded(_tabbed_cells(text, group)[: len(kinds)], len(kinds))
    cells = [Cell(*span) for span in group]
    while cells and not text[cells[-1].start : cells[-1].end].strip():
        cells.pop()
    filled = [Cell(*span) for span in _merged_lines(text, group)]
    # blank lines inside a row are its blank cells; without any the words decide
    blank = any(not text[cell.start : cell.end].strip() for cell in cells)
    placed = blank and not head.sparse and len(cells) <= len(kinds)
    if placed or _straight(text, filled, kinds):
        return padded(cells if placed else filled, len(kinds))
    return fit(text, filled, kinds)


def _straight(text: str, filled: list[Cell], kinds: list[str | None]) -> bool:
    """Whether the cells fill the columns in order, at most the remark at the end left out, and none contradicts its heading."""
    missing = len(kinds) - len(filled)
    if missing not in (0, 1) or (missing == 1 and kinds[-1] not in ("progress", None)):
        return False
    return all(
        suits(text[cell.start : cell.end].strip(), kind) for cell, kind in zip(filled, kinds, strict=False)
    )


def padded(cells: list[Cell], width: int) -> Row:
    """Returns the cells with blank ones added up to the width."""
    return (*cells, *[Cell(cells[-1].end, cells[-1].end)] * (width - len(cells)))


def _tabbed_cells(text: str, group: list[Span]) -> list[Cell]:
    cells: list[Cell] = []
    for start, end in group:
        if text[start : start + 1] == "\t":
            cells.append(Cell(start + 1, end))
        elif cells and text[start:end].strip():
            cells[-1] = Cell(cells[-1].start, end)
    return cells
