"""Bytes of a spreadsheet -> tables of text with known columns. No database, no judgement on values."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

from python_calamine import CalamineError, CalamineWorkbook

from bihuan.web.areas.imports.columns import KINDS, Kind, folded, spellings
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.weigh import weigh

MAX_BYTES = 5 * 2**20
MAX_SHEETS = 20
MAX_ROWS = 20_000
MAX_COLUMNS = 60
LEAST_COLUMNS = 2  # one known word alone may stand in any sheet
HEADINGS_WITHIN = 12  # rows in which the headings are looked for
NOTES = ("注", "备注", "说明", "填表", "制表", "审核", "合计", "总计", "示例")

Grid = list[list[str]]


@dataclass(frozen=True)
class Row:
    """One line of the table: its number in the sheet (from 1) and column key -> text."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A recognised sheet: kind, last row of its headings, column key -> position (from 0), lines."""

    sheet: str
    kind: Kind
    header_row: int
    positions: dict[str, int]
    rows: tuple[Row, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Skipped:
    """A sheet that is not taken, and why."""

    sheet: str
    why: str


@dataclass
class Book:
    """The whole file: recognised tables, sheets left aside, and every sheet's text for the marked copy."""

    filename: str
    tables: list[Table] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    grids: dict[str, Grid] = field(default_factory=dict)


def read(data: bytes, filename: str, kinds: Iterable[Kind] = tuple(KINDS.values())) -> Book:
    """Reads an .xlsx or .csv file whose tables are of `kinds`.

    Raises ImportRefused when it is too big, damaged, of another kind, or when no sheet has known headings.
    """
    suffix = PurePath(filename).suffix.lower()
    if not data:
        raise ImportRefused(f"“{filename}”是空文件，没有读到内容。请确认存盘后再传。")
    if len(data) > MAX_BYTES:
        raise ImportRefused(
            f"“{filename}”有 {len(data) / 2**20:.1f} MB，超过 5 MB。请删去图片，或分成几个文件再传。"
        )
    if suffix == ".csv":
        grids = {PurePath(filename).stem or "表": _csv(data, filename)}
    elif suffix == ".xlsx":
        grids = _xlsx(data, filename)
    else:
        raise ImportRefused(
            f"“{filename}”不是 .xlsx 或 .csv。请在电子表格里“另存为”.xlsx 再传（.xls 也要另存）。"
        )
    return _book(filename, grids, tuple(kinds))


def _book(filename: str, grids: dict[str, Grid], kinds: tuple[Kind, ...]) -> Book:
    book = Book(filename, grids=grids)
    for sheet, grid in grids.items():
        table = _table(sheet, grid, kinds)
        if isinstance(table, Table):
            book.tables.append(table)
        else:
            book.skipped.append(table)
    if not book.tables:
        wanted = "；".join(f"{kind.title}：" + "、".join(c.heading for c in kind.columns) for kind in kinds)
        raise ImportRefused(
            f"“{filename}”里没有认得的表。前 {HEADINGS_WITHIN} 行要有一行列名（{wanted}）。"
            "可以下载空表，把内容贴进去再传。"
        )
    total = sum(len(table.rows) for table in book.tables)
    if total > MAX_ROWS:
        raise ImportRefused(f"“{filename}”有 {total} 行，超过 {MAX_ROWS} 行。请分成几个文件再传。")
    return book


# --- .xlsx --------------------------------------------------------------------------------


def _xlsx(data: bytes, filename: str) -> dict[str, Grid]:
    weigh(data, filename)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
        if len(names) > MAX_SHEETS:
            raise ImportRefused(f"“{filename}”有 {len(names)} 张表，超过 {MAX_SHEETS} 张。请只留要导入的表。")
        return {
            name: _grid(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names
        }
    except (CalamineError, ValueError, KeyError, OSError) as error:
        raise ImportRefused(
            f"“{filename}”打不开，可能损坏、加了密码，或只改了后缀。请用电子表格打开后另存为 .xlsx 再传。"
        ) from error


def _grid(rows: Sequence[Sequence[object]]) -> Grid:
    """Texts of a sheet without trailing empty rows and without what lies beyond the limits."""
    grid = [[text(value) for value in row[:MAX_COLUMNS]] for row in rows[: MAX_ROWS + HEADINGS_WITHIN + 1]]
    while grid and not any(grid[-1]):
        grid.pop()
    return grid


def text(value: object) -> str:
    """Returns a cell as people read it: whole numbers without point, days as 2026-11-24, blanks squeezed."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date() | time() | timedelta():
            return str(value)
        case _:
            return " ".join(str(value).replace("\u200b", "").replace("\ufeff", "").split())


# --- .csv --------------------------------------------------------------------------------


def _csv(data: bytes, filename: str) -> Grid:
    content = _decoded(data, filename)
    first = content.splitlines()[0] if content.strip() else ""
    delimiter = max(",\t;，", key=first.count)
    try:
        rows = list(_csv_rows(content, delimiter))
    except csv.Error as error:
        raise ImportRefused(
            f"“{filename}”不是规整的 .csv（{error}）。请用电子表格打开后另存为 .xlsx 再传。"
        ) from error
    return _grid(rows)


def _csv_rows(content: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    for number, row in enumerate(reader):
        if number > MAX_ROWS + HEADINGS_WITHIN:
            return
        yield row


def _decoded(data: bytes, filename: str) -> str:
    """UTF-8, UTF-16 with a mark, else GB18030, which spreadsheets write on Chinese Windows."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in content:
            return content
    raise ImportRefused(f"“{filename}”的文字编码认不出来。请另存为 .xlsx，或编码选 UTF-8 的 .csv。")


# --- headings --------------------------------------------------------------------------------


def _table(sheet: str, grid: Grid, kinds: tuple[Kind, ...]) -> Table | Skipped:
    """Recognises a sheet by its headings: in one of the first rows, one or two rows deep."""
    if not grid:
        return Skipped(sheet, "空表")
    best: tuple[int, int, int, Kind, dict[str, int]] | None = None
    for at, headings, depth in _candidates(grid):
        for kind in kinds:
            positions = _positions(headings, kind)
            required = {column.key for column in kind.columns if column.required}
            if not required <= positions.keys() or len(positions) < LEAST_COLUMNS:
                continue
            if best is None or (len(positions), -depth) > (best[0], -best[2]):
                best = (len(positions), at, depth, kind, positions)
    if best is None:
        return Skipped(sheet, "没有认得的列名")
    _, at, depth, kind, positions = best
    end = at + depth
    rows = tuple(_rows(grid, end, positions))
    headings = _merged(grid, at, depth)
    unknown = tuple(text for n, text in enumerate(headings) if text and n not in positions.values())
    return Table(sheet, kind, end, positions, rows, unknown) if rows else Skipped(sheet, "只有列名，没有内容")


def _candidates(grid: Grid) -> Iterator[tuple[int, list[str], int]]:
    for at in range(min(HEADINGS_WITHIN, len(grid))):
        yield at, _merged(grid, at, 1), 1
        if at + 1 < len(grid):
            yield at, _merged(grid, at, 2), 2


def _merged(grid: Grid, at: int, depth: int) -> list[str]:
    """Headings of one or two rows: the lower text names the column, the upper where it is blank."""
    if depth == 1:
        return grid[at]
    upper, lower = grid[at], grid[at + 1]
    width = max(len(upper), len(lower))
    pad = [*lower, *[""] * (width - len(lower))]
    return [below or (upper[n] if n < len(upper) else "") for n, below in enumerate(pad)]


def _positions(headings: list[str], kind: Kind) -> dict[str, int]:
    """Column key -> position; of two columns of one meaning our own heading wins, else the first."""
    known, found = spellings(kind), dict[str, int]()
    own = {column.key: folded(column.heading) for column in kind.columns}
    for position, heading in enumerate(headings):
        key = known.get(folded(heading)) if heading else None
        if key and (key not in found or folded(heading) == own[key] != folded(headings[found[key]])):
            found[key] = position
    return found


def _rows(grid: Grid, start: int, positions: dict[str, int]) -> Iterator[Row]:
    """Lines below the headings; empty lines, remarks and repeated headings are left out."""
    for number, line in enumerate(grid[start:], start=start + 1):
        cells = {key: line[n] if n < len(line) else "" for key, n in positions.items()}
        filled = [value for value in line if value]
        if not any(cells.values()) or (len(filled) == 1 and filled[0].startswith(NOTES)):
            continue
        if number > start + 1 and [line[n] if n < len(line) else "" for n in positions.values()] == _texts(
            grid, start, positions
        ):
            continue
        yield Row(number, cells)


def _texts(grid: Grid, start: int, positions: dict[str, int]) -> list[str]:
    line = grid[start - 1]
    return [line[n] if n < len(line) else "" for n in positions.values()]
