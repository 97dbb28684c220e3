"""The page that maps a form: its tables as read, each cell to fill with its choice; and what the page sent back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import QueryDict

from bihuan.documents.forms import (
    CONSTANT,
    ROW,
    SHEET,
    Block,
    Filler,
    Form,
    FormCell,
    FormTable,
    Mapping,
    Spot,
    slots,
)

# Rows above and below the block that can be filled by themselves.
NEAR = 15
CHOICES_MOST = 240
ROW_CHOICES = [("", "不填"), *((f.name, f.label) for f in ROW), (CONSTANT, "固定文字")]
SHEET_CHOICES = [("", "不动"), *((f.name, f.label) for f in SHEET), (CONSTANT, "固定文字")]


@dataclass(frozen=True)
class Choice:
    """One choice of a cell: the name it is sent by, its label, what is chosen."""

    name: str
    label: str
    chosen: str
    constant: str
    row: bool


@dataclass
class Cell:
    """A cell of the drawn table."""

    text: str
    rows: int
    columns: int
    kind: str = ""
    choices: list[Choice] = field(default_factory=list)


@dataclass
class Drawn:
    """A table as the page shows it: (row number, cells) for each row worth showing."""

    table: FormTable
    place: int
    rows: list[tuple[int, list[Cell]]]
    block: bool


def drawn(form: Form, mapping: Mapping) -> list[Drawn]:
    """Returns the tables with their choices; rows far from the block are shown without, and many choices are cut off."""
    left = CHOICES_MOST
    made = []
    for place, table in enumerate(form.tables):
        block = mapping.block if mapping.block and mapping.block.table == place else None
        rows = []
        for number in range(table.height):
            if block and block.first + block.rows <= number <= block.last:
                continue
            cells = [_cell(place, c, mapping, block, left > 0) for c in table.line(number)]
            left -= sum(len(cell.choices) for cell in cells)
            rows.append((number + 1, cells))
        made.append(Drawn(table, place, rows, block is not None))
    return made


def _cell(place: int, cell: FormCell, mapping: Mapping, block: Block | None, room: bool) -> Cell:
    tall = cell.rows
    if block and block.first <= cell.row <= block.last:
        tall = min(tall, block.first + block.rows - cell.row)
        made = Cell(cell.text, tall, cell.columns, "pattern")
        made.choices = [_filler(block, cell)] if room else []
        return made
    made = Cell(cell.text, tall, cell.columns)
    if cell.text.startswith("="):
        return made
    near = not block or block.first - NEAR <= cell.row <= block.last + NEAR
    if block and cell.row < block.first <= cell.row + cell.rows:
        made.kind = "head"
    elif room and near and (cell.text.strip() or _chosen(mapping, place, cell)):
        made.choices = list(_spots(place, cell, mapping))
    elif room and near:
        made.choices = [_spot(place, cell, 0, "", mapping)]
    return made


def _filler(block: Block, cell: FormCell) -> Choice:
    down = cell.row - block.first
    found = next((f for f in block.fillers if (f.down, f.column) == (down, cell.column)), None)
    return Choice(
        f"c-{down}-{cell.column}", "", found.field if found else "", found.constant if found else "", True
    )


def _spots(place: int, cell: FormCell, mapping: Mapping) -> Iterator[Choice]:
    """A choice for each label of the cell; a cell that only names something has none unless it was chosen."""
    labelled = slots(cell.text)
    if labelled[0].label or not cell.text.strip():
        for number, slot in enumerate(labelled):
            yield _spot(place, cell, number, slot.label, mapping)
    elif _chosen(mapping, place, cell) or cell.columns > 1:
        yield _spot(place, cell, 0, "", mapping)


def _chosen(mapping: Mapping, place: int, cell: FormCell) -> bool:
    return any((s.table, s.row, s.column) == (place, cell.row, cell.column) for s in mapping.spots)


def _spot(place: int, cell: FormCell, slot: int, label: str, mapping: Mapping) -> Choice:
    where = (place, cell.row, cell.column, slot)
    found = next((s for s in mapping.spots if (s.table, s.row, s.column, s.slot) == where), None)
    name = "-".join(map(str, ("s", *where)))
    return Choice(name, label, found.field if found else "", found.constant if found else "", False)


def sent(data: QueryDict) -> Mapping:
    """Returns the mapping that the page sent; numbers that are none count as 1, and the check says what does not fit."""
    spots = [
        Spot(
            int(places[0]),
            int(places[1]),
            int(places[2]),
            value,
            int(places[3]),
            _constant(data, name, value),
        )
        for name, value, places in _given(data, "s", 4)
    ]
    if data.get("b-table", "") == "":
        return Mapping(tuple(spots), None)
    fillers = [
        Filler(int(places[0]), int(places[1]), value, _constant(data, name, value))
        for name, value, places in _given(data, "c", 2)
    ]
    first, last, rows = (_number(data.get(f"b-{name}", "")) for name in ("first", "last", "rows"))
    block = Block(_number(data.get("b-table", ""), 0), first - 1, last - 1, rows, tuple(fillers))
    return Mapping(tuple(spots), block)


def _given(data: QueryDict, kind: str, parts: int) -> Iterator[tuple[str, str, list[str]]]:
    for name in data:
        letter, *places = name.split("-")
        value = data.get(name, "")
        if (
            letter == kind
            and len(places) == parts
            and value
            and all(p.isdecimal() and len(p) < 6 for p in places)
        ):
            yield name, value, places


def _constant(data: QueryDict, name: str, value: str) -> str:
    return data.get(f"k{name}", "").strip()[:200] if value == CONSTANT else ""


def _number(words: str, otherwise: int = 1) -> int:
    return int(words) if words.isdecimal() and len(words) < 6 else otherwise
