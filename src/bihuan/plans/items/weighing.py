"""Which level of an unfamiliar paper lists its problems: every row of sisters is a reading, the most coherent one wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bihuan.plans.items.context import Context
from bihuan.plans.items.heads import FAULT, LISTS, OTHER, SECTION, heads_list
from bihuan.plans.numerals import to_int
from bihuan.plans.outline import Node

_ASKS = re.compile("是否|有无|有没有")
# what opens a demand or a deed, never a problem
_DEMANDS = re.compile(
    r"^(?:进一步|要|切实|全面|坚持|加强|强化|提高|严格|严肃|落实|压实|建立|健全|完善|做好|抓好|成立|明确|突出|深化|推进|推动|开展|加大|加快|持续|统一|精心|广泛|注重|认真|深入|确保|规范|组织|制定"
    r"|召开|立即|及时|举一反三|迅速|扎实|紧盯|聚焦|优化|提升|细化|积极|充分)"
)
_DATED = re.compile(r"\d月|\d日|阶段|步骤")
_NAMES = re.compile(r"问题|不足|短板|差距|薄弱|隐患|反馈|意见|不力|不到位|不实|不严|不够|不高|缺失|滞后")
_DECLARED = re.compile(
    r"([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s?(?:个|项|条|处|件|类)(?:方面)?(?:的)?(?:具体|突出|主要|重大|较大)?(?:问题|隐患|意见|线索|事项)"
)
_ENOUGH = 3.2
_OWNED = ("responsible", "owners", "lead", "deadline", "persons", "target")


@dataclass(frozen=True)
class _Row:
    """Sisters on one level of one section, and how much they look like a list of problems."""

    nodes: tuple[Node, ...]
    depth: int
    style: str
    score: float


def weighed(context: Context, nodes: Sequence[Node]) -> list[Node]:
    """Returns the nodes of the most coherent reading; empty where none is coherent enough."""
    declared = {to_int(match[1]) for match in _DECLARED.finditer(context.text)}
    rows = [_row(context, group, declared) for group in _groups(nodes)]
    # one alone is no list, but may belong to one that other sections show
    best = max((row for row in rows if len(row.nodes) >= 2), key=lambda row: row.score, default=None)
    if best is None or best.score < _ENOUGH:
        return []
    alike = [
        row
        for row in rows
        if (row.depth, row.style) == (best.depth, best.style) and row.score >= 0.7 * best.score
    ]
    return sorted((node for row in alike for node in row.nodes), key=lambda node: node.start)


def _groups(nodes: Sequence[Node]) -> list[list[Node]]:
    groups: dict[tuple[int, int, str], list[Node]] = {}
    for node in nodes:
        above = list(node.ancestors())
        top = above[-1] if above else node.parent
        if node.mark is not None and node.after is None and node.style in (*LISTS, "shi"):
            groups.setdefault((id(top), len(above), node.style), []).append(node)
    return list(groups.values())


def _row(context: Context, group: list[Node], declared: set[int | None]) -> _Row:
    outline = context.outline
    heads = [outline.head(node) for node in group]
    words = [context.text[node.start : min(_own_end(node), node.start + 100)] for node in group]
    above = [outline.head(up) for up in group[0].ancestors()]

    def share(test: Callable[[int], object]) -> float:
        return sum(bool(test(at)) for at in range(len(group))) / len(group)

    score = 2.0 * share(lambda at: FAULT.search(words[at]))
    score += 1.0 * share(lambda at: _NAMES.search(heads[at]))
    score += 1.5 * share(lambda at: _answered(group[at]))
    score += 1.0 * share(lambda at: any(label.kind in _OWNED for label in group[at].labels))
    score += 1.5 * any(heads_list(head) or _NAMES.search(head[:30]) for head in above[:2])
    score += 0.8 * bool(context.rectifies) + 0.5 * bool(_NAMES.search(context.title))
    score += 1.0 * (len(group) in declared)
    score -= 3.0 * share(lambda at: _ASKS.search(words[at]))
    score -= 2.0 * share(lambda at: _DEMANDS.match(heads[at]))
    score -= 1.5 * share(lambda at: OTHER.search(heads[at][:12]) or SECTION.search(heads[at]))
    score -= 1.5 * share(lambda at: _DATED.search(heads[at]) and len(heads[at]) < 24)
    score -= 2.5 * any(
        (OTHER.search(head[:12]) or SECTION.search(head[:24])) and not _NAMES.search(head) for head in above
    )
    score -= 1.0 * (group[0].style == "shi")
    return _Row(tuple(group), len(list(group[0].ancestors())), group[0].style, score)


def _own_end(node: Node) -> int:
    """Where the node's own words end: at the first line below it."""
    first = next((child.mark for child in node.children if child.mark and child.mark.opens_line), None)
    return first.span[0] if first else node.end


def _answered(node: Node) -> bool:
    """Whether something is said to be done about it: a field of measures, or numbered lines below."""
    return any(label.kind in ("measures", "done") for label in node.labels) or any(
        child.style in (*LISTS, "circle", "shi") for child in node.children
    )
