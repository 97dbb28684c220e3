"""An outside form as read, and what of it is filled with what."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from bihuan.documents.forms.fields import CONSTANT, is_row_field, is_sheet_field


class BadForm(ValueError):
    """The file cannot be used as a form; says what, where and what to do, in Chinese."""


@dataclass(frozen=True)
class FormCell:
    """A cell, with how many rows and columns it spans. Rows and columns count from 0."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class FormTable:
    """A worksheet, a table of a document, or its lines outside tables (`lines`: one cell a paragraph)."""

    name: str
    cells: tuple[FormCell, ...]
    height: int
    width: int
    lines: bool = False

    def at(self, row: int, column: int) -> FormCell | None:
        """The cell that covers this place."""
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.rows and cell.column <= column < cell.column + cell.columns:
                return cell
        return None

    def line(self, row: int) -> list[FormCell]:
        """The cells that begin in this row, from the left."""
        return sorted((c for c in self.cells if c.row == row), key=lambda c: c.column)


@dataclass(frozen=True)
class Form:
    """`kind` is xlsx or docx. `warnings` say what the form holds that will not be kept."""

    kind: str
    tables: tuple[FormTable, ...]
    warnings: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of its layout and words: the same form saved again has the same."""
        shape = [
            (
                table.height,
                table.width,
                [(c.row, c.column, c.rows, c.columns, c.text.strip()) for c in table.cells],
            )
            for table in self.tables
        ]
        return hashlib.sha256(json.dumps([self.kind, shape], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Spot:
    """One cell that is filled once; `slot` counts the labels within the cell (填报单位：… 填报时间：…), 0 where it has none or one."""

    table: int
    row: int
    column: int
    field: str
    slot: int = 0
    constant: str = ""


@dataclass(frozen=True)
class Filler:
    """One cell of the block: `down` counts rows within an entry."""

    down: int
    column: int
    field: str
    constant: str = ""


@dataclass(frozen=True)
class Block:
    """Rows `first` to `last` of a table repeat; an entry takes `rows` of them, the first ones are the pattern."""

    table: int
    first: int
    last: int
    rows: int
    fillers: tuple[Filler, ...]


@dataclass(frozen=True)
class Mapping:
    """What is filled with what. `block` None: the form has only single cells."""

    spots: tuple[Spot, ...] = ()
    block: Block | None = None

    def as_data(self) -> dict[str, Any]:
        """Plain data for keeping; `from_data` reads it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Mapping:
        """The mapping kept by `as_data`; TypeError or KeyError for anything else."""
        block = data["block"]
        if block is not None:
            block = Block(**{**block, "fillers": tuple(Filler(**filler) for filler in block["fillers"])})
        return cls(tuple(Spot(**spot) for spot in data["spots"]), block)


def faults(form: Form, mapping: Mapping) -> list[str]:
    """What is wrong with a mapping for this form, in Chinese; empty when the form can be filled by it."""
    found = (
        []
        if mapping.spots or (mapping.block and mapping.block.fillers)
        else ["还没有指定任何格子。至少指定一列或一个格子。"]
    )
    for spot in mapping.spots:
        found += _spot_faults(form, mapping.block, spot)
    places = [(s.table, s.row, s.column, s.slot) for s in mapping.spots]
    found += ["同一个格子指定了两次。"] if len(set(places)) < len(places) else []
    return found + (_block_faults(form, mapping.block) if mapping.block else [])


def _spot_faults(form: Form, block: Block | None, spot: Spot) -> list[str]:
    where = f"第{spot.table + 1}张表第{spot.row + 1}行第{spot.column + 1}列"
    if not 0 <= spot.table < len(form.tables) or form.tables[spot.table].at(spot.row, spot.column) is None:
        return [f"{where}不在这张表里。"]
    if spot.field != CONSTANT and not is_sheet_field(spot.field):
        return [f"{where}：没有“{spot.field[:20]}”这个字段。"]
    if block and spot.table == block.table and block.first <= spot.row <= block.last:
        return [f"{where}在逐行填写的区域里，不能又单独指定。"]
    return []


def _block_faults(form: Form, block: Block) -> list[str]:
    if not 0 <= block.table < len(form.tables) or form.tables[block.table].lines:
        return ["逐行填写的区域没有落在一张表里。"]
    table, found = form.tables[block.table], []
    if not (0 <= block.first <= block.last < table.height):
        found.append(f"逐行填写的区域要在第 1 到第 {table.height} 行之间，起始行不能在末行之后。")
    if not 1 <= block.rows <= block.last - block.first + 1:
        found.append("每条占的行数要在 1 和区域的行数之间。")
    for filler in block.fillers:
        if filler.field != CONSTANT and not is_row_field(filler.field):
            found.append(f"第{filler.column + 1}列：没有“{filler.field[:20]}”这个字段。")
        elif not (0 <= filler.column < table.width and 0 <= filler.down < block.rows):
            found.append(f"第{filler.column + 1}列不在区域里。")
    return found
