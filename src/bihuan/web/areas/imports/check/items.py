"""What a checked file amounts to: one item a row, and the preview of them all."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bihuan.web.areas.imports.columns import KINDS, Kind
from bihuan.web.areas.imports.faults import Fault
from bihuan.web.areas.imports.read import Book, Row, Skipped, Table
from bihuan.web.ui.words import mask_phone

STATES = {"new": "新增", "changed": "更改", "unchanged": "没有变化", "wrong": "有错"}


@dataclass(frozen=True)
class Change:
    """A value that differs from what is there: column heading, before, after. Phones are masked."""

    heading: str
    before: str
    after: str


@dataclass
class Item:
    """One checked row. `values` are typed; `ref` is an id, or negative for something new."""

    kind: Kind
    sheet: str
    row: Row
    label: str = ""
    ref: int = 0
    existing: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Returns one of STATES: a mistake outweighs everything."""
        if self.faults:
            return "wrong"
        if not self.existing:
            return "new"
        return "changed" if self.changes else "unchanged"

    @property
    def brief(self) -> str:
        """The filled cells of a new row on one line; the phone masked."""
        shown = {**self.row.cells, "phone": mask_phone(self.text("phone"))}
        keys = [column.key for column in self.kind.columns if shown.get(column.key) and column.key != "name"]
        return "，".join(f"{self.kind.heading(key)} {shown[key]}" for key in keys)

    def wrong(self, key: str, why: str, todo: str) -> None:
        """Notes a mistake in the column `key`."""
        value = self.row.cells.get(key, "")
        self.faults.append(Fault(self.sheet, self.row.number, key, self.kind.heading(key), value, why, todo))

    def text(self, key: str) -> str:
        """The text of a cell; empty when the file has no such column."""
        return self.row.cells.get(key, "")

    def missing(self) -> bool:
        """Notes every required cell that is empty; returns whether there is one."""
        for column in self.kind.columns:
            if column.required and not self.text(column.key):
                self.wrong(column.key, "这一格必须填", "补上再传")
        return bool(self.faults)

    def differ(self, key: str, before: Any, after: Any, before_text: str, after_text: str) -> None:
        """Takes the new value of `key`; notes a change when the existing object has another."""
        self.values[key] = after
        if self.existing and before != after:
            self.changes.append(Change(self.kind.heading(key), before_text, after_text))


def items_of(book: Book, kind: Kind) -> list[Item]:
    """Returns one item for each row of the tables of `kind`, with refs -1, -2, ..."""
    rows = [(table, row) for table in tables_of(book, kind) for row in table.rows]
    return [Item(kind, table.sheet, row, ref=-n) for n, (table, row) in enumerate(rows, start=1)]


def tables_of(book: Book, kind: Kind) -> Iterator[Table]:
    """Yields the tables of `kind` in the order of the file."""
    return (table for table in book.tables if table.kind is kind)


@dataclass
class Preview:
    """Everything a file would do to what is there now."""

    filename: str
    items: list[Item]
    skipped: list[Skipped] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def of(self, kind: str, state: str) -> list[Item]:
        """The items of a kind in a state, in the order of the file."""
        return [item for item in self.items if item.kind.key == kind and item.state == state]

    def counts(self) -> dict[str, dict[str, int]]:
        """Kind -> state -> number of rows, for kinds that occur."""
        found = Counter((item.kind.key, item.state) for item in self.items)
        present = [key for key in KINDS if any(item.kind.key == key for item in self.items)]
        return {key: {state: found[key, state] for state in STATES} for key in present}

    @property
    def faults(self) -> list[Fault]:
        """Every mistake, in the order of the file."""
        return [fault for item in self.items for fault in item.faults]

    @property
    def fingerprint(self) -> str:
        """Says whether two previews would do the same."""
        parts = [
            (
                item.kind.key,
                item.row.number,
                item.state,
                sorted(map(repr, item.values.items())),
                item.ref,
                item.changes,
            )
            for item in self.items
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
