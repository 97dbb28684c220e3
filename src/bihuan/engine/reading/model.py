"""What reading gives back: frames, what was refused and why, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bihuan.engine.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

LOOKED_AT = 20  # rows from a sheet's top in which it may say what it is


@dataclass(frozen=True)
class Fault:
    """Why a file (or one sheet of it) cannot be taken at all: one sentence that ends with what to do."""

    file: str
    sentence: str
    sheet: str = ""

    def __str__(self) -> str:
        return f"“{self.file}”{f'的工作表“{self.sheet}”' if self.sheet else ''}：{self.sentence}"


class Unreadable(Exception):
    """At least one file cannot be taken; nothing of any was. `faults` holds every reason, `str()` all of them in Chinese."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class Refusal:
    """A cell (or, where `column` is a key of its table, a whole row) that was not taken. `row` counts from 1 as people see it."""

    file: str
    sheet: str
    row: int
    table: str
    column: str
    heading: str
    raw: str
    sentence: str


@dataclass(frozen=True)
class Note:
    """Something noticed that hinders nothing: an unknown heading, a sheet left aside, rows left out."""

    file: str
    sheet: str
    sentence: str


@dataclass(frozen=True)
class Difference:
    """A household's (or, between two exports, a member's) field that says two things; `kept` is in the frame. Texts as on the sheet."""

    file: str
    sheet: str
    row: int
    table: str
    column: str
    household_id: str
    kept: str
    other: str

    @property
    def sentence(self) -> str:
        """Returns the difference in words."""
        label = TABLES[self.table][self.column].label
        return (
            f"户编号 {self.household_id} 的“{label}”有两个说法：“{self.kept}”和“{self.other}”，先按前一个。"
        )


@dataclass(frozen=True)
class SheetRead:
    """A sheet that was taken: which export it is, where its headings end (row, from 1), heading -> (table, column), and the rest."""

    name: str
    export: str
    heading_row: int
    rows: int
    headings: Mapping[str, tuple[str, str]]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class FileRead:
    """A file that was taken. `sha256` names its content."""

    name: str
    sha256: str
    size: int
    sheets: tuple[SheetRead, ...]


@dataclass(frozen=True)
class Reading:
    """Everything read from a set of files.

    `frames` holds a table only when an export that feeds it was handed in, with exactly the catalogue's columns (their kinds' Arrow
    types, all nullable), the derived ones of `identity.DERIVED` for members, work and plans, `row` and `source`.
    `learnt`: heading -> column for headings that the catalogue does not spell; hand it back as `aliases` next time.
    """

    frames: dict[str, pa.Table]
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Note, ...] = ()
    differences: tuple[Difference, ...] = ()
    files: tuple[FileRead, ...] = ()
    learnt: Mapping[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> dict[str, str]:
        """Returns file name -> sha256 of its content."""
        return {file.name: file.sha256 for file in self.files}
