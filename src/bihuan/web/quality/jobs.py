"""The long work of checking data: runs, sheets of all townships, answers that came back, problems by the dozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from bihuan.web import journal
from bihuan.web.access import Actor, Conflict, Refused, require
from bihuan.web.areas.imports import faults, store
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.read import Book
from bihuan.web.areas.models import Area
from bihuan.web.jobs import JobError, Running, files, job
from bihuan.web.quality.models import Finding, Run
from bihuan.web.quality.services import grouping, running
from bihuan.web.quality.sheets import build, gather
from bihuan.web.quality.sheets.weigh import Line, apply, open_book, weigh
from bihuan.web.registry.models import Batch


@job("数据核查")
def check(run: Running, as_of: str, batch_id: int | None = None, pack: str = "all") -> dict[str, Any]:
    """Runs the checks over the registry or a batch; its result page is the run's."""
    batch = Batch.objects.get(pk=batch_id) if batch_id is not None else None
    try:
        made = running.carry_out(
            run.actor, as_of=date.fromisoformat(as_of), batch=batch, pack=pack, progress=run.progress
        )
    except Refused as refused:
        raise JobError(str(refused)) from refused
    return {"url": reverse("quality:run", args=[made.pk]), "message": words(made)}


def words(run: Run) -> str:
    """Returns what came of a run in one sentence."""
    if not run.found:
        return f"核查了 {run.checks} 项，没有查出疑点。"
    parts = [f"新出现 {run.fresh} 条", f"又出现 {run.back} 条", f"不再出现 {run.vanished} 条"]
    closed = f"比对核验通过 {len(run.passed)} 件问题。" if run.passed else ""
    return f"核查了 {run.checks} 项，查出 {run.found} 条：{'，'.join(parts)}。{closed}"


@job("打包各乡镇疑点清单")
def make_pack(run: Running, due: str = "") -> dict[str, Any]:
    """Writes the sheet of every township into one .zip, kept for whoever asked."""
    require(run.actor, "export.table")
    places = gather.owed()
    if not places:
        raise JobError("现在没有要下发的疑点，没有打包。")

    def sheets() -> Iterator[tuple[Area, Sequence[Finding]]]:
        """One after the other, so that no more than a township's findings are held at once."""
        for done, place in enumerate(places):
            run.progress(done, len(places), str(place.area))
            yield place.area, gather.of_place(place.area)

    with files.making(run.run_id) as target:
        count = build.pack(sheets(), target, date.fromisoformat(due) if due else None)
    journal.write(run.actor, "quality.sheets", None, where=f"{len(places)} 个乡镇", count=count)
    url = reverse("quality:pack", args=[run.run_id])
    return {
        "url": url,
        "message": f"{len(places)} 个乡镇的清单，共 {count} 条，已打包。",
        "places": len(places),
        "count": count,
    }


def came_back(actor: Actor, token: str) -> tuple[str, Book, list[Line]]:
    """The kept sheet, weighed against what is there now: its name, its book and its rows; ImportRefused when it is gone."""
    name, data = store.fetch(actor, token)
    book = open_book(data, name)
    return name, book, weigh(book)


@job("收回疑点核实结果")
def take_answers(run: Running, token: str) -> dict[str, Any]:
    """Keeps what each row says; what was not taken is told row by row."""
    require(run.actor, "finding.answer")
    try:
        name, _, lines = came_back(run.actor, token)
    except ImportRefused as refused:
        raise JobError(str(refused)) from refused
    done, left = 0, list[dict[str, Any]]()
    for place, line in enumerate(lines):
        if place % 50 == 0:
            run.progress(place, len(lines), f"已看 {place} 行")
        why = _taken(run.actor, line)
        done += not why
        if why:
            pk = line.finding.pk if line.finding else 0
            left.append(
                {
                    "row": line.row.number,
                    "sheet": line.sheet,
                    "pk": pk,
                    "who": str(line.finding or ""),
                    "why": why,
                }
            )
    journal.write(run.actor, "quality.answers_taken", None, count=done, left=len(left))
    transaction.on_commit(lambda: store.drop(run.actor, token))
    message = f"收了 {done} 条" + (f"，{len(left)} 条没有收。" if left else "。")
    url = reverse("quality:taken", args=[run.run_id])
    return {"url": url, "message": message, "sheet": name, "taken": done, "left": left}


def _taken(actor: Actor, line: Line) -> str:
    """Why the row was not taken; empty when it was."""
    if line.state == "wrong":
        return faults.said(line.faults)
    if line.clash:
        return line.clash
    try:
        with transaction.atomic():
            apply(actor, line)
    except (Refused, Conflict) as refused:
        return str(refused)
    return ""


@job("疑点成组登记问题")
def raise_many(run: Running, keys: list[str], due: str, assign: bool) -> dict[str, Any]:
    """Raises a problem a group; all of them, or on any refusal none."""
    run.progress(0, len(keys), "登记")
    try:
        made = grouping.raise_groups(run.actor, keys, date.fromisoformat(due), assign)
    except (Refused, Conflict) as refused:
        raise JobError(f"{refused}这次一件也没有登记。") from refused
    return {
        "url": reverse("problems:list") + "?view=problem&sort=-number&saved=open",
        "message": raised_words(made),
    }


def raised_words(made: grouping.Raised) -> str:
    """登记了 3 件问题，120 条疑点；另有 2 组并入已有的问题."""
    joined = f"，其中 {len(made.joined)} 组并入还没销号的问题" if made.joined else ""
    return f"{made.findings} 条疑点登记成 {len(made.problems)} 件问题{joined}。"
