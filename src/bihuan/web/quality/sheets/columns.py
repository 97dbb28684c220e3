"""The columns of the sheet: what the office says, and what the township fills in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bihuan.web.areas.imports.columns import Column, Kind
from bihuan.web.quality import checks
from bihuan.web.quality.models import Finding
from bihuan.web.quality.words import sentence_of, source_words, values_words

VERDICTS = {str(label): value for value, label in Finding.Verdict.choices}
# People write it shorter than the drop-down.
SPOKEN = {
    "属实已改": "mended",
    "已改": "mended",
    "已改正": "mended",
    "属实": "will",
    "属实未改": "will",
    "数据无误": "right",
    "无误": "right",
    "核不清": "open",
}
KEY = "核对码"


@dataclass(frozen=True)
class Told:
    """A column that the office fills: its head, width, and what it says of a finding."""

    heading: str
    width: int
    says: Callable[[Finding], Any]


TOLD = (
    Told("村", 12, lambda f: f.place.rpartition(" ")[2]),
    Told("户编号", 17, lambda f: f.household_no),
    Told("姓名", 9, lambda f: f.name),
    Told("与户主关系", 10, lambda f: f.relation),
    Told("检查", 18, lambda f: checks.label(f.check_code)),
    Told("程度", 6, lambda f: f.get_severity_display()),
    Told("问题", 38, sentence_of),
    Told("数据里的值", 20, values_words),
    Told(
        "怎么改",
        26,
        lambda f: checks.by_code()[f.check_code].remedy if f.check_code in checks.by_code() else "",
    ),
    Told("在表里第几行", 14, source_words),
    Told("上次核实", 20, lambda f: f.last_words),
)
FILLED = (
    Column("looked", "核实情况", (), "怎么核的、看到什么", "入户看过户口本", width=20),
    Column("verdict", "是否属实", ("核实结果",), "从下拉里选一项", "属实，已在系统改正", width=18),
    Column("note", "说明", ("理由",), "选“数据无误”或“暂时核不清”的必填", "户口本和系统一致", width=20),
    Column("by_name", "核实人", (), "谁去核的", "段红梅", width=9),
    Column("on", "日期", ("核实日期",), "照 2026-11-24 的样子", "2026-11-24", width=11),
)
ANSWERS = Kind("answers", "疑点清单", "条", (Column("key", KEY, (), "", "", required=True), *FILLED))
