"""The rows of a case, turned into what frames hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bihuan.engine.rules.vocabulary import columns_of
from bihuan.engine.tables import TABLES
from bihuan.engine.tables.model import CodeList, Column
from bihuan.policy.checks.texts import Part

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def rows(part: Part) -> dict[str, list[dict[str, Any]]]:
    """Returns the rows by table; Fault for a table, column or value that a frame cannot hold."""
    raw = part.raw.get("rows")
    if not isinstance(raw, dict) or not raw:
        raise part.fault("没有写 rows，请按表写出例子里的行")
    return {table: _of_table(part, table, given) for table, given in raw.items()}


def _of_table(part: Part, table: Any, given: Any) -> list[dict[str, Any]]:
    if table not in TABLES:
        raise part.fault(f"没有“{table}”这张表，可以写的是 {'、'.join(TABLES)}")
    if not isinstance(given, list):
        raise part.fault(f"{table} 下面应当列出行")
    known = columns_of(table)
    parts = [Part(part.path, f"{part.where} {table} 第 {n} 行", row, known) for n, row in enumerate(given, 1)]
    return [{name: _cell(one, known[name], raw) for name, raw in one.raw.items()} for one in parts]


def _cell(part: Part, column: Column, raw: Any) -> Any:
    return None if raw is None else _value(part, column, raw)


def _value(part: Part, column: Column, raw: Any) -> Any:
    said = _HELD[column.kind](column, raw)
    if said is None:
        raise part.fault(f"栏目 {column.name}（{column.label}）不能是“{raw}”（{type(raw).__name__}）")
    return said


def _text(column: Column, raw: Any) -> str | None:
    return raw if isinstance(raw, str) and raw else None


def _code(column: Column, raw: Any) -> str | None:
    assert column.codes is not None
    return raw if isinstance(raw, str) and raw and (column.codes.open or raw in _keys(column.codes)) else None


def _codes(column: Column, raw: Any) -> str | None:
    assert column.codes is not None
    keys, order = raw if isinstance(raw, list) else str(raw).split(","), _keys(column.codes)
    if not keys or not all(isinstance(key, str) and key in order for key in keys):
        return None
    return ",".join(sorted(keys, key=order.index))


def _keys(codes: CodeList) -> list[str]:
    return [code.key for code in codes]


def _flag(column: Column, raw: Any) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _whole(column: Column, raw: Any) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _month(column: Column, raw: Any) -> int | None:
    found = _MONTH.fullmatch(raw) if isinstance(raw, str) else None
    return int(found[1]) * 12 + int(found[2]) - 1 if found else _whole(column, raw)


def _date(column: Column, raw: Any) -> date | None:
    if isinstance(raw, str):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            return None
    return raw if isinstance(raw, date) and not isinstance(raw, datetime) else None


_HELD: dict[str, Callable[[Column, Any], Any]] = {
    "text": _text, "id": _text, "phone": _text, "code": _code, "codes": _codes, "flag": _flag,
    "count": _whole, "fen": _whole, "hundredths": _whole, "month": _month, "date": _date,
}  # fmt: skip
