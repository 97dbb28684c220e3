"""What headings and openings of official papers say: lists of problems, demands, faults."""

from __future__ import annotations

import re

from bihuan.plans.outline import BULLETS

LISTS = ("han", "phan", "deci", "num", "pnum", "half", "item", "order", *BULLETS)
FAULT = re.compile(
    r"不|未|欠|缺|差|弱|少|滞后|低|慢|超|违|挪用|流于|空白|存在|薄弱|偏|虚|混乱|随意|隐患|无|仍|有待|难|堆放|损坏|占用|过期|破损|堵塞"
    r"|遮挡|脱落|失效|渗漏|闲置|侵占|套取|冒领|截留|逾期|擅自|私自|污染|直排|扰民|倾倒|积存"
)
OTHER = re.compile(
    r"总体|概况|基本情况|工作情况|要求|保障|原则|目标|思想|组织|领导|步骤|下一步|排查|检查|重点任务|主要做法|长期|主体责任|^(?:梳理|抓|查|解决|聚焦|坚持|围绕|认真)"
)
# the heading of a list of what is to be looked into
TO_CHECK = re.compile(
    r"^(?:主要|具体)?(?:重点)?(?:排查|检查|核查|自查|督查|督战|抽查|巡查|检视|核验|监督检查|暗访|评估|调研|督导|整治|治理|清查|摸排)(?:的)?(?:整治|检查|问题)?(?:重点|内容|事项|要点|项目|类型|重点内容)$"
)
# the heading of a section that lists something else than problems
SECTION = re.compile(
    r"^[^，。；：]{0,10}(?:措施|举措|打算|建议|办法|安排|步骤|要求|目标|保障|职责|分工|方式|方法|对象|范围)$"
)
LIST_HEAD = re.compile(
    r"(?:存在|反馈|发现|指出|突出|主要|具体|整改|查出|查摆|检查|个)的?(?:主要|突出|具体|共性|个性)?问题"
    r"(?:清单|台账|表现|情况|整改|汇总)?(?:[及和与、](?:其)?(?:具体)?(?:整改)?(?:措施|任务|时限|要求|责任"
    r"|建议).*)?$|^问题(?:清单|台账|表现|及整改.*)?$|问题清单|存在的(?:主要|突出|明显)?(?:不足|差距|短板|薄弱环节|隐患)(?:及[^，。]{0,6})?$"
)
NOT_LIST = re.compile(
    r"^(?:梳理|抓|查|解决|聚焦|坚持|围绕|认真|深入|全面|切实|严格|建立|明确|排查|对照)|排查.{0,8}$|原则$|要求$|保障(?:措施|机制|工作)?$"
)
# the subject of one problem, or the answer to it, at the beginning of a paragraph
OPENER = re.compile(
    r"(?:针对|关于|对于?|就)[^。；\n]{4,100}?(?P<kind>问题|意见|建议)[”\"』]?(?:的)?(?=[，,。：:（(\n]|$|整改|办理|落实|采纳)"
)


def heads_list(head: str) -> bool:
    """Returns whether a heading says that problems are listed below it."""
    return len(head) <= 40 and bool(LIST_HEAD.search(head)) and not NOT_LIST.search(head)
