"""Problems of an annex and of the body that are the same: the annex row is the item, the body's words ride along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from bihuan.plans.items.pairing import alike, compare
from bihuan.plans.model import Problem


def merge_problems(rows: Sequence[Problem], body: Sequence[Problem]) -> tuple[list[Problem], list[str]]:
    """Returns the annex's problems with the body's words, then the body's problems that no row says; ids anew."""
    if not rows:
        return list(body), []
    left, merged, notes = dict(enumerate(body)), list[Problem](), list[str]()
    for row in rows:
        at = _twin(row, left)
        merged.append(row if at is None else _joined(row, left.pop(at)))
    if rows and left and len(left) < len(body):
        notes.append(f"正文有{len(left)}个问题在附件表中没有对应的行，已一并列入，请核对")
    return [_renumbered(item, at) for at, item in enumerate([*merged, *left.values()], 1)], notes


def _twin(row: Problem, left: dict[int, Problem]) -> int | None:
    """The body's problem with the same opening words, or among the next few the first that is much alike."""
    near = list(islice(left.items(), 12))
    same = next((at for at, item in near if _begins(row.text, item.text)), None)
    if same is not None:
        return same
    place = alike(row.text[:80], (item.text[:80] for _, item in near), 0.72)
    return None if place is None else near[place][0]


def _begins(one: str, other: str) -> bool:
    """Whether two wordings open alike: their first twenty characters, or all of the shorter one."""
    length = min(20, len(one.strip("。；")), len(other.strip("。；")))
    return length >= 4 and one[:length] == other[:length]


def _joined(row: Problem, twin: Problem) -> Problem:
    differs = compare(row.text, twin.text)
    return replace(
        row,
        body_text=twin.text,
        body_span=twin.span,
        differs=differs,
        measures=row.measures or twin.measures,
        responsible=row.responsible or twin.responsible,
        lead=row.lead or twin.lead,
        deadline=row.deadline or twin.deadline,
        confidence=row.confidence if differs == "same" else round(row.confidence - 0.2, 2),
        evidence=(*row.evidence, "正文与附件一致" if differs == "same" else "正文与附件有不同"),
    )


def _renumbered(item: Problem, at: int) -> Problem:
    measures = tuple(replace(measure, id=f"P{at}.{place}") for place, measure in enumerate(item.measures, 1))
    return replace(item, id=f"P{at}", measures=measures)
