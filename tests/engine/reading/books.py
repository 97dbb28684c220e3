"""Sheets made for tests, as bytes: what stands in them is given row by row."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from bihuan.engine.tables import EXPORTS

GOOD_ID = "11010519491231002X"
# values a good row holds, by heading of the base export
PERSON = {
    "县": "云溪县", "乡": "石桥镇", "村": "柳湾村", "户编号": "H001", "户类型": "脱贫户", "姓名": "张三", "性别": "男", "证件类型": "居民身份证", "证件号码": GOOD_ID,
    "出生日期": "19491231", "与户主关系": "户主", "健康状况": "长期慢性病,残疾", "是否参加大病保险": "是", "住房面积": "85.5", "工资性收入": "12000.50", "识别监测时间": "202306",
}  # fmt: skip


def book(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """An .xlsx of those sheets; None leaves a cell out."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        page = made.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    page.write_string(at, column, value) if isinstance(value, str) else page.write(
                        at, column, value
                    )
    made.close()
    return out.getvalue()


def rows_of(people: Sequence[Mapping[str, Any]], titles: int = 2) -> list[list[Any]]:
    """Title rows, a heading row of all headings the people have, and one row each."""
    headings = list(dict.fromkeys(heading for person in people for heading in person))
    return [
        *([f"标题{at}"] for at in range(titles)),
        headings,
        *([person.get(heading) for heading in headings] for person in people),
    ]


def base(*people: Mapping[str, Any], titles: int = 2) -> bytes:
    """A base export of those people; what is not given of each is `PERSON`'s."""
    return book({"Sheet1": rows_of([{**PERSON, **person} for person in people] or [PERSON], titles)})


def export(key: str, *rows: Mapping[str, Any]) -> bytes:
    """An export in its own full layout."""
    made = EXPORTS[key]
    headings = [heading for heading, _, _ in made.columns]
    body = [[row.get(heading) for heading in headings] for row in rows]
    return book({"Sheet1": [*([made.label] for _ in range(made.heading_row - 1)), headings, *body]})
