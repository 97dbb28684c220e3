"""A file's bytes -> its sheets as columns of text. The bytes say what a file is; its name only what it claims to be."""

from __future__ import annotations

from pathlib import PurePath

from bihuan.engine.reading.files import apart, csv, excel, parquet
from bihuan.engine.reading.files.kinds import kind_of
from bihuan.engine.reading.files.sheet import Refused, Sheet

__all__ = ["SUFFIXES", "Refused", "Sheet", "sheets"]

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv", ".parquet")


def sheets(name: str, data: bytes) -> list[Sheet]:
    """Returns the file's sheets in order. Raises `Refused` (a Chinese sentence) when it is none that can be read."""
    match kind_of(name, data):
        case "xlsx":
            return excel.xlsx(data)
        case "xls":
            return apart.sheets(data)
        case "parquet":
            return parquet.sheets(PurePath(name).stem, data)
        case _:
            return csv.sheets(PurePath(name).stem, data)
