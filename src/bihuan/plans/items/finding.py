"""Which numbered items are problems: by labels, by headings, by the lists they stand in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from bihuan.plans.items.answers import answers_to
from bihuan.plans.items.context import Context
from bihuan.plans.items.fallback import fallen_back
from bihuan.plans.items.fields import bracketed
from bihuan.plans.items.heads import FAULT, LISTS, NOT_LIST, OPENER, OTHER, SECTION, TO_CHECK, heads_list
from bihuan.plans.items.weighing import weighed
from bihuan.plans.outline import BULLETS, Node

_ABOUT = re.compile(
    r"(?:^|[^\u4e00-\u9fff])(?:关于|针对|对于?|就)?[^，。；]{2,120}问题[”\"』]?(?:的)?(?:整改(?:落实)?(?:工作)?(?:"
    r"措施|情况|进展(?:情况)?)?|整治情况|方面)?(?:[，,](?:涉及|共计?|合计|金额|其中)[^。；]{1,60})?$"
)
# a heading over several problems
_GROUP = re.compile(
    r"^[^，。；：“”\"]{0,12}(?:共性|个性|突出|主要|具体|存在|普遍|重点|其[他它]|面上|点上|上级|国家|省级|市级|县级|自查|反馈|发现"
    r"|巩固|历史|遗留|新增|移交|一般|较大|严重)(?:性|的)?(?:方面)?[^，。；：]{0,6}?问题$"
)
_MATTER = re.compile(r"关于[^，。；：\n]{2,60}问题[。：:\n]")
_LEAD_IN = re.compile(
    r"(?:发现|存在|反馈|查出|检查出|梳理)[^。\n]{0,10}"
    r"(?:(?:以下|如下|下列)[^。\n]{0,8}(?:问题|隐患|不足)|(?:问题|隐患|不足)[^。\n]{0,4}(?:如下|有|是|包括))[:：]"
)
_STATED = re.compile(
    r"(?:问题|不足|短板|差距|薄弱环节|隐患)(?:主要|突出)?(?:是|有|为|表现(?:在|为)|体现在|如下)?[:：，,]?\s*$"
)
_TELLS = re.compile(r"通报|督[查导]|检查|反馈|评估|审计|暗访|调研报告")
_CLEAR = re.compile(r"(?:未|没有|暂未|暂无)(?:发现|检查出|查出)?(?:明显|突出|重大)?(?:的)?问题")
_CHARGED = re.compile(r"由[^，。；由]{2,40}?(?:负责|牵头)")
_RESULT = re.compile(r"整改(?:落实)?(?:情况|进展|结果|成效)|(?:具体|主要)整改")
_ASKS = re.compile(
    r"是否|有无|有没有|(?:^|[。：:，\n])\s*(?:重点|主要|全面|着重)(?:排查|检查|核查|督查|查看|摸排|清查)"
)

# a line of 整治重点 that says what the campaign will look for
_TO_MEND = re.compile(r"(?:^|[。：:，\n])\s*(?:重点|着力)(?:整治|纠治|治理)")


@dataclass
class Found:
    """A node that is a problem, and why."""

    node: Node
    why: str
    confidence: float
    above: Node | None = None


def find(context: Context) -> list[Found]:
    """Returns the nodes that are problems, in reading order, each with the reason."""
    nodes = list(context.outline.root.walk())
    key = "measures" if any(label.kind == "measures" for node in nodes for label in node.labels) else "done"
    labelled = {id(node) for node in nodes if _owns(node, key) or _answered_too(node, key)}
    deepest = [
        node for node in nodes if id(node) in labelled and not any(id(sub) in labelled for sub in node.walk())
    ]
    found = [
        item
        for node in deepest
        if _is_item(context, node)
        for item in (_together(context, node, key) if _owns(node, key) else []) or [_one(node)]
    ]
    taken = {id(item.node) for item in found}
    inside = {id(sub) for item in found for sub in (item.above or item.node).walk()}
    done = taken | inside | {id(up) for item in found for up in item.node.ancestors()}
    others = _others(context, [node for node in nodes if id(node) not in done])
    others = [item for item in others if not _asks(context, item.node) and not _to_check(context, item.node)]
    known = {_level(item.node) for item in found}
    found += [item for item in others if not found or _level(item.node) in known or item.confidence > 0.8]
    found += _sisters(context, found)
    found = found or [
        Found(node, "“存在问题”之后的一是、二是", 0.65)
        for node in nodes
        if node.style == "shi" and _stated_inline(context, node)
    ]
    guessed = [] if found else fallen_back(context, nodes, LISTS) or weighed(context, nodes)
    found += [
        Found(node, "没有认得的版式，按标题和“问题”字样推断", 0.5)
        for node in guessed
        if not _asks(context, node) and not _to_check(context, node)
    ]
    found += [
        Found(node, "针对前文的问题", 0.7)
        for node in answers_to(context, nodes, [item.node for item in found])
    ]
    return sorted(found, key=lambda item: item.node.start)


def _asks(context: Context, node: Node) -> bool:
    """Whether the line asks for what is to be looked into, which is no problem yet."""
    return bool(_ASKS.search(context.text, node.start, min(node.end, node.start + 80)))


def _to_check(context: Context, node: Node) -> bool:
    """Whether the line stands in a section of what is to be looked into."""
    heads = [context.outline.head(up) for up in node.ancestors()]
    asked = bool(_TO_MEND.search(context.text, node.start, min(node.end, node.start + 80)))
    return any(TO_CHECK.match(head) and (asked or not re.search("整治|治理", head)) for head in heads)


def _level(node: Node) -> tuple[int, ...]:
    """Where a node stands: its section, how deep below it, and its kind of number."""
    above = list(node.ancestors())
    section = above[-1] if len(above) > 1 else node.parent
    return id(section), len(above), hash(node.style)


def _one(node: Node) -> Found:
    return Found(node, "有“整改措施”标签", 0.95)


def _together(context: Context, node: Node, key: str) -> list[Found]:
    """Several numbered problems with one list of measures below them all: each is one, with the measures shared."""
    first = min(label.span[0] for label in node.labels if label.kind == key)
    stated = [child for child in node.children if child.after is None and child.end <= first]
    bare = all(child.style in LISTS and not child.labels for child in stated)
    faulty = sum(bool(FAULT.search(context.text[child.start : child.end])) for child in stated)
    if len(stated) < 2 or not bare or 2 * faulty <= len(stated) or stated[-1].end < first - 2:
        return []
    return [Found(child, "与同组问题共用“整改措施”", 0.8, node) for child in stated]


def _answered_too(node: Node, key: str) -> bool:
    """In a paper with 整改措施 a problem may have only 整改情况: where its own words and a field stand beside it."""
    if key == "done" or not _owns(node, "done"):
        return False
    return any(label.kind in ("problem", "responsible", "lead", "deadline") for label in node.labels)


def _sisters(context: Context, found: list[Found]) -> list[Found]:
    """The lines of a list of which at least half are problems, save those that ask, demand or tell of something else."""
    taken = {id(item.node) for item in found}
    inside = {id(sub) for item in found for sub in (item.node, *item.node.walk(), *item.node.ancestors())}
    parents = {id(item.node.parent): item.node.parent for item in found if item.node.parent is not None}
    added = []
    for parent in parents.values():
        known = [child for child in parent.children if id(child) in taken]
        style = known[0].style if known else ""
        row = [child for child in parent.children if child.style == style]
        if len(known) < 2 or 2 * len(known) < len(row):
            continue
        added += [
            Found(node, "与同组各项并列", 0.6)
            for node in row
            if id(node) not in inside
            and not _asks(context, node)
            and not _CLEAR.search(context.text, node.start, min(node.end, node.start + 60))
            and not OTHER.search(context.outline.head(node)[:24])
            and not SECTION.search(context.outline.head(node)[:24])
        ]
    return added


def _owns(node: Node, key: str) -> bool:
    return node.after is None and any(label.kind == key for label in node.labels)


def _is_item(context: Context, node: Node) -> bool:
    """A labelled node is a problem in a paper that rectifies, or when the words name a fault or a problem."""
    head = context.outline.head(node)
    return context.rectifies or "问题" in head or bool(FAULT.search(head))


def _others(context: Context, nodes: list[Node]) -> list[Found]:
    if not context.rectifies:
        listed = [item for node in nodes if (item := _listed(context, node, strict=True))]
        return _leaves(context, listed or _matters(context, nodes))
    marked: list[Found] = []
    listing = any(heads_list(context.outline.head(node)) and node.children for node in nodes)
    for node in nodes:
        if listing and _in_measures(context, node):
            continue
        item = _by_fields(context, node) or _by_head(context, node) or _listed(context, node, strict=False)
        if item is not None:
            marked.append(item)
    return _leaves(context, marked)


def _matters(context: Context, nodes: list[Node]) -> list[Found]:
    """关于……问题。 heading one line after another, as minutes of a meeting set down what was settled of each."""
    if "纪要" not in context.text[:300]:
        return []
    found = [
        Found(node, "标题为“关于……问题”", 0.6)
        for node in nodes
        if node.style in LISTS and _MATTER.match(context.text, node.start, node.end)
    ]
    rows = Counter(id(item.node.parent) for item in found)
    return [item for item in found if rows[id(item.node.parent)] >= 3]


def _in_measures(context: Context, node: Node) -> bool:
    """Whether the line stands in a section of measures, in a paper whose problems have a section of their own."""
    heads = [context.outline.head(up) for up in node.ancestors()]
    return any(SECTION.search(head) and "问题" not in head for head in heads if len(head) <= 24)


def _by_fields(context: Context, node: Node) -> Found | None:
    kinds = {label.kind for label in node.labels} & {
        "responsible",
        "owners",
        "lead",
        "deadline",
        "target",
        "persons",
    }
    words = context.text[node.start : min(node.end, node.start + 600)]
    kinds |= {"responsible"} if _CHARGED.search(words) else set()
    kinds |= bracketed(context.text[node.start : node.end])
    heads = " ".join([context.title, *(context.outline.head(up) for up in node.ancestors())])
    if (
        node.style not in LISTS
        or len(kinds) < 2
        or node.after is not None
        or not re.search(r"问题|整改|隐患|督办", heads)
    ):
        return None
    faulty = FAULT.search(words[:160]) or "问题" in context.outline.head(node)
    return Found(node, "有责任单位、时限等标签", 0.85) if faulty else None


def _by_head(context: Context, node: Node) -> Found | None:
    head = context.outline.head(node)
    opened = OPENER.match(context.text, node.start, min(node.end, node.start + 160))
    if opened and node.style in LISTS and (opened["kind"] != "问题" or node.style == "item"):
        return Found(node, f"以“关于、针对……{opened['kind']}”开头", 0.85)
    if (
        node.style not in LISTS
        or len(head) > 140
        or NOT_LIST.search(head)
        or not _ABOUT.search("，" + head)
        or (_GROUP.match(head) and any(child.style in LISTS for child in node.children))
    ):
        return None
    about = head.startswith(("关于", "针对"))
    under = _RESULT.search(head) or any(
        re.search(r"整改|问题", context.outline.head(up)) for up in node.ancestors()
    )
    if not (under or about) or (node.style == "han" and node.children):
        return None
    return Found(node, "标题为“……问题”", 0.85)


def _listed(context: Context, node: Node, strict: bool) -> Found | None:
    """A line of a section headed 存在问题, 反馈问题 or 问题清单."""
    if (
        node.style not in LISTS
        or any(child.style in LISTS for child in node.children)
        or node.after is not None
    ):
        return None
    if _CLEAR.search(context.text, node.start, min(node.end, node.start + 60)):
        return None
    section = next((up for up in node.ancestors() if heads_list(context.outline.head(up))), None)
    alone = node.style == "item" and not node.no
    if section is None and not alone and not _whole_list(context, node) and not _led_in(context, node):
        return None
    fault = FAULT.search(context.text[node.start : min(node.end, node.start + 200)])
    if strict and not fault:
        return None
    return Found(node, "列在问题清单标题之下", 0.6 if strict else 0.75 if fault else 0.65)


def _stated_inline(context: Context, node: Node) -> bool:
    """一是……二是…… right after 存在以下问题： or under the heading 存在问题, each naming a fault."""
    parent = node.parent
    named = parent is not None and parent.mark is not None and heads_list(context.outline.head(parent))
    if not context.rectifies and not named and not _TELLS.search(context.title):
        return False
    row = [child for child in parent.children if child.style == "shi"] if parent else []
    if parent is None or parent.labels or len(row) < 2 or row[0].mark is None:
        return False
    faulty = sum(bool(FAULT.search(context.text, one.start, one.end)) for one in row)
    before = context.text[max(parent.start, row[0].start - 40) : row[0].mark.span[0]]
    return 2 * faulty > len(row) and (named or bool(_STATED.search(before)))


def _led_in(context: Context, node: Node) -> bool:
    """发现以下问题： before the first line of a list that stands under no heading, and nothing else begun since."""
    if node.parent is None or (node.parent.mark is not None and node.parent.style not in BULLETS):
        return False
    lead = list(_LEAD_IN.finditer(context.text, max(0, node.start - 1500), node.start))
    between = context.text[lead[-1].end() : node.start] if lead else ""
    return bool(lead) and not re.search(
        r"(?m)^\s*(?:请|各|以上|上述|为|要)|[一二三四五六七八九十]、", between
    )


def _whole_list(context: Context, node: Node) -> bool:
    """A paper that is a list of problems by its title, outside its demands and safeguards."""
    heads = [context.outline.head(up) for up in node.ancestors()]
    named = re.search(r"问题(?:清单|台账|汇总表?)$", context.title)
    return bool(named and heads) and not any(re.search(r"要求|保障|措施|领导|步骤", head) for head in heads)


def _leaves(context: Context, found: list[Found]) -> list[Found]:
    """Of nested candidates the inner ones, unless those are what is done about the outer one."""
    marks = {id(item.node): item for item in found}
    kept = []
    for item in found:
        inner = [marks[id(sub)] for sub in item.node.walk() if id(sub) in marks]
        outer = [marks[id(up)] for up in item.node.ancestors() if id(up) in marks]
        if any(sub.confidence >= item.confidence for sub in inner) or any(
            up.confidence > item.confidence for up in outer
        ):
            continue
        kept.append(item)
    return kept
