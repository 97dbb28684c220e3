"""Problems of the body: which numbered items are problems, and their measures, owners and deadlines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bihuan.plans.items.answers import join_answers
from bihuan.plans.items.context import Context
from bihuan.plans.items.fallback import FAULT, answering, fallen_back
from bihuan.plans.items.fields import Values, read_labels, read_prose
from bihuan.plans.items.measures import Draft, draft
from bihuan.plans.model import Measure, Problem
from bihuan.plans.outline import Label, Node
from bihuan.plans.page import trim

_ABOUT = re.compile(
    r"(?:^|[^\u4e00-\u9fff])(?:关于|针对|对于?|就)?[^，。；]{2,120}问题[”\"』]?(?:的)?(?:整改(?:落实)?(?:工作)?(?:"
    r"措施|情况|进展(?:情况)?)?|整治情况|方面)?(?:[，,](?:涉及|共计?|合计|金额|其中)[^。；]{1,60})?$"
)
# a heading over several problems
_GROUP = re.compile(
    r"^[^，。；：“”\"]{0,12}(?:共性|个性|突出|主要|具体|存在|普遍|重点|其[他它]|面上|点上|上级|国家|省级|市级|县级|自查|反馈|发现"
    r"|巩固|历史|遗留|新增|移交|一般|较大|严重)(?:性|的)?(?:方面)?[^，。；：]{0,6}?问题$"
)
_LIST_HEAD = re.compile(
    r"(?:存在|反馈|发现|指出|突出|主要|具体|整改|查出|查摆|检查|个)的?(?:主要|突出|具体|共性|个性)?问题"
    r"(?:清单|台账|表现|情况|整改|汇总)?(?:[及和与、](?:其)?(?:具体)?(?:整改)?(?:措施|任务|时限|要求|责任"
    r"|建议).*)?$|^问题(?:清单|台账|表现|及整改.*)?$|问题清单|存在的(?:主要|突出|明显)?(?:不足|差距|短板|薄弱环节|隐患)(?:及[^，。]{0,6})?$"
)
_NOT_LIST = re.compile(
    r"^(?:梳理|抓|查|解决|聚焦|坚持|围绕|认真|深入|全面|切实|严格|建立|明确|排查|对照)|排查.{0,8}$|原则$|要求$|保障(?:措施|机制|工作)?$"
)
_LEAD_IN = re.compile(r"(?:发现|存在|反馈|查出|检查出)[^。\n]{0,10}(?:以下|如下)[^。\n]{0,8}问题[:：]")
_CLEAR = re.compile(r"(?:未|没有|暂未|暂无)(?:发现|检查出|查出)?(?:明显|突出|重大)?(?:的)?问题")
_CHARGED = re.compile(r"由[^，。；由]{2,40}?(?:负责|牵头)")
_RESULT = re.compile(r"整改(?:落实)?(?:情况|进展|结果|成效)|(?:具体|主要)整改")
_LISTS = ("han", "phan", "num", "pnum", "half", "item", "order")


@dataclass
class Found:
    """A node that is a problem, and why."""

    node: Node
    why: str
    confidence: float
    above: Node | None = None


def body_problems(context: Context) -> tuple[list[Problem], list[str]]:
    """Returns the problems that the body lists, in reading order, and warnings."""
    found = _find(context)
    listed = [_problem(context, item, at) for at, item in enumerate(found, 1)]
    if not any(problem.measures for problem in listed):
        twins = answering(context, [item.node for item in found])
        listed = [
            _answered(context, problem, twins[id(item.node)]) if id(item.node) in twins else problem
            for problem, item in zip(listed, found, strict=True)
        ]
    problems = join_answers(listed)
    return problems, [note for problem in problems for note in _notes(problem)]


def _notes(problem: Problem) -> list[str]:
    head = f"问题{problem.no or ''}“{problem.text[:16]}”"
    return [f"{head}没有写明整改措施"] if not problem.measures else []


def _find(context: Context) -> list[Found]:
    nodes = list(context.outline.root.walk())
    key = "measures" if any(label.kind == "measures" for node in nodes for label in node.labels) else "done"
    labelled = {id(node) for node in nodes if _owns(node, key)}
    deepest = [
        node for node in nodes if id(node) in labelled and not any(id(sub) in labelled for sub in node.walk())
    ]
    found = [
        item
        for node in deepest
        if _is_item(context, node)
        for item in _together(context, node, key) or [_one(node)]
    ]
    taken = {id(item.node) for item in found}
    inside = {id(sub) for item in found for sub in (item.above or item.node).walk()}
    done = taken | inside | {id(up) for item in found for up in item.node.ancestors()}
    others = _others(context, [node for node in nodes if id(node) not in done])
    known = {id(item.node.parent) for item in found}
    found += [item for item in others if not found or id(item.node.parent) in known or item.confidence > 0.8]
    found = found or [
        Found(node, "没有认得的版式，按标题和“问题”字样推断", 0.5)
        for node in fallen_back(context, nodes, _LISTS)
    ]
    return sorted(found, key=lambda item: item.node.start)


def _one(node: Node) -> Found:
    return Found(node, "有“整改措施”标签", 0.95)


def _together(context: Context, node: Node, key: str) -> list[Found]:
    """Several numbered problems with one list of measures below them all: each is one, with the measures shared."""
    first = min(label.span[0] for label in node.labels if label.kind == key)
    stated = [child for child in node.children if child.after is None and child.end <= first]
    bare = all(child.style in _LISTS and not child.labels for child in stated)
    faulty = sum(bool(FAULT.search(context.text[child.start : child.end])) for child in stated)
    if len(stated) < 2 or not bare or 2 * faulty <= len(stated) or stated[-1].end < first - 2:
        return []
    return [Found(child, "与同组问题共用“整改措施”", 0.8, node) for child in stated]


def _owns(node: Node, key: str) -> bool:
    return node.after is None and any(label.kind == key for label in node.labels)


def _is_item(context: Context, node: Node) -> bool:
    """A labelled node is a problem in a paper that rectifies, or when the words name a fault or a problem."""
    head = context.outline.head(node)
    return context.rectifies or "问题" in head or bool(FAULT.search(head))


def _others(context: Context, nodes: list[Node]) -> list[Found]:
    if not context.rectifies:
        return _leaves(context, [item for node in nodes if (item := _listed(context, node, strict=True))])
    marked: list[Found] = []
    for node in nodes:
        item = _by_fields(context, node) or _by_head(context, node) or _listed(context, node, strict=False)
        if item is not None:
            marked.append(item)
    return _leaves(context, marked)


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
    heads = " ".join([context.title, *(context.outline.head(up) for up in node.ancestors())])
    if (
        node.style not in _LISTS
        or len(kinds) < 2
        or node.after is not None
        or not re.search(r"问题|整改", heads)
    ):
        return None
    faulty = FAULT.search(words[:160])
    return Found(node, "有责任单位、时限等标签", 0.85) if faulty else None


def _by_head(context: Context, node: Node) -> Found | None:
    head = context.outline.head(node)
    if (
        node.style not in _LISTS
        or len(head) > 140
        or _NOT_LIST.search(head)
        or not _ABOUT.search("，" + head)
        or (_GROUP.match(head) and any(child.style in _LISTS for child in node.children))
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
        node.style not in _LISTS
        or any(child.style in _LISTS for child in node.children)
        or node.after is not None
    ):
        return None
    if _CLEAR.search(context.text, node.start, min(node.end, node.start + 60)):
        return None
    section = next((up for up in node.ancestors() if _heads_list(context.outline.head(up))), None)
    if section is None and not _whole_list(context, node) and not _led_in(context, node):
        return None
    fault = FAULT.search(context.text[node.start : min(node.end, node.start + 200)])
    if strict and not fault:
        return None
    return Found(node, "列在问题清单标题之下", 0.6 if strict else 0.75 if fault else 0.65)


def _led_in(context: Context, node: Node) -> bool:
    """发现以下问题： before the first line of a list that stands under no heading, and nothing else begun since."""
    if node.parent is None or node.parent.mark is not None:
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


def _heads_list(head: str) -> bool:
    return len(head) <= 40 and bool(_LIST_HEAD.search(head)) and not _NOT_LIST.search(head)


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


def _problem(context: Context, found: Found, at: int) -> Problem:
    node = found.node
    body = draft(context, node, f"P{at}")
    if found.above is not None:
        body = replace(body, measures=draft(context, found.above, f"P{at}").measures)
    values = _values(context, node, body)
    start, end = body.span
    return Problem(
        id=f"P{at}",
        no=node.no,
        category=_category(context, node),
        text=context.text[start:end],
        span=body.span,
        measures=body.measures,
        lead=tuple(values.lead),
        responsible=values.units(),
        assisting=tuple(values.assisting),
        persons=tuple(values.persons),
        target=values.target,
        deadline=values.deadline,
        confidence=round(found.confidence - (0 if body.measures else 0.1), 2),
        evidence=tuple(
            dict.fromkeys(
                [f"编号“{node.no}”" if node.no else "没有编号", found.why, *body.evidence, *values.evidence]
            )
        ),
    )


def _answered(context: Context, problem: Problem, node: Node) -> Problem:
    """The problem with what the line of the section 整改措施 says of it."""
    lines = [child for child in node.children if child.style == node.children[0].style] or [node]
    measures = tuple(
        Measure(f"{problem.id}.{at}", line.no, context.text[slice(*span)], span)
        for at, line in enumerate(lines, 1)
        for span in [trim(context.text, (line.start, line.end), "（([【")]
    )
    values = _values(context, node, Draft(measures[0].span, node.end, measures, ()))
    return replace(
        problem,
        measures=measures,
        lead=problem.lead or tuple(values.lead),
        responsible=problem.responsible or values.units(),
        assisting=problem.assisting or tuple(values.assisting),
        persons=problem.persons or tuple(values.persons),
        deadline=problem.deadline or values.deadline,
        evidence=(*problem.evidence, "与“整改措施”一节的各项按顺序对应", *values.evidence),
    )


def _category(context: Context, node: Node) -> str | None:
    above = next(node.ancestors(), None)
    if above is None or above.mark is None:
        return None
    return f"{above.mark.words}{context.outline.head(above)}"


def _values(context: Context, node: Node, body: Draft) -> Values:
    labels = sorted(
        [*node.labels, *(label for sub in node.walk() for label in sub.labels)], key=lambda item: item.span
    )
    marks = [sub.mark.span[0] for sub in node.walk() if sub.mark]
    values = read_labels(context.text, labels, node.end, marks, context.anchor)
    words = "\n".join(measure.text for measure in body.measures)
    read_prose(body.status, values, context.anchor)
    read_prose(words or context.text[node.start : node.end], values, context.anchor)
    read_prose(context.text[node.start : body.tail], values, context.anchor) if not values.units() else None
    _from_above(context, node, values)
    return values


def _from_above(context: Context, node: Node, values: Values) -> None:
    """What the list says once for all its lines: labels of the group, or 以上问题于某日前整改到位."""
    for up in node.ancestors():
        own = _own(up)
        if not own:
            continue
        marks = [child.mark.span[0] for child in up.children if child.mark]
        shared = read_labels(context.text, own, up.end, marks, context.anchor)
        if not values.units() and shared.units():
            values.lead, values.responsible = shared.lead, shared.responsible
            values.assisting = values.assisting or shared.assisting
            values.evidence.append("所在一组统一写明责任单位")
        if values.deadline is None and shared.deadline is not None:
            values.deadline = shared.deadline
            values.evidence.append("所在一组统一写明时限")
        values.persons = values.persons or shared.persons
    if values.deadline is None and context.common_deadline:
        values.put("deadline", context.common_deadline, context.anchor)
        values.evidence.append("全单统一时限")


def _own(node: Node) -> list[Label]:
    return [label for label in node.labels if label.kind not in ("measures", "done", "problem")]
