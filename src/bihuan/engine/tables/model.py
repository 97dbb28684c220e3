"""What a column of the work is: one declaration from which importing, templates, masking, checks and synthetic data derive.

Frames hold one representation a kind, the same on every engine (see `KINDS`); a missing value is null and means *unknown*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "code", "codes", "flag", "count", "fen", "hundredths", "month", "date", "id", "phone"]
Sensitivity = Literal["open", "personal", "identity", "health"]

# kind -> how a frame holds it
KINDS: Mapping[Kind, str] = {
    "text": "文字",
    "code": "代码表里的一个值（文字）",
    "codes": "代码表里的几个值，按代码表的顺序用英文逗号连成一段文字",
    "flag": "是或否（布尔）",
    "count": "整数",
    "fen": "钱，整数，单位分",
    "hundredths": "面积、距离等两位小数的数，整数，单位百分之一",
    "month": "年月，整数，年×12＋月－1",
    "date": "日期",
    "id": "证件号码（文字，X 大写，去空格）",
    "phone": "电话号码（文字，只留数字）",
}


@dataclass(frozen=True)
class Code:
    """One value of a code list: `key` in frames and rules, `label` on screen and in sheets, `number` in the national standard."""

    key: str
    label: str
    number: str = ""
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList:
    """A list of values with its source; `open` lists take values nobody declared (kept as they are, a warning)."""

    key: str
    label: str
    source: str
    codes: tuple[Code, ...]
    open: bool = False

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    @property
    def by_spelling(self) -> dict[str, str]:
        """Returns every known spelling -> key."""
        return {said: code.key for code in self.codes for said in (code.label, *code.spellings)}

    def label_of(self, key: str) -> str:
        """Returns the Chinese label; the key itself for a value nobody declared."""
        return next((code.label for code in self.codes if code.key == key), key)


@dataclass(frozen=True)
class Column:
    """One canonical column. `headings` are known spellings in outside exports besides the label; `unit` is what a sheet says."""

    name: str
    label: str
    kind: Kind
    unit: str = ""
    codes: CodeList | None = None
    sensitivity: Sensitivity = "open"
    headings: tuple[str, ...] = ()
    required: bool = False
    says: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """Returns all headings under which an export may hold it, the label first."""
        return (self.label, *self.headings)


@dataclass(frozen=True)
class Table:
    """A canonical frame: what one row is, the columns that make it unique, and its columns in order."""

    name: str
    label: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})
        if len(self.by_name) != len(self.columns):
            raise ValueError(f"{self.name} declares a column twice")

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)


@dataclass(frozen=True)
class Export:
    """A spreadsheet that offices hold: the tables one of its rows feeds, and the headings it has in their order."""

    key: str
    label: str
    file_pattern: str
    tables: tuple[str, ...]
    columns: tuple[tuple[str, str, str], ...]  # (heading, table, column)
    heading_row: int = 3
