"""Where no familiar layout is found: faults with lines below them, leaves under 问题 or 不足."""

from __future__ import annotations

import re

from bihuan.plans.items.context import Context
from bihuan.plans.items.heads import FAULT, OTHER
from bihuan.plans.outline import Node

_ANSWERED = re.compile(
    r"问题[^，。；]{0,10}(?:整改|落实|整治)|整改(?:落实)?(?:工作)?(?:情况|进展|任务|内容|清单)|反馈"
)
_NAMED = re.compile(r"问题|不足|短板|差距|反馈|查出|薄弱环节|隐患")


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
        OTHER.search(head) and not named.search(head) and not head.endswith("方面") for head in heads
    )


def _faulty_leaves(context: Context, nodes: list[Node]) -> list[Node]:
    """The leaves below headings that speak of problems, where most of them name a fault."""
    leaves = [node for node in nodes if not node.children and _under(context, node, _NAMED)]
    leaves = [node for node in leaves if not OTHER.search(context.outline.head(node)[:8])]
    faulty = [
        node for node in leaves if FAULT.search(context.text, node.start, min(node.end, node.start + 120))
    ]
    return faulty if len(faulty) >= 2 and 2 * len(faulty) > len(leaves) else []
