"""Measures in a section of their own: its lines, sentences or paragraphs put to the problems by number, by words or by order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bihuan.plans.items.context import Context
from bihuan.plans.model import Span
from bihuan.plans.numerals import to_int
from bihuan.plans.outline import Mark, Node
from bihuan.plans.page import lines, trim

_MEASURES = re.compile(
    r"^[^，。；：]{0,8}(?:下一?步(?:的)?(?:工作)?(?:要求|安排|重点|任务)|措施|举措|打算|建议|对策|办法|整改任务|整改情况|整改落实|整改工作|任务分工|责任分工)(?:[及和与、][^，。；]{0,10})?$"
)
_NUMBERED = re.compile(
    r"(?:针对|对于?|关于)?第([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:个|项|条|类)(?:方面)?(?:的)?问题"
)
_NAMED = re.compile(
    r"(?:^|(?<=[。；\n]))\s*(?:针对|对于?|关于|就)[^。；\n]{2,60}?(?:问题|方面)[”\"』]?(?:的)?[，,：:]"
)
_COMMON = {"问题", "工作", "整改", "存在", "针对", "方面"}


def answering(context: Context, problems: Sequence[Node]) -> dict[int, Node]:
    """Returns, by `id` of the problem's node, what a later section 整改措施 says of it; empty where they do not match."""
    if len(problems) < 2:
        return {}
    first, last = problems[0].start, problems[-1].end
    inside = {id(up) for node in problems for up in node.ancestors()}
    for section in context.outline.root.walk():
        if (
            section.start < first
            or id(section) in inside
            or not _MEASURES.match(context.outline.head(section))
        ):
            continue
        for level in _levels(context, section):
            pairs = (
                _paired(context, problems, level)
                if level and level[0].start >= min(last, section.start)
                else {}
            )
            if pairs:
                return pairs
    return {}


def _levels(context: Context, section: Node) -> Iterator[list[Node]]:
    """The readings of a section: its lines, the lines below its groups, its runs 一是, its sentences, its paragraphs."""
    children = [child for child in section.children if child.mark]
    yield children
    yield [sub for child in children for sub in child.children]
    yield _pieces(
        context,
        section,
        [match.start() for match in _NAMED.finditer(context.text, section.start, section.end)],
    )
    begin = section.start + len(context.outline.head(section))
    spans = [trim(context.text, span) for span in lines(context.text, begin, section.end)]
    yield _pieces(context, section, [start for start, end in spans if end - start > 6])


def _pieces(context: Context, section: Node, starts: Sequence[int]) -> list[Node]:
    """Stretches of an unnumbered section as nodes of their own, with the labels that stand in them."""
    made = []
    for at, (start, end) in enumerate(zip(starts, [*starts[1:], section.end], strict=False), 1):
        span: Span = trim(context.text, (start, end))
        node = Node(Mark("item", at, "", (span[0], span[0]), True), *span, section)
        node.labels = [label for label in section.labels if span[0] <= label.span[0] < span[1]]
        node.children = [child for child in section.children if span[0] <= child.start < span[1]]
        made.append(node)
    return made


def _paired(context: Context, problems: Sequence[Node], level: Sequence[Node]) -> dict[int, Node]:
    """By the numbers the lines name, or by equal count and order where half share words (all, where they are unnumbered)."""
    numbered = {
        number: node
        for node in level
        if (match := _NUMBERED.match(context.text, node.start, node.end)) and (number := to_int(match[1]))
    }
    if len(numbered) >= 2 and max(numbered) <= len(problems):
        return {id(problems[number - 1]): node for number, node in numbered.items()}
    if len(level) != len(problems):
        return {}
    pairs = list(zip(problems, level, strict=True))
    alike = sum(bool(_words(context, one) & _words(context, other)) for one, other in pairs)
    bare = all(node.mark is not None and not node.mark.words for node in level)
    enough = alike == len(pairs) if bare else 2 * alike >= len(pairs)
    return {id(one): other for one, other in pairs} if enough else {}


def _words(context: Context, node: Node) -> set[str]:
    """The pairs of characters in the opening words."""
    bare = re.sub(r"[^\u4e00-\u9fff]", "", context.text[node.start : min(node.end, node.start + 60)])
    return {bare[at : at + 2] for at in range(len(bare) - 1)} - _COMMON
