"""Check items of the body: numbered lines that ask 是否, with the units named at the end of their group."""

from __future__ import annotations

import re
from collections import Counter

from bihuan.plans.items.context import Context
from bihuan.plans.items.fields import read_labels
from bihuan.plans.items.heads import TO_CHECK
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
_SHORT = 24
_LOOK = re.compile(r"(?:重点|主要)(?:排查|检查|核查|督查|查看)|(?:^|\n)\s*(?:检查|排查|查看|核查)")
_ELSEWHERE = re.compile(r"^(?:\S{0,6})(?:方式|方法|要求|步骤|对象|范围|纪律|分工|安排)[:：]?$")
_TASKS = re.compile(r"^(?:重点|主要|工作|具体)?(?:任务|重点|内容)$")
_LEADS = re.compile(r"(?:重点|主要)(?:排查|检查|核查|清查|督查|摸排|整治)[^。；\n]{0,16}[:：]$")
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
        and not _led_elsewhere(context, node)
    ]
    listed = len(asked) >= 3 or (len(asked) == 2 and _only_two(context, asked))
    found = _even(found) if listed else _sections(context)
    return [_item(context, node, at) for at, node in enumerate(found, 1)]


def _led_elsewhere(context: Context, node: Node) -> bool:
    """Whether the run of numbers stands below a line such as 检查方式： or 工作要求："""
    row = node.parent.children if node.parent else []
    at = next((place for place, sister in enumerate(row) if sister is node), 0)
    while at > 0 and _number(row[at]) != 1:
        at -= 1
    first = row[at].mark if row else None
    before = context.text[max(0, first.span[0] - 40) : first.span[0]].rstrip() if first else ""
    return bool(_ELSEWHERE.search(before.rsplit("\n", 1)[-1]))


def _number(node: Node) -> int:
    return node.mark.number if node.mark else 1


def _even(found: list[Node]) -> list[Node]:
    """The questions on one level: a list inside a paragraph is one where most sisters of its group have none."""
    known = {id(node) for node in found}
    out: dict[int, Node] = {}
    for node in found:
        group = node.parent
        sisters = group.parent.children if group is not None and group.parent is not None else []
        bare = sum(id(sister) in known for sister in sisters)
        running = node.mark is not None and not node.mark.opens_line
        up = group if group is not None and group.mark and running and 2 * bare > len(sisters) else node
        out[id(up)] = up
    return list(out.values())


def _sections(context: Context) -> list[Node]:
    """The lines of the sections headed 排查重点, 检查内容 and the like, where no line asks 是否."""
    heads = [node for node in context.outline.root.walk() if _lists_checks(context, node)]
    lists = [_lines(node) for node in heads]
    return [node for lines in lists if len(lines) >= 2 for node in lines]


def _lists_checks(context: Context, node: Node) -> bool:
    """Whether the heading is 排查重点 or the like, or 重点清查： stands right before the first line."""
    head = context.outline.head(node)
    first = node.children[0].mark if node.children else None
    if len(head) <= _SHORT and TO_CHECK.match(head):
        return True
    looks = sum(
        bool(_LOOK.search(context.text, child.start, min(child.end, child.start + 60)))
        for child in node.children
    )
    if _TASKS.match(head) and len(node.children) >= 2 and 2 * looks > len(node.children):
        return True
    return first is not None and bool(_LEADS.search(context.text[node.start : first.span[0]].rstrip()))


def _lines(section: Node) -> list[Node]:
    """The children, or where most of them have numbered lines of their own, those."""
    children = [child for child in section.children if child.style != "shi"]
    deeper = [[sub for sub in child.children if sub.style not in ("shi", "circle")] for child in children]
    if 2 * sum(bool(lines) for lines in deeper) <= len(children):
        return children
    return [node for child, lines in zip(children, deeper, strict=True) for node in (lines or [child])]


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
    lines = [context.text[up.start : min(up.end, up.start + 60)] for up in (node, *node.ancestors())]
    return any(_SECTION.search(head) for head in heads) or any(_LOOK.search(words) for words in lines)


def _begin(context: Context, node: Node) -> int:
    """Where the question below a heading on a line of its own begins; else the node's start."""
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
    return trim(context.text, (node.start, stop), "（([【")


def _category(context: Context, node: Node, above: Node | None) -> str | None:
    """The words before the colon or on the line above the question; else the heading of its group."""
    start, stop = _begin(context, node), _span(context, node)[1]
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
