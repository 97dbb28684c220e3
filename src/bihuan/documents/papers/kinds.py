"""The papers an office writes about a campaign, and the fields their templates may use: the one declaration of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bihuan.documents.fields import Field


@dataclass(frozen=True)
class Rows:
    """A list: a template goes through it with `for`. `lists` are lists within each of its rows."""

    name: str
    label: str
    fields: tuple[Field, ...]
    lists: tuple[Rows, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of paper. `one_unit`: it is written to one unit; `opening` and `closing` are what a draft begins with."""

    key: str
    label: str
    fields: tuple[Field, ...]
    lists: tuple[Rows, ...]
    one_unit: bool = False
    opening: str = ""
    closing: str = ""


_COMMON = (
    Field("title", "标题", "关于危房改造排查情况的通报"),
    Field("number", "发文字号", "云乡振〔2026〕12号"),
    Field("addressee", "主送", "各乡镇人民政府，县直有关单位"),
    Field("opening", "开头", "现将有关情况通报如下。"),
    Field("closing", "结尾", "请认真对照，抓好整改。"),
    Field("issuer", "署名", "云溪县乡村振兴局"),
    Field("date", "成文日期", "2026年6月5日"),
    Field("campaign", "专项行动", "住房安全大排查专项行动"),
    Field("county", "县名", "云溪县"),
    Field("today", "数据截至", "2026年6月4日"),
)
_PROBLEM = (
    Field("serial", "序号", "1"),
    Field("number", "问题编号", "2026-0012"),
    Field("title", "问题", "一户住房漏雨"),
    Field("place", "地点", "柳溪镇石坳村"),
    Field("facts", "具体情况", "屋面瓦破损，雨天漏水。"),
    Field("measures", "整改要求", "更换屋面瓦"),
    Field("due", "整改时限", "2026年6月30日"),
    Field("unit", "责任单位", "柳溪镇"),
    Field("state", "状态", "整改中"),
)
_ITEM = (
    Field("serial", "序号", "1"),
    Field("category", "类别", "住房安全"),
    Field("text", "内容", "是否还有人住在危房里。"),
    Field("responsible", "责任单位", "各乡镇、县住建局"),
    Field("measures", "整改措施", "逐户鉴定，分类改造。"),
    Field("target", "成效目标", "住房安全全部达标"),
    Field("due", "时限", "2026年6月30日"),
)

PLAN = Kind(
    "plan",
    "工作方案",
    (
        *_COMMON,
        Field("starts", "开始", "2026年5月1日"),
        Field("ends", "结束", "2026年7月31日"),
        Field("item_count", "排查项目数", "37"),
        Field("gates", "销号的几关", "问题查清、整改到位、成效达标、群众满意"),
    ),
    (
        Rows("phases", "阶段", (
                Field("serial", "序号", "1"), Field("name", "名称", "自查自纠"),
                Field("dates", "起止", "2026年5月1日至5月31日"),
            )),
        Rows(
            "categories", "排查类别",
            (Field("ordinal", "中文序号", "一"), Field("name", "类别", "住房安全")),
            (Rows("items", "类别里的项目", _ITEM),),
        ),
        Rows("obligations", "报送要求", (Field("serial", "序号", "1"), Field("text", "要求", "每月4日前报送月报表。"))),
        Rows("duties", "任务量", (
                Field("serial", "序号", "1"), Field("text", "任务", "每月走访"), Field("amount", "数量", "每月不少于 1 次"),
            )),
    ),
    opening="为做好{campaign}，制定本方案。",
    closing="各单位要明确专人负责，按时报送，逐项销号，不搞层层加码和形式主义。",
)  # fmt: skip
SUMMARY = Kind(
    "summary",
    "工作总结",
    (
        *_COMMON,
        Field("unit_count", "答复单位数", "16"),
        Field("item_count", "排查项目数", "37"),
        Field("asked", "应答份数", "592"),
        Field("answered", "已答份数", "590"),
        Field("answered_share", "答复率", "99.7%"),
        Field("answers_found", "发现问题的答复", "48"),
        Field("raised", "问题总数", "52"),
        Field("closed", "已销号", "40"),
        Field("closed_share", "销号率", "76.9%"),
        Field("open", "整改中", "12"),
        Field("late", "其中逾期", "2"),
        Field("severe", "其中严重", "3"),
        Field("again", "重新出现", "1"),
    ),
    (
        Rows(
            "categories", "各类别",
            (
                Field("ordinal", "中文序号", "一"), Field("name", "类别", "住房安全"), Field("items", "项目数", "4"),
                Field("found", "发现问题的答复", "6"), Field("raised", "问题", "8"), Field("closed", "已销号", "5"),
                Field("open", "整改中", "3"), Field("late", "逾期", "1"), Field("share", "销号率", "62.5%"),
            ),
        ),
        Rows(
            "units", "各单位",
            (
                Field("serial", "序号", "1"), Field("unit", "单位", "柳溪镇"), Field("answered", "已答", "37"),
                Field("asked", "应答", "37"),
                Field("raised", "问题", "6"), Field("closed", "已销号", "5"), Field("late", "逾期", "1"),
            ),
        ),
        Rows("open_problems", "没有销号的问题", _PROBLEM),
    ),
    opening="按照{campaign}部署，我县坚持问题导向，逐项排查，边查边改。现将工作情况总结如下。",
    closing="对已经销号的问题适时回头看，防止反弹；对没有销号的问题紧盯不放，逐件落实；对需要长期坚持的事项，健全机制，常抓不懈。",
)  # fmt: skip
CIRCULAR = Kind(
    "circular",
    "通报",
    (
        *_COMMON,
        Field("late_units", "被通报单位数", "3"),
        Field("late_answers", "逾期答复", "5"),
        Field("late_returns", "缺报送", "2"),
        Field("late_problems", "逾期问题", "4"),
    ),
    (
        Rows(
            "units", "被通报的单位",
            (
                Field("serial", "序号", "1"), Field("unit", "单位", "柳溪镇"), Field("answers", "逾期答复", "2"),
                Field("returns", "缺报送", "1"), Field("problems", "逾期问题", "3"), Field("days", "最长逾期天数", "13"),
            ),
        ),
    ),
    opening="按照{campaign}要求，截至{today}，部分单位没有按时办理。现通报如下。",
    closing="请被通报的单位立即查明原因，三天内补齐，并把原因书面报来。其他单位引以为戒，按时办理。",
)  # fmt: skip
LETTER = Kind(
    "letter",
    "反馈函",
    (
        *_COMMON, Field("unit", "收函单位", "柳溪镇人民政府"), Field("problem_count", "问题数", "3"),
        Field("reply_by", "几日前回复", "2026年6月20日"),
    ),
    (Rows("problems", "发现的问题", _PROBLEM),),
    one_unit=True,
    opening="在{campaign}检查中，发现你单位存在以下问题，现予反馈。",
    closing="请逐条核实，制定措施，按时限整改，并将整改情况书面回复。",
)  # fmt: skip
CLAIM = Kind(
    "claim",
    "认领单",
    (*_COMMON, Field("unit", "认领单位", "柳溪镇人民政府"), Field("item_count", "要认领的问题", "23"), Field("claimed", "已认领", "6")),
    (
        Rows(
            "items", "逐条认领",
            (
                *_ITEM, Field("answer", "是否存在", "发现问题"), Field("amount", "数量", "12 户"),
                Field("places", "在哪里", "石坳村（3 户）"), Field("words", "情况", "已逐户登记。"), Field("by", "认领人", "何敏"),
            ),
        ),
    ),
    one_unit=True,
    opening="根据{campaign}，请对照下列问题逐条认领：本单位有没有、在哪里、有多少。",
    closing="认领后由本单位主要负责人签字，退回我办。",
)  # fmt: skip
KINDS = {kind.key: kind for kind in (PLAN, SUMMARY, CIRCULAR, LETTER, CLAIM)}


def example(kind: Kind) -> dict[str, Any]:
    """The context of a paper made of the examples, two rows a list: to try a template with."""
    return {**_example(kind.fields), **{rows.name: _rows(rows) for rows in kind.lists}}


def _example(fields: tuple[Field, ...]) -> dict[str, Any]:
    return {field.name: field.example for field in fields}


def _rows(rows: Rows) -> list[dict[str, Any]]:
    one = {**_example(rows.fields), **{inner.name: _rows(inner) for inner in rows.lists}}
    return [one, one]
