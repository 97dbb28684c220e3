"""Tables that a copy flattened into text: piped lines, tabbed lines, and one cell a line."""

from __future__ import annotations

import re
from dataclasses import replace

from bihuan.plans.model import Span
from bihuan.plans.outline.marks import find_marks
from bihuan.plans.page import Cell, Page, Row, Table, inside, lines
from bihuan.plans.tables.columns import header_kinds, heading_kind
from bihuan.plans.tables.fitting import fit

_RULER = re.compile(r"^[\s|:：\-—+=┼─│]*$")
_END = re.compile(r"^\s*(?:注|备注|说明|附\s?件|填表|填报|制表|联系人)\s*[0-9]*\s*[:：]?|^\s*附\s?件")


def with_text_tables(page: Page) -> Page:
    """Returns the page with the tables found in its text added to those it has."""
    held = inside((table.start, table.end) for table in page.tables)
    free = [span for span in lines(page.text) if not held(span[0])]
    found = [*_delimited(page.text, free), *_stacked(page.text, free)]
    if not found:
        return page
    return replace(page, tables=tuple(sorted([*page.tables, *found], key=lambda table: table.start)))


def _delimited(text: str, spans: list[Span]) -> list[Table]:
    tables, at = [], 0
    while at < len(spans):
        sep = _separator(text[slice(*spans[at])])
        kinds = header_kinds(text[slice(*spans[at])].split(sep)) if sep else None
        if not sep or kinds is None:
            at += 1
            continue
        stop = _delimited_end(text, spans, at, sep)
        tables.append(_grid(text, spans[at:stop], sep))
        at = stop
    return tables


def _separator(line: str) -> str | None:
    for sep in ("|", "｜", "\t"):
        if line.strip().count(sep) >= 2:
            return sep
    return None


def _delimited_end(text: str, spans: list[Span], at: int, sep: str) -> int:
    width = text[slice(*spans[at])].strip().count(sep)
    stop, blanks = at + 1, 0
    while stop < len(spans):
        line = text[slice(*spans[stop])]
        blanks = 0 if line.strip() else blanks + 1
        continues = sep in line or (
            bool(line.strip()) and not _END.match(line) and _later_row(text, spans, stop, sep, width)
        )
        if blanks > 1 or (line.strip() and not continues):
            break
        stop += 1
    return stop


def _later_row(text: str, spans: list[Span], at: int, sep: str, width: int) -> bool:
    """Whether a line without separators is the middle of a row: the row so far is short and the rest follows soon."""
    before = text[slice(*spans[at - 1])]
    if before.strip().endswith(sep) and before.count(sep) >= width:
        return False
    return any(sep in text[slice(*span)] for span in spans[at + 1 : at + 4])


def _grid(text: str, spans: list[Span], sep: str) -> Table:
    head = _cells(text, spans[0], sep)
    rows: list[list[Cell]] = [head]
    for span in spans[1:]:
        line = text[slice(*span)]
        if not line.strip() or _RULER.match(line):
            continue
        cells = _cells(text, span, sep)
        if len(rows[-1]) < len(head) and len(rows) > 1 and len(rows[-1]) + len(cells) - 1 <= len(head):
            rows[-1] = _joined(rows[-1], cells)
        else:
            rows.append(cells)
    padded = [_padded(row, len(head)) for row in rows]
    return Table(spans[0][0], spans[-1][1], tuple(padded))


def _joined(row: list[Cell], more: list[Cell]) -> list[Cell]:
    """A cell with a line feed in it goes on in the next line."""
    return [*row[:-1], Cell(row[-1].start, more[0].end), *more[1:]]


def _cells(text: str, span: Span, sep: str) -> list[Cell]:
    start, end = span
    line = text[start:end]
    if sep != "\t":
        lead = len(line) - len(line.lstrip())
        start += lead + (1 if line.lstrip().startswith(sep) else 0)
        bare = line.rstrip()
        end = (
            span[0]
            + len(bare)
            - (
                1
                if bare.endswith(sep)
                and bare.count(sep) > 1
                and lead + 1 < len(bare)
                and line.lstrip().startswith(sep)
                else 0
            )
        )
    cells, at = [], start
    for piece in text[start:end].split(sep):
        cells.append(Cell(at, at + len(piece)))
        at += len(piece) + len(sep)
    return cells


def _stacked(text: str, spans: list[Span]) -> list[Table]:
    tables, at = [], 0
    while at < len(spans):
        count = _stacked_head(text, spans, at)
        if not count:
            at += 1
            continue
        table, at = _stack(text, spans, at, count)
        if table is not None:
            tables.append(table)
    return tables


def _stacked_head(text: str, spans: list[Span], at: int) -> int:
    """The number of lines that are a table's headings, one a line, from 序号 on; 0 where there are none."""
    if heading_kind(text[slice(*spans[at])].strip()) != "no":
        return 0
    count = 1
    while at + count < len(spans) and count < 16 and _heads(text[slice(*spans[at + count])].strip()):
        count += 1
    words = [text[slice(*span)].strip() for span in spans[at : at + count]]
    return count if count >= 3 and header_kinds(words) else 0


def _heads(words: str) -> bool:
    return bool(re.fullmatch(r"[^\d，。；：、,.;:]{2,12}", words))


def _stack(text: str, spans: list[Span], at: int, count: int) -> tuple[Table | None, int]:
    tabbed = all(text[span[0] : span[0] + 1] == "\t" for span in spans[at + 1 : at + count])
    head = tuple(Cell(*span) for span in spans[at : at + count])
    kinds = header_kinds([text[slice(*span)].strip() for span in spans[at : at + count]]) or []
    groups, stop = _groups(text, spans, at + count, tabbed, count)
    rows = [_row(text, group, kinds, tabbed) for group in groups]
    if not rows:
        return None, at + count
    return Table(spans[at][0], spans[stop - 1][1], (head, *rows)), stop


def _groups(text: str, spans: list[Span], at: int, tabbed: bool, count: int) -> tuple[list[list[Span]], int]:
    """The lines of each row: a row begins with the number after the last row's number."""
    groups: list[list[Span]] = []
    expected, stop = 1, at
    while stop < len(spans):
        line = text[slice(*spans[stop])]
        if line.strip() == str(expected) and (not tabbed or line.startswith("\t")):
            groups.append([])
            expected += 1
        elif not groups and line.strip():
            break
        elif groups and _over(text, spans, stop, groups[-1], count if not tabbed else 0, expected):
            break
        if groups:
            groups[-1].append(spans[stop])
        stop += 1
    return groups, stop


def _number_ahead(text: str, spans: list[Span], at: int, expected: int) -> bool:
    """Whether the next row's number stands alone on one of the following lines, before any heading of an annex."""
    for span in spans[at : at + 60]:
        words = text[slice(*span)].strip()
        if words == str(expected) or _END.match(words):
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


def _over(text: str, spans: list[Span], at: int, group: list[Span], count: int, expected: int) -> bool:
    """Whether the table ends before a line; `count` is the number of columns, 0 where tabs open the cells."""
    line = text[slice(*spans[at])]
    if not count:
        before_blank = not text[slice(*spans[at - 1])].strip(" ")
        return bool(line.strip()) and not line.startswith("\t") and before_blank
    filled = len(_merged_lines(text, group))
    full = filled >= count and bool(line.strip()) and not _goes_on(text, group[-1], spans[at])
    over = full and not _number_ahead(text, spans, at, expected)
    return bool(_END.match(line)) or over or filled > count + 6


def _row(text: str, group: list[Span], kinds: list[str | None], tabbed: bool) -> Row:
    if tabbed:
        return _padded(_tabbed_cells(text, group)[: len(kinds)], len(kinds))
    cells = [Cell(*span) for span in group]
    while cells and not text[cells[-1].start : cells[-1].end].strip():
        cells.pop()
    filled = [Cell(*span) for span in _merged_lines(text, group)]
    # blank lines inside a row are its blank cells; without any the words decide
    return _padded(cells, len(kinds)) if len(filled) < len(cells) <= len(kinds) else fit(text, filled, kinds)


def _padded(cells: list[Cell], width: int) -> Row:
    return (*cells, *[Cell(cells[-1].end, cells[-1].end)] * (width - len(cells)))


def _tabbed_cells(text: str, group: list[Span]) -> list[Cell]:
    cells: list[Cell] = []
    for start, end in group:
        if text[start : start + 1] == "\t":
            cells.append(Cell(start + 1, end))
        elif cells and text[start:end].strip():
            cells[-1] = Cell(cells[-1].start, end)
    return cells
