"""An outcome as a file people open (.xlsx), or other programs read (.csv, .parquet); the same bytes for the same outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from bihuan.engine.quality.model import SEVERITIES, Check
from bihuan.engine.quality.outcome import ALL, Outcome
from bihuan.engine.rules.model import COUNTED
from bihuan.engine.rules.typing import COUNT_WORDS
from bihuan.engine.rules.vocabulary import known

SUFFIXES = (".xlsx", ".csv", ".parquet")
_ROWS = 1_048_575  # of a sheet, the heading aside
_STAMP = datetime(2000, 1, 1)
# heading, width
_FINDINGS = (
    ("核查", 9), ("轻重", 7), ("可疑程度", 9), ("县", 12), ("乡镇", 12), ("村", 14), ("户编号", 16), ("姓名", 10), ("与户主关系", 11),
    ("问题", 60), ("怎么改", 44), ("文件", 24), ("行号", 7), ("编号", 36),
)  # fmt: skip
_UNKNOWN = (("核查", 9), ("名称", 34), ("缺什么", 34), ("多少行", 10))
_SKIPPED = (("核查", 9), ("名称", 34), ("为什么没有查", 40))
_REFUSED = (("文件", 24), ("工作表", 14), ("行号", 8), ("表头", 20), ("内容", 24), ("为什么没有读", 60))
Row = Sequence[Any]


def write(path: Path, outcome: Outcome, checks: Sequence[Check], refusals: Iterable[Any] = ()) -> None:
    """Write the findings to `path` by its ending; an .xlsx also says what could not be decided, was not asked or not read.

    `refusals`: those of `engine.reading`. ValueError (Chinese) for another ending, or more findings than a sheet holds.
    """
    if path.suffix == ".parquet":
        pa.parquet.write_table(outcome.findings, path)
    elif path.suffix == ".csv":
        with path.open("wb") as stream:
            stream.write(b"\xef\xbb\xbf")
            pa.csv.write_csv(outcome.findings, stream)
    elif path.suffix == ".xlsx":
        _workbook(path, outcome, {check.code: check for check in checks}, list(refusals))
    else:
        raise ValueError(f"{path.name} 的后缀不对，可以写成 {'、'.join(SUFFIXES)}。")


def _workbook(path: Path, outcome: Outcome, checks: Mapping[str, Check], refusals: list[Any]) -> None:
    import xlsxwriter

    if outcome.findings.num_rows > _ROWS:
        raise ValueError(
            f"查出 {outcome.findings.num_rows} 条，一张工作表放不下，请写成 .csv 或 .parquet，或者分乡镇查。"
        )
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": "核查结果", "created": _STAMP})
    bold, wrapped = (
        book.add_format({"bold": True, "bg_color": "#E8EEF7"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheets: list[tuple[str, Any, Iterable[Row]]] = [
        ("查出的问题", _FINDINGS, (_finding(row, checks) for row in outcome.findings.to_pylist())),
        ("没法判断的", _UNKNOWN, (_unknown(row, checks) for row in outcome.unknowns.to_pylist())),
        (
            "没有查的",
            _SKIPPED,
            ((code, checks[code].label, why) for code, why in sorted(outcome.skipped.items())),
        ),
    ]
    if refusals:
        sheets.append(("没有读的格子", _REFUSED, map(_refusal, refusals)))
    for name, headings, rows in sheets:
        _sheet(book.add_worksheet(name), headings, rows, bold, wrapped)
    book.close()


def _sheet(
    sheet: Any, headings: Sequence[tuple[str, int]], rows: Iterable[Row], bold: Any, wrapped: Any
) -> None:
    for place, (_, width) in enumerate(headings):
        sheet.set_column(place, place, width, wrapped if width >= 40 else None)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [heading for heading, _ in headings], bold)
    last = 0
    for last, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(last, place, cell)
            elif cell:
                sheet.write_string(last, place, cell)
    sheet.autofilter(0, 0, max(last, 1), len(headings) - 1)


def _finding(row: Mapping[str, Any], checks: Mapping[str, Check]) -> Row:
    return (
        row["check"], SEVERITIES[row["severity"]], row["score"], row["county"], row["township"], row["village"], row["household_id"],
        row["name"], row["relation"], row["sentence"], checks[row["check"]].remedy, row["source"], row["row"], row["key"],
    )  # fmt: skip


def _unknown(row: Mapping[str, Any], checks: Mapping[str, Check]) -> Row:
    check = checks[row["check"]]
    return row["check"], check.label, input_words(check, row["input"]), row["rows"]


def _refusal(one: Any) -> Row:
    return one.file, one.sheet, one.row, one.heading, one.raw, one.sentence


def input_words(check: Check, name: str) -> str:
    """Returns a missing input in words: the label of a column or quantity, what is counted, a parameter by its key."""
    if name == ALL:
        return "（合计）"
    if name in COUNTED:
        return COUNT_WORDS[name]
    of = known(check.table).get(name)
    return f"参数 {name}" if of is None else of.label
