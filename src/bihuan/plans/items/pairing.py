"""Annex rows and the body's words for the same thing, side by side with how far they differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from bihuan.plans.model import CheckItem, Differs

_MARKS = re.compile(r"[\s，。；：、,.;:“”\"（）()]")
_LEAD = re.compile(r"^[^，。；：:]{2,12}(?:方面[，,]|[：:])")
SAME, PARTLY, RELATED = 0.93, 0.5, 0.4


def pair(rows: Sequence[CheckItem], body: Sequence[CheckItem]) -> tuple[list[CheckItem], list[str]]:
    """Returns the rows with the body's words riding along, and a warning for every row that differs."""
    if not rows or not body:
        return list(rows or body), []
    partners = _partners(rows, body)
    paired = [
        _joined(row, body[at]) if (at := partners[index]) is not None else row
        for index, row in enumerate(rows)
    ]
    notes = [_note(row) for row in paired if row.differs in ("partly", "wholly")]
    missing = len(body) - sum(at is not None for at in partners)
    if missing:
        notes.append(f"正文有{missing}项排查内容在附件表中没有对应的行，请核对")
    return paired, notes


def _partners(rows: Sequence[CheckItem], body: Sequence[CheckItem]) -> list[int | None]:
    """By likeness first, in order; what lies between two sure pairs and is equally many is paired by place."""
    found: list[int | None] = [None] * len(rows)
    at = 0
    for index, row in enumerate(rows):
        scored = [
            (likeness(row.text, other.text), -place) for place, other in enumerate(body[at : at + 12], at)
        ]
        best, place = max(scored, default=(0.0, 0))
        if best >= 0.55:
            found[index], at = -place, -place + 1
    return _filled(found, len(body))


def _filled(found: list[int | None], total: int) -> list[int | None]:
    out, index = list(found), 0
    while index < len(out):
        stop = index
        while stop < len(out) and out[stop] is None:
            stop += 1
        before = out[index - 1] if index else -1
        after = out[stop] if stop < len(out) else total
        if stop > index and before is not None and after is not None and after - before - 1 == stop - index:
            out[index:stop] = range(before + 1, after)
        index = stop + 1
    return out


def likeness(one: str, other: str) -> float:
    """Returns 0..1: how much of two wordings agrees, without punctuation and an opening 某某方面， or 某某："""
    return SequenceMatcher(None, _bare(one), _bare(other), autojunk=False).ratio()


@lru_cache(maxsize=512)
def _bare(words: str) -> str:
    return _MARKS.sub("", _LEAD.sub("", words))


def alike(one: str, others: Iterable[str], least: float) -> int | None:
    """Returns the place of the first of `others` whose likeness to `one` is at least `least`, None where none is."""
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(_bare(one))
    for at, other in enumerate(others):
        matcher.set_seq1(_bare(other))
        # both are upper bounds of the ratio and much cheaper
        near = matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least
        if near and matcher.ratio() >= least:
            return at
    return None


def compare(one: str, other: str) -> Differs:
    """Returns whether two wordings say the same, partly the same, or wholly different things."""
    score = likeness(one, other)
    return "same" if score >= SAME else "partly" if score >= PARTLY else "wholly"


def _joined(row: CheckItem, body: CheckItem) -> CheckItem:
    differs = compare(row.text, body.text)
    confidence = {"same": row.confidence, "partly": 0.75, "wholly": 0.5}[differs]
    words = {"same": "正文与附件一致", "partly": "正文与附件部分不同", "wholly": "正文与附件完全不同"}[
        differs
    ]
    return replace(
        row,
        body_text=body.text,
        body_span=body.span,
        differs=differs,
        confidence=confidence,
        responsible=row.responsible or body.responsible,
        evidence=(*row.evidence, words),
    )


def _note(row: CheckItem) -> str:
    how = "部分不同" if row.differs == "partly" else "完全不同"
    return f"第{row.no}项附件表与正文{how}：附件“{row.text[:20]}……”，正文“{(row.body_text or '')[:20]}……”"
