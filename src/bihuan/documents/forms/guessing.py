"""The first proposal for a form: which columns repeat and which cells are filled, by their headings."""

from __future__ import annotations

from bihuan.documents.forms.fields import ROW, SHEET, guess
from bihuan.documents.forms.model import Block, Filler, Form, FormCell, FormTable, Mapping, Spot
from bihuan.documents.forms.slots import slots

# A heading row names at least so many fields.
HEADS_FEWEST = 3
_END_WORDS = ("合计", "总计", "小计", "注", "备注", "说明", "填报人", "填表人", "审核", "负责人", "联系")


def guessed(form: Form) -> Mapping:
    """A mapping to start from; people correct it."""
    blocks = [(n, _block(n, table)) for n, table in enumerate(form.tables) if not table.lines]
    best = max((b for _, b in blocks if b), key=lambda b: len(b.fillers), default=None)
    spots = [spot for n, table in enumerate(form.tables) for spot in _spots(n, table, best)]
    return Mapping(tuple(_first_of_each(spots)), best)


def _block(number: int, table: FormTable) -> Block | None:
    found = {row: _fields(table, row) for row in range(table.height)}
    row = max(found, key=lambda r: len(found[r]), default=0)
    if len(found.get(row, {})) < HEADS_FEWEST:
        return None
    heads = [cell for cell in table.line(row) if cell.text.strip()]
    first = max(cell.row + cell.rows for cell in heads)
    if first >= table.height:
        return None
    columns = {**_fields(table, row - 1), **found[row]} if row else found[row]
    fillers = tuple(Filler(0, column, name) for column, name in sorted(columns.items()))
    return Block(number, first, _last(table, first), 1, _once(fillers))


def _once(fillers: tuple[Filler, ...]) -> tuple[Filler, ...]:
    seen: set[str] = set()
    return tuple(f for f in fillers if not (f.field in seen or seen.add(f.field)))  # type: ignore[func-returns-value]


def _fields(table: FormTable, row: int) -> dict[int, str]:
    """Column -> the row field that the headings of this row name, cells over several columns left out."""
    named = {c.column: guess(c.text, ROW) for c in table.line(row) if c.columns == 1}
    return {column: name for column, name in named.items() if name}


def _last(table: FormTable, first: int) -> int:
    """The last row that still looks like one to fill in: no total, no note, no cell across the whole table."""
    last = first
    for row in range(first, table.height):
        cells = table.line(row)
        words = next((c.text.strip() for c in cells if c.text.strip()), "")
        across = any(c.columns >= max(2, table.width - 1) for c in cells)
        if (
            across
            or words.startswith(_END_WORDS)
            or any(c.text.startswith("=") for c in cells if c.column == 0)
        ):
            break
        last = row
    return last


def _spots(number: int, table: FormTable, block: Block | None) -> list[Spot]:
    within = range(block.first, block.last + 1) if block and block.table == number else range(0)
    found = []
    for cell in table.cells:
        if cell.row in within or (block and block.table == number and cell.row == block.first - 1):
            continue
        found += _of_cell(number, table, cell)
    return found


def _of_cell(number: int, table: FormTable, cell: FormCell) -> list[Spot]:
    labelled = slots(cell.text)
    if labelled[0].label:
        named = [(place, guess(slot.label, SHEET)) for place, slot in enumerate(labelled)]
        return [Spot(number, cell.row, cell.column, name, place) for place, name in named if name]
    name = guess(cell.text, SHEET) if cell.text.strip() else ""
    beside = table.at(cell.row, cell.column + cell.columns)
    if name and beside is not None and not beside.text.strip():
        return [Spot(number, beside.row, beside.column, name)]
    return []


def _first_of_each(spots: list[Spot]) -> list[Spot]:
    """A field is proposed once a table; more are for people to choose."""
    seen: set[tuple[int, str]] = set()
    made = []
    for spot in spots:
        if (spot.table, spot.field) not in seen:
            seen.add((spot.table, spot.field))
            made.append(spot)
    return made
