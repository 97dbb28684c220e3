"""The pages of docs/reference/checks, one a check and one that lists them: made from the checks, their parameters and cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from bihuan.engine.quality.model import PLACEHOLDER, SEVERITIES, Case, Check
from bihuan.engine.quality.said import said
from bihuan.engine.quantities import QUANTITIES, Quantity
from bihuan.engine.rules.model import All, Condition, Not
from bihuan.engine.rules.model import Any as AnyOf
from bihuan.engine.rules.vocabulary import columns_of, known
from bihuan.engine.rules.words import words
from bihuan.engine.tables import TABLES
from bihuan.policy.checks import FAMILIES, checks
from bihuan.policy.parameters import Parameter, Value, book, sources

MADE = "本页由 `make docs` 从代码生成，请不要手改。"
_ANSWERS = {"hit": "查出", "miss": "不查", "unknown": "说不准"}
_MOST = 6  # rows of an example that are written out
_ORDER = ("hit", "miss", "unknown")


def pages() -> dict[str, str]:
    """Returns file name -> text of every page of the folder."""
    return {"README.md": _list()} | {f"{check.code}.md": page(check) for check in checks()}


def _list() -> str:
    """All checks by family."""
    lines = ["# 数据核查一览", "", MADE, "怎么算、怎么读见[数据核查](../../algorithms/checks.md)。", ""]
    for letter, family in FAMILIES.items():
        own = [check for check in checks() if check.family == letter]
        if own:
            lines += [
                f"## {letter} {family}（{len(own)} 条）",
                "",
                "| 代号 | 查什么 | 一条是 | 查哪些户 | 程度 |",
                "|---|---|---|---|---|",
            ]
            lines += [_line(check) for check in own] + [""]
    return "\n".join(lines).rstrip() + "\n"


def _line(check: Check) -> str:
    return f"| [{check.code}]({check.code}.md) | {check.label} | {TABLES[check.table].row} | {_who(check)} | {SEVERITIES[check.severity]} |"


def _who(check: Check) -> str:
    return "、".join(one.label for one in check.populations) or "全部"


def page(check: Check) -> str:
    """Returns the page of one check."""
    lines = [
        f"# {check.code} {check.label}",
        "",
        MADE,
        f"[全部核查](README.md) · {FAMILIES[check.family]}",
        "",
    ]
    lines += [*_head(check), "", "## 什么情况算查出", "", *_conditions(check), ""]
    lines += [
        *_numbers(check),
        *_quantities(check),
        "## 例子",
        "",
        "装入这条核查时逐个执行，不一致就不能用。没有写的栏目是空的。",
        "",
    ]
    lines += [
        "| 例子 | 统计日期 | 表里填的 | 结果 |",
        "|---|---|---|---|",
        *(_case(case) for case in _sorted(check.cases)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _head(check: Check) -> list[str]:
    rows = [
        ("一条发现是", TABLES[check.table].row),
        ("查哪些户", _who(check)),
        (
            "程度",
            SEVERITIES[check.severity]
            + (f"，可疑程度看“{_label(check.score, check.table)}”，满分 100" if check.score else ""),
        ),
        ("提示", _spoken(check)),
        ("怎么改", check.remedy),
        ("依据", f"{sources()[check.source]}{'，' + check.clause if check.clause else ''}"),
        ("从哪天起", f"{check.since}{f'，到 {check.until} 为止' if check.until else ''}"),
        ("缺了不查的表", "、".join(TABLES[table].label for table in check.needs)),
        ("同发现一起给出", "、".join(_label(name, check.table) for name in check.shows)),
    ]
    return ["| | |", "|---|---|", *(f"| {name} | {text} |" for name, text in rows if text)]


def _spoken(check: Check) -> str:
    return PLACEHOLDER.sub(lambda found: f"〔{_label(found[1], check.table)}〕", check.sentence)


def _label(name: str, table: str) -> str:
    of = known(table).get(name)
    return of.label if of else book()[name].label


def _conditions(check: Check) -> list[str]:
    """The tree as a list, one line a part down to the second level."""
    return list(_bullets(check.when, check.table, 0))


def _bullets(condition: Condition, table: str, depth: int) -> Iterator[str]:
    indent = "  " * depth
    match condition:
        case All(parts) | AnyOf(parts) if depth < 2 and len(parts) > 1:
            yield f"{indent}- {'下面各条都成立' if isinstance(condition, All) else '下面有一条成立'}："
            for part in parts:
                yield from _bullets(part, table, depth + 1)
        case Not(part) if depth < 2:
            yield f"{indent}- 下面的不成立："
            yield from _bullets(part, table, depth + 1)
        case _:
            yield f"{indent}- {words(condition, table, _number)}"


def _number(key: str) -> str:
    """A parameter in a sentence: its label and, where it is the same everywhere, its latest amount."""
    one = book()[key]
    everywhere = one.values.get("", ()) if len(one.values) == 1 else ()
    return f"“{one.label}”（{everywhere[-1].words}）" if everywhere else f"“{one.label}”（各地不同）"


def _numbers(check: Check) -> list[str]:
    if not check.parameters:
        return []
    rows = [_value(book()[key], value) for key in check.parameters for value in _values(book()[key])]
    return [
        "## 用到的数",
        "",
        "| 名称 | 管什么 | 哪里 | 数 | 从哪天起 | 来源 |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
    ]


def _values(one: Parameter) -> list[Value]:
    return [value for prefix in sorted(one.values) for value in one.values[prefix]]


def _value(one: Parameter, value: Value) -> str:
    until = f" 至 {value.until}" if value.until else ""
    clause = f"，{value.clause}" if value.clause else ""
    return f"| {one.label} | {one.says} | {value.jurisdiction or '全部'} | {value.words} | {value.since}{until} | {value.source}{clause} |"


def _quantities(check: Check) -> list[str]:
    """What it derives, in the words of the labels and the columns each is made from."""
    names = sorted(set(_derived(check.quantities)))
    if not names:
        return []
    rows = [f"| {QUANTITIES[name].label} | `{name}` | {_from(QUANTITIES[name])} |" for name in names]
    return ["## 推算的值", "", "| 名称 | 代号 | 由什么算出 |", "|---|---|---|", *rows, ""]


def _derived(names: Any) -> Iterator[str]:
    for name in names:
        yield name
        yield from _derived(other for other in QUANTITIES[name].read if other in QUANTITIES)


def _from(one: Quantity) -> str:
    table = one.of or (one.table if one.table in TABLES else "")
    made = "、".join(_label(name, table) if table else name for name in one.inputs)
    group = (
        f"同一{'、'.join(_label(name, table) for name in one.gathered_by)}的{TABLES[table].label}"
        if one.of
        else ""
    )
    return "：".join(part for part in (group, made) if part) or "统计日期"


def _sorted(cases: tuple[Case, ...]) -> list[Case]:
    return sorted(cases, key=lambda case: _ORDER.index(case.expect))


def _case(case: Case) -> str:
    tables = "；".join(_rows(table, rows) for table, rows in case.rows.items())
    return f"| {case.says} | {case.on} | {tables} | {_ANSWERS[case.expect]} |"


def _rows(table: str, rows: list[dict[str, Any]]) -> str:
    shown = "".join(f"〔{_cells(table, row)}〕" for row in rows[:_MOST])
    more = f"……共 {len(rows)} 行" if len(rows) > _MOST else ""
    return f"{TABLES[table].label}{shown or '表是空的'}{more}"


def _cells(table: str, row: dict[str, Any]) -> str:
    columns = columns_of(table)
    return "，".join(f"{columns[name].label} {_cell(columns[name], value)}" for name, value in row.items())


def _cell(column: Any, value: str | int | bool | date | None) -> str:
    text = str(value) if column.sensitivity == "identity" and value is not None else said(column, value)
    return "空着" if text is None else f"{text}{column.unit}"
