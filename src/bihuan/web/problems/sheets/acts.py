"""What a changed row asks for, done by the services the pages use: all of a row or nothing of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import transaction

from bihuan.web.access import Actor
from bihuan.web.areas.imports import trial as rehearsal
from bihuan.web.problems import services, tags
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services import NotNow
from bihuan.web.problems.sheets.days import day
from bihuan.web.problems.sheets.layout import OPEN_STEP, steps_of
from bihuan.web.problems.sheets.weigh import Line

Step = Callable[[int | None], object]
_NUMBERED = re.compile(r"(\d+)\s*[.．、]\s*(.+)")
_DIVIDED = re.compile(r"[；;\n]+")


def apply(actor: Actor, line: Line) -> None:
    """Does all that a row asks for in one savepoint. Refused, Conflict: nothing of the row stays."""
    if line.problem is None:
        raise NotNow("这一行没有认出是哪一件。")
    version: int | None = line.version
    with transaction.atomic():
        for step in steps(actor, line.problem, {each.key: each.to for each in line.asked}):
            step(version)
            version = None  # the row's own steps count it up


def trial(actor: Actor, line: Line) -> str:
    """What the services would say to the row; empty when they would do it. Nothing stays."""
    return str(rehearsal.trial(lambda: apply(actor, line)) or "")


def steps(actor: Actor, problem: Problem, to: dict[str, str]) -> list[Step]:
    """The services to call in their order, each with the version the row was exported at; NotNow when a cell cannot be understood."""
    made: list[Step] = []
    if "cause" in to:
        made.append(
            lambda v: services.state_cause(actor, problem, to["cause"], problem.swept_text, version=v)
        )
    if "measures" in to:
        texts = new_measures(problem, to["measures"])
        made.append(lambda v: services.plan_measures(actor, problem, texts, version=v))
    if "done_on" in to:
        made += _finished(actor, problem, to["done_on"])
    if "target" in to:
        made.append(lambda v: services.set_target(actor, problem, to["target"], version=v))
    if "official" in to:
        made.append(lambda v: services.name_official(actor, problem, to["official"], version=v))
    facts = _described(to)
    if facts:
        made.append(lambda v: services.describe(actor, problem, **facts, version=v))
    return made + _longer(actor, problem, to)


def _described(to: dict[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {k: to[k] for k in ("category", "project", "found_by", "remark") if k in to}
    return facts | ({"tags": tags.split(to["tags"])} if "tags" in to else {})


def new_measures(problem: Problem, cell: str) -> list[str]:
    """The measures added behind those that stand; NotNow when one of those was changed or left out."""
    standing = "；".join(f"{m.no}. {m.text}" for m in steps_of(problem))
    squeezed = " ".join(standing.split())
    if not cell.startswith(squeezed):
        raise NotNow("已经定下的整改措施不能在表里改，只能在后面加，每项之间用分号隔开。")
    added = [part.strip() for part in _DIVIDED.split(cell[len(squeezed) :]) if part.strip()]
    numbered = [_NUMBERED.fullmatch(part) for part in added]
    return [found[2].strip() if found else part for found, part in zip(numbered, added, strict=True)]


def _finished(actor: Actor, problem: Problem, cell: str) -> list[Step]:
    """One step for each measure whose day was filled in."""
    there = {m.no: m for m in steps_of(problem)}
    made: list[Step] = []
    for part in filter(str.strip, _DIVIDED.split(cell)):
        found = _NUMBERED.fullmatch(part.strip())
        measure = there.get(int(found[1])) if found else None
        if found is None or measure is None:
            raise NotNow(
                f"“完成日期”里“{part.strip()}”认不出是哪一项，请照“1. 2026-11-20；2. {OPEN_STEP}”的样子填。"
            )
        words, on = found[2].strip(), day(found[2])
        if words == str(measure.done_at or OPEN_STEP) or (on is not None and on == measure.done_at):
            continue
        if measure.done_at is not None:
            raise NotNow(f"第 {measure.no} 项已经报过完成，完成日期不能在表里改。")
        if on is None:
            raise NotNow(f"第 {measure.no} 项的完成日期“{words}”不是一个日期，请照 2026-11-24 的样子填。")
        made.append(_finish(actor, problem, measure.pk, on))
    return made


def _finish(actor: Actor, problem: Problem, measure_id: int, on: Any) -> Step:
    return lambda v: services.finish_measure(actor, problem, measure_id, done_on=on, version=v)


def _longer(actor: Actor, problem: Problem, to: dict[str, str]) -> list[Step]:
    """A later deadline is asked for, with its reason; nobody sets it."""
    if "due" not in to and "longer" not in to:
        return []
    on = day(to.get("due", ""))
    if "longer" not in to:
        raise NotNow("时限只能申请延期：请在“延期理由”一列写明为什么，由交办单位批。")
    if on is None:
        raise NotNow("写了延期理由，还要把“时限”改成申请延到的日子，照 2026-11-24 的样子填。")
    return [lambda v: services.request_extension(actor, problem, on, to["longer"], version=v)]
