"""Scores a plan against hand-made labels: per kind the labels met, the labels, and the items read."""

from __future__ import annotations

import re
from typing import Any

from bihuan.plans import Plan

Score = dict[str, tuple[int, int, int]]
_PUNCT = str.maketrans("，。；：（）“”‘’、", ",.;:()\"\"'',")


def norm(words: str | None) -> str:
    return re.sub(r"\s+", "", (words or "").translate(_PUNCT))


def _same_start(label: str, words: str) -> bool:
    number = r"^(第?[一二三四五六七八九十]+[,.]|\([一二三四五六七八九十\d]+\)|\d+[.,]|[①-⑳])"
    a, b = (re.sub(number, "", norm(text)) for text in (label, words))
    n = min(len(a), 14)
    return n >= 4 and a[:n] in b[: n + 16]


def _pairs(
    labels: list[dict[str, Any]], items: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    left, pairs = list(items), []
    for label in labels:
        hit = next((item for item in left if _same_start(label["text_starts"], item["text"])), None)
        if hit is not None:
            left.remove(hit)
            pairs.append((label, hit))
    return pairs


def score(label: dict[str, Any], plan: dict[str, Any]) -> Score:
    """Returns {kind: (met, labelled, read)} for one document."""
    wanted, got = label["problems"], plan["problems"]
    pairs = _pairs(wanted, got)
    return {
        "problems": (len(pairs), len(wanted), len(got)),
        "measures": (
            sum(one["measures"] == len(item["measures"]) for one, item in pairs),
            len(wanted),
            len(pairs),
        ),
        "units": _units(wanted, pairs, got),
        "deadlines": _deadlines(wanted, pairs, got),
        "phases": _sets(
            [(x["start"], x["end"]) for x in label["phases"]],
            [(x["start"], x["end"]) for x in plan["phases"]],
        ),
        "reports": _reports(label, plan),
        "check_items": (
            len(_pairs(label["check_items"], plan["check_items"])),
            len(label["check_items"]),
            len(plan["check_items"]),
        ),
        "quotas": _sets(
            [(x["number"], x["unit"], x["per"]) for x in label["quotas"]],
            [(x["number"], x["unit"], x["per"]) for x in plan["quotas"]],
        ),
    }


def _units(wanted: list[Any], pairs: list[Any], got: list[Any]) -> tuple[int, int, int]:
    met = sum(
        len({norm(x) for x in one["responsible"]} & {norm(x) for x in item["responsible"]})
        for one, item in pairs
    )
    return met, sum(len(one["responsible"]) for one in wanted), sum(len(item["responsible"]) for item in got)


def _deadlines(wanted: list[Any], pairs: list[Any], got: list[Any]) -> tuple[int, int, int]:
    met = sum(
        bool(item["deadline"]) and norm(item["deadline"]["text"]) == norm(one["deadline"])
        for one, item in pairs
        if one["deadline"]
    )
    return met, sum(bool(one["deadline"]) for one in wanted), sum(bool(item["deadline"]) for item in got)


def _reports(label: dict[str, Any], plan: dict[str, Any]) -> tuple[int, int, int]:
    wanted = [one for one in label["report_obligations"] if one.get("due")]
    got = plan["report_obligations"]
    met = sum(
        any(norm(one["due"]) in norm(item["due"]["text"] + item["text"]) for item in got) for one in wanted
    )
    return met, len(wanted), len(got)


def _sets(wanted: list[Any], got: list[Any]) -> tuple[int, int, int]:
    left = list(got)
    met = 0
    for one in wanted:
        if one in left:
            left.remove(one)
            met += 1
    return met, len(wanted), len(got)


def overall(scores: list[Score]) -> float:
    """Returns the mean F1 over the kinds that have labels."""
    values = []
    for kind in scores[0]:
        met, wanted, read = (sum(one[kind][at] for one in scores) for at in range(3))
        if wanted:
            values.append(2 * met / (wanted + read))
    return sum(values) / len(values)


def cut_true(plan: Plan) -> None:
    """Asserts that every span cuts exactly its item's words out of the plan's text."""
    for item in [*plan.problems, *plan.check_items, *plan.report_obligations]:
        assert plan.text[slice(*item.span)] == item.text
    for phase in plan.phases:
        assert plan.text[slice(*phase.span)] == phase.name
    for quota in plan.quotas:
        assert plan.text[slice(*quota.span)] == quota.what
    for problem in plan.problems:
        for measure in problem.measures:
            assert plan.text[slice(*measure.span)] == measure.text
