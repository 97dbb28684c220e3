"""Problems that carry no numbers: paragraphs below 存在问题, after 发现以下问题：, or each opening with 针对……问题."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bihuan.plans.items.heads import FAULT, LISTS, OPENER, heads_list
from bihuan.plans.model import Span
from bihuan.plans.outline import Mark, Node, Outline
from bihuan.plans.page import lines, trim
from bihuan.plans.resolve.units import is_unit

_CLOSING = re.compile(
    r"(?:下一?步|以上|上述|特此|今后|总之|为此|对此|请(?:各|以上|上述|有关|相关|你)|各(?:单位|乡镇|部门|责任|县|村|镇)|附[件表:：]|注[:：]|联系|希望|现将|此致|主办|"
    r"抄送|通报如下|[^，。；\n]{4,30}[12二]\S{3}年\d{1,2}月\d{1,2}日$)"
)
_LEAD_IN = re.compile(
    r"(?:发现|存在|反馈|查出|指出|梳理)[^。\n]{0,16}(?:问题|不足|隐患)[^。\n]{0,10}[:：]\s*$"
)
_SIGNED = re.compile(r"[12二][0-9〇○零]\S{2}年\S{1,3}月\S{1,3}日\s*$")
_TITLE = re.compile(r"(?:报告|方案|通知|通报|函|清单|台账|总结|公告|公示)$")
_NAME = re.compile(r"([^\s，。；：:、（(]{2,16})[:：](?=\S{4})")
_DUTIES = re.compile(r"职责|分工|责任|要求|措施|安排|任务")
_DUTY = re.compile(r"负责|牵头|做好|承担|配合|按照|组织|指导")
_LONG = 8


def unfold(outline: Outline) -> None:
    """Gives a node of its own to each unnumbered paragraph that is a problem by where it stands or how it opens."""
    for node in [outline.root, *outline.root.walk()]:
        if outline.text.count("\n", node.start, node.end) <= len(node.labels) + len(node.children):
            continue
        own = _own(outline, node)
        if len(own) < 2:
            continue
        starts = _opened(outline, own) or _listed(outline, node, own) or _by_unit(outline, node, own)
        if starts:
            _split(outline, node, starts, own[-1][1])


def _own(outline: Outline, node: Node) -> list[Span]:
    """The node's paragraphs before the first line that a child opens, without the heading itself."""
    first = next((child.mark for child in node.children if child.mark and child.mark.opens_line), None)
    stop = first.span[0] if first else node.end
    start = node.start + (len(outline.head(node)) if node.mark else 0)
    labels = sorted(label.span[0] for label in node.labels if label.opens_line)
    spans = [trim(outline.text, span) for span in lines(outline.text, start, stop)]
    spans = [span for span in spans if span[1] - span[0] > 1]
    held = [(a, b) for a, b in outline.tables]
    return [span for span in spans if span[0] not in labels and not any(a <= span[0] < b for a, b in held)]


def _opened(outline: Outline, own: list[Span]) -> list[Span]:
    """At least two paragraphs that open with 针对……问题 and the like."""
    found = [
        span for span in own if OPENER.match(outline.text, *span) and not _TITLE.search(outline.text, *span)
    ]
    return found if len(found) >= 2 else []


def _listed(outline: Outline, node: Node, own: list[Span]) -> list[Span]:
    """The paragraphs below 存在问题 or after 发现以下问题：, where most of them name a fault."""
    if any(child.style in LISTS for child in node.children):
        return []
    if node.mark is None or not heads_list(outline.head(node)):
        lead = next((at for at, span in enumerate(own) if _LEAD_IN.search(outline.text, *span)), None)
        own = own[lead + 1 :] if lead is not None else []
    kept: list[Span] = []
    for span in own:
        if _CLOSING.match(outline.text, *span) or _SIGNED.search(outline.text, *span):
            break
        kept.append(span)
    running = [child for child in node.children if child.mark]
    if len(kept) == 1 and running:
        return []
    kept = [span for span in kept if span[1] - span[0] >= _LONG]
    faulty = sum(bool(FAULT.search(outline.text, *span)) for span in kept)
    return kept if len(kept) >= 2 and 2 * faulty > len(kept) else []


def _by_unit(outline: Outline, node: Node, own: list[Span]) -> list[Span]:
    """县林业局：……, 县水利局：……: at least two paragraphs that open with whom they tell of, most of them with a fault."""
    if any(child.style in LISTS for child in node.children) or _DUTIES.search(
        outline.head(node) if node.mark else ""
    ):
        return []
    named = [(span, match) for span in own if (match := _NAME.match(outline.text, *span))]
    named = [(span, match) for span, match in named if is_unit(match[1])]
    faulty = sum(bool(FAULT.search(outline.text, match.end(), span[1])) for span, match in named)
    duties = sum(bool(_DUTY.match(outline.text, match.end(), span[1])) for span, match in named)
    return [span for span, _ in named] if len(named) >= 2 and 2 * faulty > len(named) and not duties else []


def _split(outline: Outline, node: Node, starts: list[Span], end: int) -> None:
    """Puts the paragraphs below the node as children, with the marks and labels that stand in them."""
    stop = min([end, *(child.start for child in node.children if child.mark and child.mark.opens_line)])
    ends = [span[0] for span in starts[1:]] + [_last(outline, starts[-1], stop)]
    added: list[Node] = []
    for at, (span, until) in enumerate(zip(starts, ends, strict=True), 1):
        mark = Mark("item", at, "", (span[0], span[0]), True)
        added.append(Node(mark, span[0], until, node))
    for one in added:
        one.children = [child for child in node.children if one.start <= child.start < one.end]
        one.labels = [label for label in node.labels if one.start <= label.span[0] < one.end]
        for child in one.children:
            child.parent = one
            child.end = min(child.end, one.end)
    moved = {id(child) for one in added for child in one.children}
    given = {id(label) for one in added for label in one.labels}
    rest = [child for child in node.children if id(child) not in moved]
    node.children = sorted([*added, *rest], key=lambda child: child.start)
    node.labels = [label for label in node.labels if id(label) not in given]


def _last(outline: Outline, span: Span, stop: int) -> int:
    """The end of the last paragraph: before one that closes the paper, else the end of the node's own words."""
    later: Iterable[Span] = (trim(outline.text, part) for part in lines(outline.text, span[1], stop))
    ends = (
        part[0]
        for part in later
        if part[0] < part[1] and (_CLOSING.match(outline.text, *part) or _SIGNED.search(outline.text, *part))
    )
    return next(ends, stop)
