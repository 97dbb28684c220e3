"""One problem cut into its statement and its measures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bihuan.plans.items.context import Context
from bihuan.plans.items.heads import FAULT, heads_list
from bihuan.plans.model import Measure, Span
from bihuan.plans.outline import Label, Node
from bihuan.plans.page import trim

_WHY = re.compile(r"原因|根源|症结|成因")
_CAUSE = re.compile(
    r"原因|根源|症结|表现(?:为|在)|主要(?:是|有)|情形|包括|分别(?:是|为)|几个方面|以下几|如下(?:问题|情况)|问题[:：]?$|存在"
)
_TURN = re.compile(
    r"(?<=[。；;\n])\s*(?=(?:针对|为此|对此|为(?:解决|提高|切实|进一步|做好|推进|确保)|下一步|我[县市区镇乡局]"
    r"|整改中|接到反馈|由[^，。；由]{2,40}?(?:负责|牵头)))"
)
_ANSWER = re.compile(r"整改(?:落实)?(?:情况|进展|结果|成效)|已整改|针对")
# 针对……的问题。 and what was done about it
_ANSWERED = re.compile(
    r"(?:针对|关于|对于?|就|(?:专项)?整治|治理|解决|纠[治正])[^。；\n]{2,120}?(?:问题|意见|建议)[”\"』]?(?:的)?"
    r"(?:整改(?:落实)?(?:工作)?(?:情况|进展)?)?[。；，：:,]"
)
_ANSWERED_LINE = re.compile(
    r"(?:关于|针对)[^。；\n]{2,120}?(?:问题|意见|建议)[”\"』]?(?:（[^（）\n]{1,12}）)?\n\s*"
)
# who and when, and nothing of what
_BRACKET = re.compile(r"[（(【][^（）()【】]*[)）】][。；]?")
# ……的问题。 in a report on what has been done: what follows is the answer
_NAMED = re.compile(
    r"[^。；\n]{2,120}?(?:问题|意见|建议)[”\"』]?(?:的?整改(?:落实|完成)?(?:工作)?(?:情况|进展))?(?:[，,](?:涉及|共计?|合计|金额|其中|如|有|\d)[^。；\n]{1,60})?[。\n]\s*"
)
# a paragraph after the last line of a list that speaks of the whole list
_CLOSING = re.compile(
    r"\n\s*(?:[●▲◆■★]|以上|上述|[（(]?以下空白|现(?:责令|要求)|请(?:各|以上|上述|有关|相关|你)|各(?:单位|乡镇|部门|责任)|特此|附[:：]|注[:：])"
)
_PLANS = re.compile(r"整改(?:落实|实施|工作)?(?:方案|台账|清单|报告)|整改(?:落实)?情况")
_PARAGRAPH = re.compile(r"[^\n]{6,200}[。.；;]\s*\n\s*(?=\S{6})")
# a second paragraph that still tells what is wrong
_MORE = re.compile(
    r"[^。\n]{0,12}(?:经查|主要|具体|表现|其中|例如|比如|如[，,:：]|抽查|检查|督[察查]|反映|20\d\d年|截至|原因|存在|发现|问题)"
)
_RESULTS = re.compile(r"整改(?:工作)?(?:落实|进展|完成)?(?:情况|进展|结果|成效)|整改报告")
# 整改进展：已完成。 says how far it is, not what is done
_STATUS = re.compile(
    r"(?:已(?:经)?(?:全部|基本)?(?:完成|整改|办结|销号)|正在(?:推进|整改|办理|进行)|(?:基本|阶段性)完成|未完成|尚未|持续(?:推进|整改)"
    r"|长期坚持|立行立改|按(?:计划|序时)推进)[^。；;\n]{0,30}[。；;]?"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}(?:[村镇乡县区市局办站所院校社]|街道|中心|公司)[:：]")
_OPEN = " \t\n\u3000（([【，,"


@dataclass(frozen=True)
class Draft:
    """A problem's statement span, where its prose ends, its measures, and why they are measures."""

    span: Span
    tail: int
    measures: tuple[Measure, ...]
    evidence: tuple[str, ...]
    status: str = ""


def draft(context: Context, node: Node, key: str) -> Draft:
    """Returns the statement and the measures of the problem in a node; ids of measures are `key`.1, .2, ..."""
    labels = _labels(node)
    opening = next((label for label in labels if label.kind in ("measures", "done")), None)
    if opening is not None:
        return _labelled(context, node, labels, key)
    return _unlabelled(context, node, labels, key)


def before_closing(context: Context, node: Node) -> int:
    """Returns where the node's own words end: before a paragraph that speaks of the whole list."""
    closing = _CLOSING.search(context.text, node.start, node.end)
    return closing.start() if closing else node.end


def _labels(node: Node) -> list[Label]:
    return sorted(
        [*node.labels, *(label for sub in node.walk() for label in sub.labels)], key=lambda item: item.span
    )


def _labelled(context: Context, node: Node, labels: list[Label], key: str) -> Draft:
    kind = "measures" if any(label.kind == "measures" for label in labels) else "done"
    statement = _statement(context, node, labels)
    measures: list[Measure] = []
    notes: list[str] = []
    status = ""
    for label in (label for label in labels if label.kind == kind and label in node.labels):
        if measures and "成效" in label.words:
            continue
        listed = [child for child in node.children if child.after is label]
        if listed:
            measures += [
                _measure(context, child, labels, key, len(measures) + at)
                for at, child in enumerate(listed, 1)
            ]
            notes.append(_numbered(listed[0]))
            continue
        prose = _prose(context, label, labels, node, f"{key}.{len(measures) + 1}")
        if label.kind == "done" and prose and _STATUS.fullmatch(prose[0].text):
            status = status or prose[0].text
        else:
            measures += prose
    return Draft(statement, statement[1], tuple(measures), tuple(dict.fromkeys(notes)), status)


def _numbered(first: Node) -> str:
    return f"措施按{first.mark.words if first.mark else ''}……编号"


def _statement(context: Context, node: Node, labels: list[Label]) -> Span:
    """From the node's first word to its first field, with 存在问题： and the like inside."""
    stop = next(
        (label.span[0] for label in labels if label.kind != "problem" and label.span[0] > node.start),
        node.end,
    )
    span = trim(context.text, (node.start, stop), "（([【")
    numbered = re.search(
        r"[。；;\s](?:\d{1,2}[.．、]|[（(][一二三四五六七八九十\d]{1,2}[)）])$", context.text[slice(*span)]
    )
    span = (span[0], span[0] + numbered.start() + 1) if numbered else span
    opening = next((label for label in labels if label.kind == "problem" and label.span[0] <= span[0]), None)
    span = (min(opening.span[1], span[1]), span[1]) if opening else span
    return trim(context.text, span) if span[1] > span[0] else (node.start, min(node.end, node.start + 1))


def _measure(context: Context, child: Node, labels: list[Label], key: str, at: int) -> Measure:
    stop = next((label.span[0] for label in labels if child.start < label.span[0] < child.end), child.end)
    span = trim(context.text, (child.start, stop), "（([【")
    return Measure(f"{key}.{at}", child.no, context.text[slice(*span)], span)


def _prose(context: Context, label: Label, labels: list[Label], node: Node, ident: str) -> list[Measure]:
    stop = next((other.span[0] for other in labels if other.span[0] > label.span[0]), node.end)
    span = trim(context.text, (label.span[1], stop), _OPEN + "：:")
    return [Measure(ident, None, context.text[slice(*span)], span)] if span[1] - span[0] > 1 else []


def _unlabelled(context: Context, node: Node, labels: list[Label], key: str) -> Draft:
    listed = (
        [child for child in node.children if child.style == node.children[0].style] if node.children else []
    )
    if listed and (_states(context, labels, listed[0]) or _lists_faults(context, node, listed)):
        span = _statement(context, node, labels)
        return Draft(span, span[1], (), ())
    causes = bool(listed) and _lists_causes(context, node, listed[0])
    named = _NAMED.match(context.text, node.start, node.end) if _reports(context, node) else None
    if named and listed and listed[0].mark and listed[0].mark.span[0] == named.end():
        causes = False
    if named and listed and listed[0].mark and listed[0].mark.span[0] >= named.end() and not causes:
        return _by_children(context, node, labels, listed, key, named.end())
    if listed and not causes:
        return _by_children(context, node, labels, listed, key)
    stop = next((label.span[0] for label in labels if label.span[0] > node.start), node.end)
    turn = next(
        (match for match in _TURN.finditer(context.text, node.start, stop) if match.end() > node.start), None
    )
    if turn is not None:
        return _by_turn(context, node, turn.end(), stop, key)
    second = _second_paragraph(context, node, stop)
    if second is not None:
        return _by_turn(context, node, second, stop, key)
    answered = (
        named
        or _ANSWERED.match(context.text, node.start, stop)
        or _ANSWERED_LINE.match(context.text, node.start, stop)
    )
    rest = trim(context.text, (answered.end(), stop)) if answered else (stop, stop)
    if answered and rest[0] < rest[1] and not _BRACKET.fullmatch(context.text, *rest):
        return _by_turn(context, node, answered.end(), stop, key)
    closing = _CLOSING.search(context.text, node.start, stop)
    span = trim(context.text, (node.start, closing.start() if closing else stop), "（([【")
    return Draft(span, span[1], (), ())


def _states(context: Context, labels: list[Label], first: Node) -> bool:
    """Whether the numbered lines stand right after 存在隐患： and tell what is wrong."""
    assert first.mark is not None
    at = first.mark.span[0]
    return any(
        label.kind == "problem" and not context.text[label.span[1] : at].strip()
        for label in labels
        if label.span[1] <= at
    )


def _lists_faults(context: Context, node: Node, listed: list[Node]) -> bool:
    """Whether the lines right after 某村： are what is wrong there: nothing else is said, and most of them name a fault."""
    assert listed[0].mark is not None
    lead = context.text[node.start : listed[0].mark.span[0]].strip()
    if not _PLACE.fullmatch(lead) or listed[0].style not in ("circle", "shi", "pnum"):
        return False
    faulty = sum(bool(FAULT.search(context.text, one.start, one.end)) for one in listed)
    under = any(heads_list(context.outline.head(up)) for up in node.ancestors())
    return 2 * faulty > len(listed) or (under and faulty > 0)


def _second_paragraph(context: Context, node: Node, stop: int) -> int | None:
    """Where what will be done begins: the paragraph after a statement of one line, in a plan of rectification."""
    if not _PLANS.search(context.title) or not node.labels:
        return None
    match = _PARAGRAPH.match(context.text, node.start, stop)
    return match.end() if match and not _MORE.match(context.text, match.end(), stop) else None


def _reports(context: Context, node: Node) -> bool:
    """Whether the paper or a section above the node tells what was done: 整改情况, 整改落实情况."""
    heads = [context.title, *(context.outline.head(up) for up in node.ancestors())]
    return any(_RESULTS.search(head) for head in heads)


def _lists_causes(context: Context, node: Node, first: Node) -> bool:
    """一是……二是…… that say why or how, not what is done: the clause before them names causes or appearances."""
    assert first.mark is not None
    lead = context.text[node.start : first.mark.span[0]]
    clause = re.split(r"[。；;]", lead.rstrip("。；; \n"))[-1]
    if _WHY.search(clause):
        return True
    if first.style in ("shi", "circle", "order"):
        return bool(_CAUSE.search(clause)) and not _ANSWER.search(clause)
    return bool(re.search(r"情形|表现(?:为|在)", clause))


def _by_children(
    context: Context, node: Node, labels: list[Label], listed: list[Node], key: str, until: int | None = None
) -> Draft:
    """The numbered lines as measures; the statement goes to the first of them, or `until` where it ends before."""
    assert listed[0].mark is not None
    lead = trim(context.text, (node.start, listed[0].mark.span[0] if until is None else until))
    turn = next((match for match in _TURN.finditer(context.text, *lead)), None)
    span = trim(context.text, (lead[0], turn.start())) if turn and turn.start() > lead[0] else lead
    measures = tuple(_measure(context, child, labels, key, at) for at, child in enumerate(listed, 1))
    return Draft(span, lead[1], measures, (_numbered(listed[0]),))


def _by_turn(context: Context, node: Node, turn: int, stop: int, key: str) -> Draft:
    span, answer = trim(context.text, (node.start, turn)), trim(context.text, (turn, stop))
    measure = Measure(f"{key}.1", None, context.text[slice(*answer)], answer)
    return Draft(span, span[1], (measure,), ("“针对、为此”之后为整改做法",))
