"""Problems listed in one section and answered in another: 一、存在问题 ... 二、整改措施 （一）针对……问题。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bihuan.plans.items.context import Context
from bihuan.plans.model import Problem
from bihuan.plans.outline import Node

_HEAD = re.compile(r"^(?:关于|针对|对于?|围绕|就)")
_TAIL = re.compile(r"(?:等?(?:方面)?(?:的)?问题|方面)(?:的)?(?:整改(?:措施|情况)?)?[”\"』]?[。，：:；;]?$")
_MARKS = re.compile(r"[\s，。；：、,.;:“”\"（）()]")
_OPENED = re.compile(r"(?:关于|针对|对于?|围绕|就)[^。；\n]{2,80}?(?:问题|方面)")
ENOUGH = 0.6


def join_answers(problems: Sequence[Problem]) -> list[Problem]:
    """Returns the problems with each 针对……问题 put to the earlier one it answers, by the words they share, in order."""
    again = _told_again(problems)
    stated = [item for item in problems if not _HEAD.match(item.text) and item.id not in again]
    answers = [item for item in problems if (_HEAD.match(item.text) or item.id in again) and item.measures]
    if not stated or not answers or answers[0].span[0] < stated[0].span[0]:
        return list(problems)
    found: dict[str, Problem] = {}
    for answer in answers:
        twin = _answered(answer, [item for item in stated if item.id not in found])
        if twin is not None:
            found[twin.id] = answer
    used = {answer.id for answer in found.values()}
    kept = [
        _joined(item, found[item.id]) if item.id in found else item
        for item in problems
        if item.id not in used
    ]
    return [_numbered(item, at) for at, item in enumerate(kept, 1)]


def _told_again(problems: Sequence[Problem]) -> set[str]:
    """The later half of a list that names the earlier half once more, with what was done: 台账不规范问题。已补齐。"""
    bare = [item for item in problems if not item.measures and not _HEAD.match(item.text)]
    done = [item for item in problems if item.measures and not _HEAD.match(item.text)]
    if not bare or not done or done[0].span[0] < bare[-1].span[0]:
        return set()
    same = [
        item for item in done if any(_shared(_core(_first(item.text)), one.text[:60]) >= 0.8 for one in bare)
    ]
    return {item.id for item in same} if 2 * len(same) >= len(done) else set()


def _first(words: str) -> str:
    return re.split(r"[。；\n]", words, maxsplit=1)[0]


def answers_to(context: Context, nodes: Sequence[Node], problems: Sequence[Node]) -> list[Node]:
    """Returns the numbered lines after the problems that open with 针对 and the words of one of them."""
    taken = {id(sub) for node in problems for sub in (node, *node.walk(), *node.ancestors())}
    first = min((node.start for node in problems), default=len(context.text))
    stated = [context.text[node.start : min(node.end, node.start + 160)] for node in problems]
    found = []
    for node in nodes:
        if id(node) in taken or node.start < first or node.after is not None:
            continue
        opened = _OPENED.match(context.text, node.start, node.end)
        if opened and any(_shared(_core(opened[0]), words) >= ENOUGH for words in stated):
            found.append(node)
    return found


def _answered(answer: Problem, stated: Sequence[Problem]) -> Problem | None:
    """The earlier problem that holds most of the answer's words."""
    earlier = [item for item in stated if item.span[0] < answer.span[0]]
    scored = [(_shared(_core(answer.text), item.text), -at) for at, item in enumerate(earlier)]
    best, at = max(scored, default=(0.0, 0))
    return earlier[-at] if best >= ENOUGH else None


def _core(words: str) -> str:
    return _TAIL.sub("", _HEAD.sub("", words.strip()))


def _shared(core: str, words: str) -> float:
    """The share of the pairs of characters of `core` that `words` has too."""
    pairs, held = _pairs(core), _pairs(words)
    return len(pairs & held) / len(pairs) if pairs else 0.0


def _pairs(words: str) -> set[str]:
    bare = _MARKS.sub("", words)
    return {bare[at : at + 2] for at in range(len(bare) - 1)}


def _joined(problem: Problem, answer: Problem) -> Problem:
    return replace(
        problem,
        measures=answer.measures,
        lead=problem.lead or answer.lead,
        responsible=problem.responsible or answer.responsible,
        assisting=problem.assisting or answer.assisting,
        persons=problem.persons or answer.persons,
        target=problem.target or answer.target,
        deadline=answer.deadline or problem.deadline,
        confidence=min(problem.confidence, 0.8),
        evidence=(*problem.evidence, "另一节“针对……问题”写明整改做法", *answer.evidence),
    )


def _numbered(item: Problem, at: int) -> Problem:
    measures = tuple(replace(measure, id=f"P{at}.{place}") for place, measure in enumerate(item.measures, 1))
    return replace(item, id=f"P{at}", measures=measures)
