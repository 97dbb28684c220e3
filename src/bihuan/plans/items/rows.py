"""Items from tables: each row a problem, a check item, or a task; merged cells carry down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bihuan.plans.items.context import Context
from bihuan.plans.items.fields import Values, read_prose
from bihuan.plans.items.schedules import is_schedule
from bihuan.plans.model import CheckItem, Measure, Problem, Span
from bihuan.plans.outline import find_marks
from bihuan.plans.page import Row, trim
from bihuan.plans.tables import Sheet
from bihuan.plans.tables.columns import cut

_FIELDS = ("lead", "responsible", "owners", "assisting", "persons", "target", "deadline")
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|备\s*注|注\s*[:：]|说\s*明|填表|制表)")
_NUMERAL = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?$")
_ASKS = re.compile(r"是否|有无|有没有")


@dataclass
class Line:
    """One item of a sheet: its number, category, words, measures and field values."""

    no: str | None
    category: str | None
    span: Span
    measures: list[Span] = field(default_factory=list)
    values: Values = field(default_factory=Values)


def sheet_items(context: Context, sheets: list[Sheet]) -> tuple[list[Problem], list[CheckItem]]:
    """Returns the problems and the check items that the tables hold, in order."""
    problems: list[Problem] = []
    checks: list[CheckItem] = []
    for sheet in sheets:
        if is_schedule(context, sheet):
            continue
        rows = list(_lines(context, sheet))
        asking = "measures" not in sheet.kinds and 2 * sum(_asks(context, line) for line in rows) > len(rows)
        if (sheet.item_kind == "problem" and not asking) or (sheet.item_kind == "task" and _rectifies(sheet)):
            problems += [
                _problem(context, sheet, line, at) for at, line in enumerate(rows, len(problems) + 1)
            ]
        else:
            checks += [_check(context, sheet, line, at) for at, line in enumerate(rows, len(checks) + 1)]
    return problems, checks


def _asks(context: Context, line: Line) -> bool:
    return bool(_ASKS.search(context.text, *line.span))


def _rectifies(sheet: Sheet) -> bool:
    return "measures" in sheet.kinds and bool(re.search(r"问题|整改", sheet.title + "".join(sheet.headings)))


def _lines(context: Context, sheet: Sheet) -> Iterator[Line]:
    category: str | None = None
    line: Line | None = None
    for row in sheet.rows:
        banner = _banner(context, row) or _group(context, sheet, row)
        if banner is not None:
            category = category if _TOTAL.match(banner) else banner
            continue
        cells = _by_kind(context, sheet, row)
        category = cells["category"][0] if "category" in cells else category
        item = cells.get(sheet.item_kind) if sheet.item_kind in sheet.kinds else cells.get("measures")
        named = _named(context, sheet, row) if item is None else None
        if named is not None:
            item = named
        elif item is None and line is not None and _renumbered(cells, line):
            # a number of its own below a blank: the words above count for this row too
            item = (context.text[slice(*line.span)], line.span)
        elif line is not None and _same_item(context, sheet, row, line, item):
            _add(context, line, cells)
            continue
        if item is None or _TOTAL.match(item[0]) or _totals(context, row):
            continue
        if line is not None:
            yield line
        line = Line(cells["no"][0] if "no" in cells else None, category, item[1])
        _add(context, line, cells)
    if line is not None:
        yield line


def _banner(context: Context, row: Row) -> str | None:
    """The words of a row that is one merged cell: a category for the rows below."""
    filled = [cell for cell in row if context.text[cell.start : cell.end].strip()]
    spans = {(cell.start, cell.end) for cell in filled}
    alone = len(filled) == 1 and filled[0] is row[0] and len(row) >= 4
    if len(row) < 3 or len(spans) != 1 or (sum(cell.origin for cell in row) > 1 and not alone):
        return None
    words = context.text[slice(*next(iter(spans)))].strip()
    return None if words.isdigit() or len(words) > 60 else words


def _group(context: Context, sheet: Sheet, row: Row) -> str | None:
    """The words beside a Chinese numeral where all other cells are blank: a category for the rows below."""
    filled = [
        words
        for at in range(len(row))
        if (words := cut(context.page, row, at)) is not None and row[at].origin
    ]
    if len(filled) != 2 or len(sheet.kinds) < 4 or not _NUMERAL.match(filled[0][0]):
        return None
    return filled[1][0] if len(filled[1][0]) <= 60 else None


def _by_kind(context: Context, sheet: Sheet, row: Row) -> dict[str, tuple[str, Span]]:
    cells: dict[str, tuple[str, Span]] = {}
    for at, kind in enumerate(sheet.kinds):
        found = cut(context.page, row, at) if kind else None
        if kind and found and kind not in cells:
            cells[kind] = found
    return cells


def _totals(context: Context, row: Row) -> bool:
    """Whether the row adds up: 合计 in one of its first cells."""
    return any(_TOTAL.match(context.text[cell.start : cell.end].strip()) for cell in row[:2])


def _named(context: Context, sheet: Sheet, row: Row) -> tuple[str, Span] | None:
    """In a table without numbers, what the first cell names, where the item's own cell is blank."""
    filled = {cell.start for cell in row if cell.origin and context.text[cell.start : cell.end].strip()}
    if "no" in sheet.kinds or sheet.kinds[0] is not None or not row[0].origin or len(filled) < 3:
        return None
    return cut(context.page, row, 0)


def _renumbered(cells: dict[str, tuple[str, Span]], line: Line) -> bool:
    return (
        "no" in cells
        and cells["no"][0] != line.no
        and bool({"measures", "responsible", "target"} & set(cells))
    )


def _same_item(context: Context, sheet: Sheet, row: Row, line: Line, item: tuple[str, Span] | None) -> bool:
    """Whether the row carries on the item above: its item cell is merged with it, or blank beside other words."""
    if item is None:
        return any(context.text[cell.start : cell.end].strip() for cell in row)
    at = sheet.kinds.index(sheet.item_kind) if sheet.item_kind in sheet.kinds else -1
    return at >= 0 and item[1] == line.span and not row[at].origin


def _add(context: Context, line: Line, cells: dict[str, tuple[str, Span]]) -> None:
    for kind in _FIELDS:
        if kind in cells:
            line.values.put(kind, cells[kind][0], context.anchor, certain=True)
            line.values.evidence.append(f"{_COLUMN[kind]}列")
    if (
        "measures" in cells
        and cells["measures"][1] not in line.measures
        and cells["measures"][1] != line.span
    ):
        line.measures.append(cells["measures"][1])


_COLUMN = {
    "lead": "牵头单位",
    "responsible": "责任单位",
    "owners": "责任单位及责任人",
    "assisting": "配合单位",
    "persons": "责任人",
    "target": "整改目标",
    "deadline": "时限",
}


def _problem(context: Context, sheet: Sheet, line: Line, at: int) -> Problem:
    pieces = [piece for span in line.measures for piece in _split(context, span)]
    measures = tuple(
        Measure(f"P{at}.{number}", no, context.text[slice(*span)], span)
        for number, (no, span) in enumerate(pieces, 1)
    )
    read_prose("\n".join(measure.text for measure in measures), line.values, context.anchor)
    values, span = line.values, _unnumbered(context, line)
    return Problem(
        id=f"P{at}",
        no=line.no,
        category=line.category,
        text=context.text[slice(*span)],
        span=span,
        measures=measures,
        lead=tuple(values.lead),
        responsible=values.units(),
        assisting=tuple(values.assisting),
        persons=tuple(values.persons),
        target=values.target,
        deadline=values.deadline,
        confidence=0.95 if measures else 0.8,
        evidence=_evidence(sheet, line, "问题"),
    )


def _unnumbered(context: Context, line: Line) -> Span:
    marks = find_marks(context.text, *line.span)
    if marks and marks[0].span[0] == line.span[0] and marks[0].style != "shi" and len(marks) == 1:
        return trim(context.text, (marks[0].span[1], line.span[1]))
    return line.span


def _split(context: Context, span: Span) -> list[tuple[str | None, Span]]:
    """The measures of one cell: by its first numbering style, where the numbers run 1, 2, 3 from its start."""
    marks = find_marks(context.text, *span)
    lead = context.text[span[0] : marks[0].span[0]].strip() if marks else ""
    if not marks or marks[0].number != 1 or len(lead) > 60 or lead.count("。") > 1:
        return [(None, trim(context.text, span))]
    run = [marks[0]]
    for mark in marks[1:]:
        if mark.style == run[0].style and mark.number == run[-1].number + 1:
            run.append(mark)
    ends = [mark.span[0] for mark in run[1:]] + [span[1]]
    return [
        (
            mark.words.rstrip("、.． "),
            trim(context.text, (mark.span[0] if mark.style == "shi" else mark.span[1], end)),
        )
        for mark, end in zip(run, ends, strict=True)
    ]


def _check(context: Context, sheet: Sheet, line: Line, at: int) -> CheckItem:
    words = context.text[slice(*line.span)]
    task = sheet.item_kind == "task"
    evidence = _evidence(sheet, line, "任务" if task else "排查内容")
    asks = ("“是否”句式",) if _ASKS.search(words) else ()
    return CheckItem(
        id=f"C{at}",
        no=line.no,
        category=line.category,
        text=words,
        span=line.span,
        responsible=line.values.units(),
        confidence=0.6 if task and not asks else 0.95 if asks else 0.9,
        evidence=(*evidence, *asks),
    )


def _evidence(sheet: Sheet, line: Line, what: str) -> tuple[str, ...]:
    first = f"编号{line.no}在附件序号列" if line.no else "附件表格的一行"
    return tuple(dict.fromkeys([first, f"表头有{what}列", *line.values.evidence]))
