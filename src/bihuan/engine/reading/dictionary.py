"""The data dictionary: what every column is, in words, from the catalogue alone."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.engine.tables import EXPORTS, TABLES, Column

SENSITIVITY = {
    "open": "一般",
    "personal": "个人信息",
    "identity": "身份信息，默认遮住",
    "health": "健康信息，另有权限",
}
FILL = {
    "text": "文字",
    "code": "从下拉里选一个",
    "codes": "可以填几个，用逗号隔开",
    "flag": "是或否",
    "count": "整数",
    "fen": "金额，最多两位小数",
    "hundredths": "数，最多两位小数",
    "month": "年月，如 202306",
    "date": "日期，如 20230601",
    "id": "证件号码，按文本填",
    "phone": "一个电话号码，按文本填",
}


@dataclass(frozen=True)
class Entry:
    """One column in words. `values` are a list's labels; `exports` the spreadsheets that hold it; `headings` its other spellings."""

    table: str
    name: str
    label: str
    fill: str
    unit: str
    values: tuple[str, ...]
    source: str
    sensitivity: str
    headings: tuple[str, ...]
    exports: tuple[str, ...]
    required: bool
    says: str


def entries(table: str) -> list[Entry]:
    """Returns the columns of a table in their order."""
    return [_entry(table, column) for column in TABLES[table]]


def _entry(table: str, column: Column) -> Entry:
    holds = [
        export.label
        for export in EXPORTS.values()
        if table in export.tables and any(name == column.name for _, _, name in export.columns)
    ]
    return Entry(
        table,
        column.name,
        column.label,
        how_to_fill(column),
        column.unit,
        tuple(code.label for code in column.codes) if column.codes else (),
        column.codes.source if column.codes else "",
        SENSITIVITY[column.sensitivity],
        column.headings,
        tuple(holds),
        column.required or column.name in TABLES[table].key,
        column.says,
    )


def how_to_fill(column: Column) -> str:
    """Returns what to write into a cell of the column; an open list says that other words may stand."""
    more = "，没有的可以自己写" if column.codes and column.codes.open else ""
    return FILL[column.kind] + more


def page() -> str:
    """Returns `docs/reference/data-dictionary.md`."""
    lines = [
        "# 数据字典",
        "",
        "本页由 `make docs` 从代码里唯一的列目录（`src/bihuan/engine/tables/`）生成，请不要手改。",
        "导入时按“列名”和“也认得的写法”对号入座，多出来的列不会出错；格子空着就是“没有填”，系统当作不知道，不当作没有。",
    ]
    for table in TABLES.values():
        lines += ["", f"## {table.label}（`{table.name}`）", "", f"一行是{table.row}。", ""]
        lines += [
            "| 列名 | 代号 | 怎么填 | 单位 | 敏感程度 | 也认得的写法 | 在哪份表里 |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [_line(entry) for entry in entries(table.name)]
    lines += ["", "## 代码表", "", "写法前面有国家标准编号的，填编号也认得。", ""]
    lines += ["| 代码表 | 可以填 | 依据 |", "|---|---|---|"]
    return "\n".join([*lines, *_lists()]) + "\n"


def _line(entry: Entry) -> str:
    label = f"**{entry.label}**（必须有）" if entry.required else entry.label
    fill = f"{entry.fill}。{entry.says}" if entry.says else entry.fill
    cells = (
        label,
        f"`{entry.name}`",
        fill,
        entry.unit,
        entry.sensitivity,
        "、".join(entry.headings),
        "、".join(entry.exports),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") or "—" for cell in cells) + " |"


def _lists() -> list[str]:
    lists = {column.codes.key: column.codes for table in TABLES.values() for column in table if column.codes}
    return [
        f"| {values.label} | {'、'.join(f'{code.number} {code.label}' if code.number else code.label for code in values)}"
        f"{'；没有的可以自己写' if values.open else ''} | {values.source} |"
        for values in lists.values()
    ]
