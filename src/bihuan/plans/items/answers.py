"""Problems listed in one section and answered in another: 一、存在问题 ... 二、整改措施 （一）针对……问题。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bihuan.plans.model import Problem

_HEAD = re.compile(r"^(?:关于|针对|对于?|围绕|就)")
_TAIL = re.compile(r"(?:等?(?:方面)?(?:的)?问题|方面)(?:的)?(?:整改(?:措施|情况)?)?[”\"』]?[。，：:；;]?$")
_MARKS = re.compile(r"[\s，。；：、,.;:“”\"（）()]")
ENOUGH = 0.6


def join_answers(problems: Sequence[Problem]) -> list[Problem]:
    """Returns the problems with each 针对……问题 put to the earlier one it answers, by the words they share, in order."""
    stated = [item for item in problems if not _HEAD.match(item.text)]
    answers = [item for item in problems if _HEAD.match(item.text) and item.measures]
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
