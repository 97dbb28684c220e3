"""Tables that a copy flattened into text: piped lines, tabbed lines, and one cell a line."""

from __future__ import annotations

import re
from dataclasses import replace

from bihuan.plans.model import Span
from bihuan.plans.page import Cell, Page, Table, inside, lines
from bihuan.plans.tables.aligned import aligned
from bihuan.plans.tables.columns import header_kinds
from bihuan.plans.tables.stacked import END, padded, spaced, stacked

_RULER = re.compile(r"^[\s|:：\-—+=┼─│]*$")


def with_text_tables(page: Page) -> Page:
    """Returns the page with the tables found in its text added to those it has."""
    held = inside((table.start, table.end) for table in page.tables)
    free = [span for span in lines(page.text) if not held(span[0])]
    found: list[Table] = []
    for search in (_delimited, aligned, stacked):
        taken = inside((table.start, table.end) for table in found)
        found += search(page.text, [span for span in free if not taken(span[0])])
    found = found or spaced(page.text, free)
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
            bool(line.strip()) and not END.match(line) and _later_row(text, spans, stop, sep, width)
        )
        if blanks > 1 or (line.strip() and not continues):
            break
        stop += 1
    return stop


def _later_row(text: str, spans: list[Span], at: int, sep: str, width: int) -> bool:
    """Whether a line without separators is the middle of a row: the row so far is short and the rest follows soon."""
    before = text[slice(*spans[at - 1])]
    if before.strip().endswith(sep) and before.count(sep) >= width:
        # a heading over the rows that follow
        return (
            len(text[slice(*spans[at])].strip()) <= 40
            and sep in text[slice(*spans[min(at + 1, len(spans) - 1)])]
        )
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
    return Table(spans[0][0], spans[-1][1], tuple(padded(row, len(head)) for row in rows))


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
