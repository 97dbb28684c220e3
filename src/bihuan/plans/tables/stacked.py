"""Tables copied as one cell a line, or with blanks between the cells: headings from 序号 on, then rows by their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bihuan.plans.model import Span
from bihuan.plans.outline.marks import find_marks
from bihuan.plans.page import Cell, Row, Table
from bihuan.plans.tables.columns import header_kinds, heading_kind
from bihuan.plans.tables.fitting import fit, suits

END = re.compile(
    r"^\s*(?:注|备注|说明|附\s?件|填表|填报|制表|联系人)\s*[0-9]*\s*[:：]?|^\s*附\s?件|^\s*(?:请各|请于|以上|上述|特此)"
)
# a heading is short, blanks included
_WIDEST = 24
_GROUP = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．][^。；\n]{2,40}")
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
        short = spans[at][1] - spans[at][0] <= _WIDEST
        head = (_head(text, spans, at) or _bare_head(text, spans, at)) if short else None
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
    if not _opens(text, spans, at):
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


def _bare_head(text: str, spans: list[Span], at: int) -> _Head | None:
    """The headings of a table without numbers: four lines or more, each known, the item's among them."""
    cells: list[Span] = []
    while at < len(spans) and len(cells) < 16:
        words = text[slice(*spans[at])].strip()
        if not _heads(words) or (heading_kind(words) is None and cells and not _known(text, spans, at + 1)):
            break
        cells.append(spans[at])
        at += 1
    kinds = header_kinds([text[slice(*span)].strip() for span in cells]) if len(cells) >= 4 else None
    if kinds is None or "no" in kinds:
        return None
    return _Head(tuple(cells), at, False, False)


def _known(text: str, spans: list[Span], at: int) -> bool:
    words = text[slice(*spans[at])].strip() if at < len(spans) else ""
    return _heads(words) and heading_kind(words) is not None


def _opens(text: str, spans: list[Span], at: int) -> bool:
    """Whether the line is 序号, or a heading such as 类别 with 序号 on the line after."""
    words = [text[slice(*span)].strip() for span in spans[at : at + 4]]
    filled = [word for word in words if word][:2] if words[0] else []
    kinds = [heading_kind(word) if len(word) <= 6 else None for word in filled]
    return kinds[:1] == ["no"] or kinds == ["category", "no"] or kinds == ["place", "no"]


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
    if "no" not in kinds:
        return _counted_stack(text, spans, head, kinds)
    if kinds[1:2] == ["no"]:
        return _led_stack(text, spans, head, kinds)
    over = _heading_over(text, spans, head.stop)
    groups, stop = _groups(text, spans, replace(head, stop=over + 1) if over is not None else head)
    banners = [spans[over]] if over is not None else []
    rows: list[Row] = [banner(span, len(kinds)) for span in banners]
    for group in groups:
        last = (
            group[-1]
            if group is not groups[-1] and _GROUP.fullmatch(text[slice(*group[-1])].strip())
            else None
        )
        rows.append(_row(text, group[:-1] if last else group, kinds, head))
        rows += [banner(last, len(kinds))] if last else []
    if not groups:
        return None, head.stop
    return Table(head.cells[0][0], spans[stop - 1][1], (cells, *rows)), stop


def _counted_stack(
    text: str, spans: list[Span], head: _Head, kinds: list[str | None]
) -> tuple[Table | None, int]:
    """Rows of as many lines as there are headings, blank ones for blank cells, while they suit the headings."""
    rows: list[Row] = []
    at, width = head.stop, len(kinds)
    while at + width <= len(spans):
        row = [Cell(*span) for span in spans[at : at + width]]
        filled = [cell for cell in row if text[cell.start : cell.end].strip()]
        if 2 * len(filled) < width or END.match(text[slice(*spans[at])]) or not _suit(text, row, kinds):
            break
        rows.append(tuple(row))
        at += width
    if len(rows) < 2:
        return None, head.stop
    return Table(head.cells[0][0], spans[at - 1][1], (tuple(Cell(*span) for span in head.cells), *rows)), at


def banner(span: Span, width: int) -> Row:
    """Returns a row that is one cell over all columns."""
    return (Cell(*span), *[Cell(*span, origin=False)] * (width - 1))


def _heading_over(text: str, spans: list[Span], at: int) -> int | None:
    """The line 一、某某方面 before the first row."""
    while at < len(spans) and not text[slice(*spans[at])].strip():
        at += 1
    return at if at < len(spans) and _GROUP.fullmatch(text[slice(*spans[at])].strip()) else None


def _led_stack(
    text: str, spans: list[Span], head: _Head, kinds: list[str | None]
) -> tuple[Table | None, int]:
    """A table whose rows open with their category: it stands on the line before the row's number, or not at all."""
    first = next((at for at in range(head.stop, len(spans)) if text[slice(*spans[at])].strip()), len(spans))
    numbered = next((at for at in range(first, min(first + 4, len(spans))) if _is_one(text, spans[at])), None)
    if numbered is None:
        return None, head.stop
    groups, stop = _groups(text, spans, replace(head, cells=head.cells[1:], stop=numbered))
    lead: list[Span | None] = [spans[first] if first < numbered else None]
    for group in groups[:-1]:
        filled = [span for span in group if text[slice(*span)].strip()]
        apart = len(filled) > 2 and not suits(text[slice(*filled[-1])].strip(), kinds[-1])
        lead.append(filled[-1] if apart else None)
        if apart:
            del group[group.index(filled[-1]) :]
    rows = [
        (Cell(*span) if span else Cell(group[0][0], group[0][0]), *_row(text, group, kinds[1:], head))
        for span, group in zip(lead, groups, strict=True)
    ]
    cells = tuple(Cell(*span) for span in head.cells)
    return Table(head.cells[0][0], spans[stop - 1][1], (cells, *rows)), stop


def _is_one(text: str, span: Span) -> bool:
    return text[slice(*span)].strip() == "1"


def _groups(text: str, spans: list[Span], head: _Head) -> tuple[list[list[Span]], int]:
    """The lines of each row: a row begins with the number after the last row's number."""
    groups: list[list[Span]] = []
    expected, stop = 1, head.stop
    while stop < len(spans):
        line = text[slice(*spans[stop])]
        again = (
            line.strip() == "1"
            and expected > 2
            and len(_merged_lines(text, groups[-1])) >= len(head.cells) - 2
        )
        if (line.strip() == str(expected) or again) and (not head.tabbed or line.startswith("\t")):
            groups.append([])
            expected = int(line.strip()) + 1
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
    placed = blank and not head.sparse and len(cells) <= len(kinds) and _suit(text, cells, kinds)
    if placed or _straight(text, filled, kinds):
        return padded(cells if placed else filled, len(kinds))
    return fit(text, filled, kinds)


def _straight(text: str, filled: list[Cell], kinds: list[str | None]) -> bool:
    """Whether the cells fill the columns in order, at most the remark at the end left out, and none contradicts its heading."""
    missing = len(kinds) - len(filled)
    if missing not in (0, 1) or (missing == 1 and kinds[-1] not in ("progress", None)):
        return False
    return _suit(text, filled, kinds)


def _suit(text: str, cells: list[Cell], kinds: list[str | None]) -> bool:
    """Whether no cell contradicts the heading of its column; a blank one contradicts none."""
    words = [text[cell.start : cell.end].strip() for cell in cells]
    return all(not word or suits(word, kind) for word, kind in zip(words, kinds, strict=False))


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
