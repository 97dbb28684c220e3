"""Where no familiar layout is found: faults with lines below them, leaves under 问题 or 不足, measures in a section of their own."""

from __future__ import annotations

import re

from bihuan.plans.items.context import Context
from bihuan.plans.outline import Node

FAULT = re.compile(
    r"不|未|欠|缺|差|弱|少|滞后|低|慢|超|违|挪用|流于|空白|存在|薄弱|偏|虚|混乱|随意|隐患|无|仍|有待|难|堆放|损坏|占用|过期|破损|堵塞"
    r"|遮挡|脱落|失效|渗漏|闲置|侵占|套取|冒领|截留|逾期|擅自|私自|污染|直排|扰民|倾倒|积存"
)
_ANSWERED = re.compile(
    r"问题[^，。；]{0,10}(?:整改|落实|整治)|整改(?:落实)?(?:工作)?(?:情况|进展|任务|内容|清单)|反馈"
)
_NAMED = re.compile(r"问题|不足|短板|差距|反馈|查出|薄弱环节|隐患")
_OTHER = re.compile(
    r"总体|概况|基本情况|工作情况|要求|保障|原则|目标|思想|组织|领导|步骤|下一步|排查|检查|重点任务|主要做法|长期|主体责任|^(?:梳理|抓|查|解决|聚焦|坚持|围绕|认真)"
)
_MEASURES = re.compile(
    r"^(?:下一步|下步)?(?:的)?(?:整改|工作|主要|具体|对策|改进|解决|意见)*(?:措施|举措|打算|建议|对策|办法|任务)(?:[及和与][^，。；]{0,8})?$"
)


def fallen_back(context: Context, nodes: list[Node], styles: tuple[str, ...]) -> list[Node]:
    """Returns the nodes to take for problems in a paper that rectifies but has none of the known layouts; may be empty."""
    if not context.rectifies:
        return []
    listed = [node for node in nodes if node.style in styles and node.after is None]
    answered = [node for node in listed if _with_lines(context, node, styles)]
    outer = {id(up) for node in answered for up in node.ancestors()}
    return [node for node in answered if id(node) not in outer] or _faulty_leaves(context, listed)


def _with_lines(context: Context, node: Node, styles: tuple[str, ...]) -> bool:
    """A short heading that names a fault, with numbered lines below it, in a section of what is put right."""
    head = context.outline.head(node)
    below = [child for child in node.children if child.style in (*styles, "circle", "shi")]
    return bool(below) and len(head) <= 60 and bool(FAULT.search(head)) and _under(context, node, _ANSWERED)


def _under(context: Context, node: Node, named: re.Pattern[str]) -> bool:
    heads = [context.outline.head(up) for up in node.ancestors()]
    return any(len(head) <= 40 and named.search(head) for head in heads) and not any(
        _OTHER.search(head) and not named.search(head) and not head.endswith("方面") for head in heads
    )


def _faulty_leaves(context: Context, nodes: list[Node]) -> list[Node]:
    """The leaves below headings that speak of problems, where most of them name a fault."""
    leaves = [node for node in nodes if not node.children and _under(context, node, _NAMED)]
    leaves = [node for node in leaves if not _OTHER.search(context.outline.head(node)[:8])]
    faulty = [
        node for node in leaves if FAULT.search(context.text, node.start, min(node.end, node.start + 120))
    ]
    return faulty if len(faulty) >= 2 and 2 * len(faulty) > len(leaves) else []


def answering(context: Context, problems: list[Node]) -> dict[int, Node]:
    """Returns, by `id` of the problem's node, the line of a later section 整改措施 that answers it: as many, in order."""
    parents = {id(node.parent): node.parent for node in problems}
    parent = next(iter(parents.values()), None)
    if len(problems) < 2 or len(parents) != 1 or parent is None or parent.parent is None:
        return {}
    later = [node for node in parent.parent.children if node.start > parent.start]
    section = next((node for node in later if _MEASURES.match(context.outline.head(node))), None)
    if section is None or len(section.children) != len(problems):
        return {}
    pairs = list(zip(problems, section.children, strict=True))
    alike = sum(bool(_words(context, one) & _words(context, other)) for one, other in pairs)
    return {id(one): other for one, other in pairs} if 2 * alike >= len(pairs) else {}


def _words(context: Context, node: Node) -> set[str]:
    """The pairs of characters in the opening words."""
    bare = re.sub(r"[^\u4e00-\u9fff]", "", context.text[node.start : min(node.end, node.start + 60)])
    return {bare[at : at + 2] for at in range(len(bare) - 1)} - {"问题", "工作", "整改", "存在"}
