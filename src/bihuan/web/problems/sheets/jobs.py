"""The two jobs behind the sheets: registering many problems, and taking changes back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from bihuan.web import journal
from bihuan.web.access import Actor, Conflict, Refused, require
from bihuan.web.areas.imports import faults, store
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.read import Book, read
from bihuan.web.jobs import JobError, Running, job
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from bihuan.web.problems.sheets.acts import apply
from bihuan.web.problems.sheets.check import SOURCE, Item, check, fingerprint, report
from bihuan.web.problems.sheets.columns import RAISE
from bihuan.web.problems.sheets.weigh import Line, open_book, weigh


def opened(actor: Actor, token: str) -> tuple[str, list[Item]]:
    """The kept registration sheet, checked against what is there now: its name and its rows; ImportRefused when it is gone."""
    name, data = store.fetch(actor, token)
    return name, check(read(data, name, [RAISE]), actor)


@job("用表格登记问题")
def raise_many(run: Running, token: str, seen: str) -> dict[str, Any]:
    """Registers every right row that is not registered yet: all of them, or on any refusal none."""
    require(run.actor, "problem.bulk")
    try:
        name, items = opened(run.actor, token)
    except ImportRefused as refused:
        raise JobError(str(refused)) from refused
    if fingerprint(items) != seen:
        raise JobError("看过预览之后，表或系统里的数据变了，一件也没有登记。请重新看一遍预览再登记。")
    new = [item for item in items if item.state == "new"]
    made = [_raised(run, item, done, len(new)) for done, item in enumerate(new)]
    journal.write(run.actor, "problems.raised_by_sheet", None, count=len(made), file=name)
    transaction.on_commit(lambda: store.drop(run.actor, token))
    wrong = sum(item.state == "wrong" for item in items)
    left = f"有错的 {wrong} 行没有登记，改好再传。" if wrong else ""
    return {
        "url": reverse("problems:list") + "?view=problem&sort=-number&saved=open",
        "message": f"登记了 {len(made)} 件，编号 {_span(made)}。{left}"
        if made
        else f"没有新的要登记。{left}",
    }


def _raised(run: Running, item: Item, done: int, total: int) -> Problem:
    if done % 20 == 0:
        run.progress(done, total, f"已登记 {done} 件")
    try:
        return services.raise_from(run.actor, SOURCE, report(item), **item.given).problem
    except (Refused, Conflict) as refused:
        raise JobError(
            f"第 {item.row.number} 行没有登记成：{refused}整份表都没有登记，改好再传。"
        ) from refused


def _span(made: list[Problem]) -> str:
    numbers = [problem.number for problem in made]
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} 到 {numbers[-1]}"


def came_back(actor: Actor, token: str) -> tuple[str, Book, list[Line]]:
    """The kept list, weighed against what is there now: its name, its book and its rows; ImportRefused when it is gone."""
    name, data = store.fetch(actor, token)
    book = open_book(data, name)
    return name, book, weigh(book, actor)


@job("用表格改清单")
def change_many(run: Running, token: str) -> dict[str, Any]:
    """Does what each row asks for: all of a row or nothing of it. What was refused is told row by row."""
    require(run.actor, "problem.sheet")
    try:
        name, _, lines = came_back(run.actor, token)
    except ImportRefused as refused:
        raise JobError(str(refused)) from refused
    asked = sorted(
        (line for line in lines if line.asked or line.faults),
        key=lambda line: line.problem.pk if line.problem else 0,
    )
    done: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []
    for place, line in enumerate(asked):
        if place % 20 == 0:
            run.progress(place, len(asked), f"已看 {place} 行")
        why = _changed(run.actor, line)
        told = {"row": line.row.number, "number": line.number, "pk": line.problem.pk if line.problem else 0}
        (left if why else done).append(told | {"what": line.headings, "why": why})
    journal.write(run.actor, "problems.changed_by_sheet", None, file=name, count=len(done), left=len(left))
    transaction.on_commit(lambda: store.drop(run.actor, token))
    message = f"改了 {len(done)} 件" + (f"，{len(left)} 行没有改。" if left else "。")
    url = reverse("problems:sheet_done", args=[run.run_id])
    return {"url": url, "message": message, "file": name, "done": done, "left": left}


def _changed(actor: Actor, line: Line) -> str:
    """Why the row was not done; empty when it was."""
    if line.state == "wrong":
        return faults.said(line.faults)
    if line.state == "conflict":
        return f"您导出之后别人改过这一件，{line.headings}没有改。请重新导出，看过再改。"
    try:
        apply(actor, line)
    except (Refused, Conflict) as refused:
        return str(refused)
    return ""
