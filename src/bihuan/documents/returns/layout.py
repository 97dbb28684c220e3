"""The shipped form: seven columns on a page laid flat, the category merged over its rows, who and when above, when it is due below."""

from __future__ import annotations

from bihuan.documents.official.measures import TABLE_MIDDLE, TABLE_TEXT
from bihuan.documents.official.words import day
from bihuan.documents.return_sheet import ReturnRow, ReturnSheet

HEADS = ("序号", "排查项目", "排查内容", "排查情况", "整改措施", "整改进度", "责任单位")
# Millimetres; together the 225 of a page laid flat.
WIDTHS = (13.0, 25.0, 58.0, 43.0, 40.0, 24.0, 22.0)
STYLES = (TABLE_MIDDLE, TABLE_MIDDLE, TABLE_TEXT, TABLE_TEXT, TABLE_TEXT, TABLE_TEXT, TABLE_MIDDLE)
CATEGORY = 1
UNIT, FILLED_ON, PERIOD, FILLED_BY, NOTE = "填报单位：", "填报时间：", "所属期：", "填报人：", "注："


def cells(row: ReturnRow) -> tuple[str, ...]:
    """The seven cells of a line."""
    return (row.serial, row.category, row.asked, row.situation, row.measures, row.progress, row.unit)


def above(sheet: ReturnSheet) -> tuple[str, str, str]:
    """What stands left, in the middle and right of the line above the table."""
    when = day(sheet.filled_on) if sheet.filled_on else "　　年　月　日"
    return f"{UNIT}{sheet.unit}", f"{PERIOD}{sheet.period}" if sheet.period else "", f"{FILLED_ON}{when}"


def below(sheet: ReturnSheet) -> list[str]:
    """The lines under the table."""
    by = [f"{FILLED_BY}{sheet.filled_by}"] if sheet.filled_by else []
    return by + ([f"{NOTE}{sheet.note}"] if sheet.note else [])
