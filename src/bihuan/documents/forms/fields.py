"""What a superior's form may be filled with: the one declaration of the fields of a return."""

from __future__ import annotations

import re

from bihuan.documents.fields import Field
from bihuan.documents.official.words import day
from bihuan.documents.return_sheet import ReturnRow, ReturnSheet

# In every line of the block that repeats.
ROW = (
    Field("serial", "序号", "1", ("序号", "编号", "条目")),
    Field("category", "排查项目", "责任落实", ("排查项目", "类别", "项目类别", "问题类别", "分类", "大类")),
    Field("item", "项目题目", "逐户排查", ("项目名称", "题目", "问题名称", "任务名称", "事项")),
    Field(
        "contents",
        "排查内容",
        "是否逐户开展排查。",
        ("排查内容", "排查要点", "任务内容", "问题描述", "具体内容", "内容"),
    ),
    Field(
        "situation",
        "排查情况",
        "已排查42户，发现问题3个。",
        ("排查情况", "排查结果", "问题情况", "存在问题", "情况", "开展情况"),
    ),
    Field("measures", "整改措施", "逐户落实改造。", ("整改措施", "措施", "工作措施", "整改举措")),
    Field(
        "progress",
        "整改进度",
        "已完成2户。",
        ("整改进度", "进度", "整改进展", "进展", "完成情况", "整改情况", "进展情况"),
    ),
    Field("unit", "责任单位", "各乡镇、县住建局", ("责任单位", "牵头单位", "责任部门", "落实单位")),
)
# Once a form.
SHEET = (
    Field("title", "表名", "专项行动任务分解月报表", ("表名",)),
    Field(
        "unit",
        "填报单位",
        "柳溪镇人民政府",
        ("填报单位", "报送单位", "单位名称", "上报单位", "单位", "填表单位", "乡镇", "填报单位（盖章）"),
    ),
    Field("period", "所属期", "2026年11月", ("所属期", "报告期", "月份", "统计期", "期数", "所属月份")),
    Field(
        "filled_on",
        "填报时间",
        "2026年12月4日",
        ("填报时间", "填报日期", "报送时间", "报送日期", "填表时间", "填表日期", "时间", "日期"),
    ),
    Field("filled_by", "填报人", "何敏", ("填报人", "填表人", "经办人", "联系人")),
    Field("note", "表下的说明", "此表于每月4日前报送。", ()),
)
CONSTANT = "constant"
_ROW_NAMES = {field.name for field in ROW}
_SHEET_NAMES = {field.name for field in SHEET}
_MARKS = re.compile(r"[\s　（）()：:、，,。/]")


def is_row_field(name: str) -> bool:
    """Whether lines have such a field."""
    return name in _ROW_NAMES


def is_sheet_field(name: str) -> bool:
    """Whether the head has such a field."""
    return name in _SHEET_NAMES


def row_value(row: ReturnRow, name: str) -> str:
    """The words of one field of a line; the contents stand in for a missing title and the other way round."""
    if name == "contents":
        return row.asked
    return str(getattr(row, name))


def sheet_value(sheet: ReturnSheet, name: str) -> str:
    """The words of one field of the head; empty while the day is open."""
    if name == "filled_on":
        return day(sheet.filled_on) if sheet.filled_on else ""
    return str(getattr(sheet, name))


def guess(words: str, fields: tuple[Field, ...]) -> str:
    """The field a heading means: the same words, else the longest known heading within it; empty when none fits."""
    plain = _MARKS.sub("", words)
    known = [(_MARKS.sub("", word), field.name) for field in fields for word in field.words]
    for word, name in known:
        if plain == word:
            return name
    within = [
        (len(word), name)
        for word, name in known
        if len(word) >= 2 and word in plain and len(plain) <= len(word) + 6
    ]
    return max(within)[1] if within else ""
