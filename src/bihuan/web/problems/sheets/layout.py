"""The three lists as workbooks: their columns, which of them may be changed in the sheet, and the key of each row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bihuan.web.access import Actor
from bihuan.web.areas.imports.columns import Column as Known
from bihuan.web.areas.imports.columns import Kind
from bihuan.web.areas.imports.read import text
from bihuan.web.problems.cells import Row, gates_done, measures_words, row_clock, severity_words
from bihuan.web.problems.forms.raising import item_words
from bihuan.web.problems.sheets import keys
from bihuan.web.problems.sheets.days import day
from bihuan.web.problems.snapshot import current_gates
from bihuan.web.problems.states import STATES
from bihuan.web.problems.tables import COLUMNS, VIEWS
from bihuan.web.ui.tables import Column, ComesBack
from bihuan.web.ui.tables.cells import plain
from bihuan.web.ui.tables.workbook import KEY_HEAD
from bihuan.web.ui.words import day_of

OPEN_STEP = "没有完成"
DAYS = frozenset(("first", "due", "found", "issued"))


def _part_dues(problem: Row) -> str:
    """松湾村 2026-12-01（首次 2026-11-28）; the parts that have a clock."""
    held = [a for a in problem.assignments.all() if a.round == problem.rounds and a.due]
    return "；".join(
        f"{a.unit} {a.due}" + (f"（首次 {a.first_due}）" if a.first_due != a.due else "") for a in held
    )


def _late_reasons(problem: Row) -> str:
    held = [a for a in problem.assignments.all() if a.round == problem.rounds and a.late_reason]
    return "；".join(f"{a.unit}：{a.late_reason}" for a in held)


def steps_of(problem: Row) -> list[Any]:
    """The measures of all rounds in order."""
    return sorted(problem.measures.all(), key=lambda m: m.no)


def _measures(problem: Row) -> str:
    """1. 更换主管；2. 检修闸阀."""
    return "；".join(f"{m.no}. {m.text}" for m in steps_of(problem))


def _done_on(problem: Row) -> str:
    """1. 2026-11-20；2. 没有完成."""
    return "；".join(f"{m.no}. {m.done_at or OPEN_STEP}" for m in steps_of(problem))


def _cause(problem: Row) -> str:
    return next((g.stated for g in current_gates(problem.gates.all()) if g.kind == "found_out"), "")


def _issued(problem: Row) -> date | None:
    held = (a for a in problem.assignments.all() if a.role == "lead" and a.round == problem.rounds)
    return next((day_of(a.issued_at) for a in held), None)


# In a workbook each fact has a column of its own.
_HEAD = (
    Column("number", "编号"),
    Column("title", "问题"),
    Column("place", "地点"),
    Column("item", "排查项目", value=lambda p: item_words(p.check_item) if p.check_item else ""),
    Column("severity", "程度", value=severity_words),
)
_FACTS = (
    Column("category", "类别"),
    Column("project", "项目"),
    Column("found_by", "发现人"),
)
_LEAD = (Column("unit", "责任单位", value="lead_unit"), Column("owner", "责任人", value="owner"))
_TAIL = (
    Column("state", "状态", value=lambda p: STATES[p.state]),
    Column("first", "首次时限", value="first_due"),
    Column("due", "时限", value="due"),
    Column("clock", "剩余", value=lambda p: row_clock(p).words),
    Column("parts", "各单位时限", value=_part_dues),
    Column("late", "晚交的原因", value=_late_reasons),
)
_NOTES = (Column("tags", "标签"), Column("remark", "备注"))
EXPORTED: dict[str, tuple[Column, ...]] = {
    "problem": (*_HEAD, *COLUMNS["problem"][1:4], *_FACTS, COLUMNS["problem"][4], *_TAIL, *_NOTES),
    "responsibility": (
        *_HEAD,
        *_LEAD,
        *COLUMNS["responsibility"][2:5],
        Column("issued", "交办", value=_issued),
        *_TAIL,
        *_NOTES,
    ),
    "rectification": (
        *_HEAD,
        *_LEAD,
        Column("cause", "原因", value=_cause),
        Column("measures", "整改措施", value=_measures),
        Column("done_on", "完成日期", value=_done_on),
        Column("progress", "完成", value=lambda p: measures_words(p)[1]),
        Column("gates", "已过的关", value=gates_done),
        *_TAIL,
        Column("longer", "延期理由", value=lambda p: ""),
        Column("waits", "在等谁", value="waiting_words"),
        *_NOTES,
    ),
}
# What a service can do with a cell alone. Everything else is decided on the problem's page.
CHANGEABLE: dict[str, frozenset[str]] = {
    "problem": frozenset(("category", "project", "found_by", "target", "tags", "remark")),
    "responsibility": frozenset(("official", "tags", "remark")),
    "rectification": frozenset(("cause", "measures", "done_on", "due", "longer", "tags", "remark")),
}
_KEY = Known("key", KEY_HEAD, (), "", "", required=True)
KINDS = {
    view: Kind(view, VIEWS[view], "件", (_KEY, *(Known(c.key, c.label, (), "", "") for c in columns)))
    for view, columns in EXPORTED.items()
}


def said(column: Column, problem: Row) -> str:
    """What the problem's cell in this column reads like once a spreadsheet program has had it."""
    return _heard(column.key, column.writes(problem))


def _heard(key: str, value: Any) -> str:
    return normal(key, text(plain(value)))


def normal(key: str, words: str) -> str:
    """A cell's words as they are compared: days as 2026-11-24 however they were kept."""
    found = day(words) if key in DAYS and words else None
    return found.isoformat() if found else words


def comes_back(actor: Actor, view: str) -> ComesBack:
    """How the workbook of `view` is told again: each row's key holds its number, version and what each cell said."""
    maker, heard = keys.Maker(actor, view), [_Heard(column.key) for column in EXPORTED[view]]

    def key(problem: Row, written: Sequence[Any]) -> str:
        cells = [each.said(value) for each, value in zip(heard, written, strict=True)]
        return maker.key(problem.number, problem.version, cells)

    return ComesBack(key, CHANGEABLE[view])


class _Heard:
    """What the values of one column read like to the key; lists repeat their words, so most are found and not made."""

    _SAME = frozenset((str, date, type(None)))  # of which equal values read alike
    _MOST = 5_000

    def __init__(self, key: str) -> None:
        self._key, self._known = key, dict[Any, bytes]()

    def said(self, value: Any) -> bytes:
        if type(value) not in self._SAME:
            return keys.said(self._key, _heard(self._key, value))
        found = self._known.get(value)
        if found is None:
            found = keys.said(self._key, _heard(self._key, value))
            if len(self._known) < self._MOST:
                self._known[value] = found
        return found
