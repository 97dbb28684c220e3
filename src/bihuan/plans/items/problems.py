"""Problems of the body: which numbered items are problems, and their measures, owners and deadlines."""

from __future__ import annotations

import re
from dataclasses import replace

from bihuan.plans.items.answers import join_answers
from bihuan.plans.items.context import Context
from bihuan.plans.items.fields import Values, read_labels, read_prose, value_span
from bihuan.plans.items.finding import Found, find
from bihuan.plans.items.measures import Draft, before_closing, draft
from bihuan.plans.items.references import with_references
from bihuan.plans.items.sections import answering
from bihuan.plans.model import Measure, Problem
from bihuan.plans.outline import Label, Node
from bihuan.plans.page import trim

_NEXT = re.compile("下一?步")


def body_problems(context: Context) -> tuple[list[Problem], list[str]]:
    """Returns the problems that the body lists, in reading order, and warnings."""
    found = find(context)
    listed = [_problem(context, item, at) for at, item in enumerate(found, 1)]
    if not any(problem.measures for problem in listed):
        twins = answering(context, [item.node for item in found])
        listed = [
            _answered(context, problem, twins[id(item.node)]) if id(item.node) in twins else problem
            for problem, item in zip(listed, found, strict=True)
        ]
    problems = with_references(context, join_answers(listed))
    return problems, [note for problem in problems for note in _notes(problem)]


def _notes(problem: Problem) -> list[str]:
    head = f"问题{problem.no or ''}“{problem.text[:16]}”"
    return [f"{head}没有写明整改措施"] if not problem.measures else []


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
    return f"{above.mark.words if above.no else ''}{context.outline.head(above)}"


def _values(context: Context, node: Node, body: Draft) -> Values:
    labels = sorted(
        [*node.labels, *(label for sub in node.walk() for label in sub.labels)], key=lambda item: item.span
    )
    marks = [sub.mark.span[0] for sub in node.walk() if sub.mark]
    values = read_labels(context.text, labels, node.end, marks, context.anchor)
    words = "\n".join(measure.text for measure in body.measures)
    read_prose(body.status, values, context.anchor)
    single = len(body.measures) == 1
    read_prose(
        words or context.text[node.start : before_closing(context, node)],
        values,
        context.anchor,
        single=single,
        told=not words,
    )
    if not values.units():
        read_prose(context.text[node.start : body.tail], values, context.anchor, told=True)
    for label in labels:
        if label.kind == "other" and _NEXT.search(label.words):
            read_prose(
                context.text[slice(*value_span(context.text, label, labels, node.end))],
                values,
                context.anchor,
            )
    _from_above(context, node, values)
    if not values.units() and values.oversight:
        values.responsible = values.oversight
        values.evidence.append("没有责任单位，督办单位代之")
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
