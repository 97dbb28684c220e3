"""Check items of the body: numbered lines that ask 是否, with the units named at the end of their group."""

from __future__ import annotations

import re
from collections import Counter

from bihuan.plans.items.context import Context
from bihuan.plans.items.fields import read_labels
from bihuan.plans.model import CheckItem, Span
from bihuan.plans.outline import Node
from bihuan.plans.page import trim

_ASKS = re.compile(r"是否|有无|有没有|能否")
_SECTION = re.compile(
    r"排查|检查|核查|督查|自查|巡查|检视|抽查|核验|评估|督战|(?:整治|治理|监督)(?:的)?(?:重点|内容)|重点(?:治理|整治)|重点内容|主要内容|工作重点|工作内容"
)
_LISTED = re.compile(
    r"(?:排查|检查|核查|自查|督查|督战|整治|治理|监督|评估|工作)(?:的)?(?:重点|内容|事项|范围)"
)
_TITLE = re.compile(r"[:：]\s*")


def body_checks(context: Context) -> list[CheckItem]:
    """Returns the numbered questions of the body in order; fewer than three are prose, unless they are a section."""
    leaves = [
        node for node in context.outline.root.walk() if not node.children and node.mark and node.after is None
    ]
    asked = [
        node
        for node in leaves
        if _ASKS.search(context.text[node.start : _end(context, node)]) and _in_section(context, node)
    ]
    known, groups = {id(node) for node in asked}, _groups(asked)
    found = [
        node
        for node in leaves
        if (node.style != "shi" or _LISTED.search(context.outline.section(node)))
        and (id(node) in known or id(node.parent) in groups)
    ]
    listed = len(asked) >= 3 or (len(asked) == 2 and _only_two(context, asked))
    return [_item(context, node, at) for at, node in enumerate(found, 1)] if listed else []


def _only_two(context: Context, asked: list[Node]) -> bool:
    """Whether two questions are the whole list below a heading such as 排查重点, and open with what they ask."""
    first, last = asked
    head = context.outline.section(first)
    opens = all(_ASKS.search(context.text, node.start, node.start + 24) for node in asked)
    whole = first.parent is last.parent and first.parent is not None and len(first.parent.children) == 2
    return whole and opens and bool(_LISTED.search(head))


def _groups(asked: list[Node]) -> set[int]:
    """The parents most of whose children ask: a sister that asks nothing counts there too."""
    parents = Counter(node.parent for node in asked)
    return {
        id(parent)
        for parent, times in parents.items()
        if parent is not None and 2 * times > len(parent.children)
    }


def _in_section(context: Context, node: Node) -> bool:
    heads = [context.title, *(context.outline.head(up) for up in node.ancestors())]
    return any(_SECTION.search(head) for head in heads)


def _begin(context: Context, node: Node) -> int:
    """A heading on a line of its own is not part of the question below it."""
    feed = context.text.find("\n", node.start, node.end)
    headed = 0 < feed - node.start <= 30 and not re.search(r"[。；？]|是否", context.text[node.start : feed])
    return feed + 1 if headed and context.text[feed : node.end].strip() else node.start


def _end(context: Context, node: Node) -> int:
    """The end of the node's own paragraph: a following unnumbered paragraph is not part of a question."""
    begin = _begin(context, node)
    feed = context.text.find("\n", begin, node.end)
    return feed if feed > begin else node.end


def _item(context: Context, node: Node, at: int) -> CheckItem:
    span = _span(context, node)
    units = _units(context, node)
    above = next(node.ancestors(), None)
    asks = bool(_ASKS.search(context.text[slice(*span)]))
    return CheckItem(
        id=f"C{at}",
        no=node.no,
        category=_category(context, node, above),
        text=context.text[slice(*span)],
        span=span,
        responsible=units,
        confidence=0.8 if asks else 0.6,
        evidence=(f"编号“{node.no}”", "“是否”句式" if asks else "与“是否”句式的各项并列"),
    )


def _span(context: Context, node: Node) -> Span:
    stop = min([_end(context, node), *(label.span[0] for label in node.labels if label.span[0] > node.start)])
    return trim(context.text, (_begin(context, node), stop), "（([【")


def _category(context: Context, node: Node, above: Node | None) -> str | None:
    """The words before the colon or on the line above the question; else the heading of its group."""
    start, stop = _span(context, node)
    head = _TITLE.search(context.text, start, min(stop, start + 24))
    named = head is not None and not re.search(r"[，。；是否]", context.text[start : head.start()])
    words = context.text[start : head.start()] if head and named else context.text[node.start : start]
    return words.strip("：: \n") or (context.outline.head(above) if above else None)


def _units(context: Context, node: Node) -> tuple[str, ...]:
    """The line's own units; else those in the bracket after the last line of its group."""
    own = read_labels(context.text, node.labels, node.end, (), None).units()
    sisters = node.parent.children if node.parent else []
    if own and (node is not sisters[-1] or len(sisters) == 1):
        return own
    last = sisters[-1] if sisters else node
    if any(sister.labels for sister in sisters[:-1][-3:]):
        return own
    return read_labels(context.text, last.labels, last.end, (), None).units() or own or _above(context, node)


def _above(context: Context, node: Node) -> tuple[str, ...]:
    for up in node.ancestors():
        units = read_labels(context.text, up.labels, up.end, (), None).units()
        if units:
            return units
    return ()
