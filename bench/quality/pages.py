"""What pages and jobs over a county's findings cost: statements, and seconds of the processor, this process's and the server's."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import psycopg

from bench.county._people import KINDS, sign_in
from bench.processor import clock, forget_peak, peak
from bench.quality import _county
from bench.registry._county import clerk

RAISED = 60  # groups that are ticked and raised at one press
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "10"))
TABS = ("waiting", "there", "suspicion", "back", "exempt", "vanished", "all")
WHOSE = ("全县", "乡镇", "村")
Row = dict[str, Any]


def run() -> list[Row]:
    """Statements and milliseconds of the processor of each page by kind of scope; then the jobs over all findings."""
    return _county.apart("bench.quality.pages:measured")


def measured(admin: psycopg.Connection[Any]) -> list[Row]:
    """After a run over the registry, where there was none."""
    from bihuan.web.config.memory import settle
    from bihuan.web.quality.models import Finding, Run
    from bihuan.web.quality.services import running

    with clerk() as actor:
        if not Run.objects.exists():
            running.carry_out(actor, as_of=date(2026, 9, 30))
        rows: list[Row] = [{"谁": "", "什么": f"{Finding.objects.count()} 条疑点"}]
    settle()
    for kind in WHOSE:
        rows += [_told(_page(admin, kind, name, address)) for name, address in _pages(kind)]
    return [*rows, *(_told(row) for row in _jobs(admin))]


def _told(row: Row) -> Row:
    import sys

    print(row, file=sys.stderr, flush=True)
    return row


def _pages(kind: str) -> Iterator[tuple[str, str]]:
    """(name, address) of what this person may open."""
    from bihuan.web.quality.models import Finding

    client = sign_in(KINDS[kind])
    with clerk():
        some = Finding.objects.standing().filter(township_code=990101_101000).order_by("pk")[0]
    listed = "/quality/findings/"
    asked = {
        "数据核查": "/quality/", **{f"清单 {tab}": f"{listed}?saved={tab}" for tab in TABS}, "第 50 页": f"{listed}?saved=all&page=50",
        "按类别": f"{listed}?saved=there&family={some.family}", "按程度": f"{listed}?saved=there&severity=error",
        "按检查": f"{listed}?saved=there&check={some.check_code}", "按村": f"{listed}?saved=there&village={some.area_code}",
        "按户": f"{listed}?saved=all&household={some.household_no}", "找姓名": f"{listed}?saved=all&q={some.name or '王'}",
        "一条疑点": some.get_absolute_url(), "一项检查": f"/quality/checks/{some.check_code}/", "全部检查": "/quality/checks/",
        "豁免": "/quality/exemptions/", "成组登记": "/quality/problems/", "下发清单": "/quality/sheets/", "核查记录": "/quality/runs/",
    }  # fmt: skip
    for name, address in asked.items():
        if client.get(address).status_code == 200:
            yield name, address


def _page(admin: psycopg.Connection[Any], kind: str, name: str, address: str) -> Row:
    client = sign_in(KINDS[kind])
    return {"谁": kind, "什么": name, **_measured(admin, lambda: client.get(address), ROUNDS)}


def _measured(admin: psycopg.Connection[Any], work: Callable[[], Any], rounds: int = 1) -> Row:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spent = clock(admin)
    if rounds > 1:
        work()
    forget_peak()
    started = spent()
    for _ in range(rounds - 1):
        work()
    with CaptureQueriesContext(connection) as seen:
        work()
    milliseconds = round((spent() - started) * 1000 / rounds)
    return {"语句": len(seen), "处理器毫秒": milliseconds, "最大内存 MB": peak()}


def _jobs(admin: psycopg.Connection[Any]) -> Iterator[Row]:
    """All sheets, a township's sheet filled in and handed in, all groups raised: done once, and taken back."""
    from django.db import transaction

    from bihuan.web.areas.models import Area
    from bihuan.web.demo.registry import OFFICE, acting_as
    from bihuan.web.quality.services import grouping
    from bihuan.web.quality.sheets import build, gather
    from bihuan.web.quality.sheets.weigh import apply, open_book, weigh

    with acting_as(OFFICE, "office") as actor:
        counted = 0

        def packed() -> None:
            nonlocal counted
            sheets = ((place.area, gather.of_place(place.area)) for place in gather.owed())
            counted = build.pack(sheets, io.BytesIO())

        row = _measured(admin, packed)
        yield {"谁": "县帮扶办", "什么": f"打包全部清单，{counted} 条", **row}
        place = Area.objects.get(code=990101_101000, valid_to=None)
        filled = _filled(build.sheet(place, gather.of_place(place)[:5000]))
        taken = 0

        def answered() -> None:
            nonlocal taken
            lines = weigh(open_book(filled, "back.xlsx"))
            for line in lines:
                apply(actor, line)
            taken = len(lines)

        row = _measured(admin, lambda: _taken_back(transaction, answered))
        yield {"谁": "县帮扶办", "什么": f"收回一个乡镇的清单，{taken} 条", **row}
        groups = [group.key for group in grouping.groups()[:RAISED]]
        due = date.today() + timedelta(days=20)
        row = _measured(
            admin, lambda: _taken_back(transaction, lambda: grouping.raise_groups(actor, groups, due))
        )
        yield {"谁": "县帮扶办", "什么": f"成组登记 {len(groups)} 件问题", **row}


class _TakeBack(Exception):
    pass


def _taken_back(transaction: Any, work: Callable[[], Any]) -> None:
    """Does the work and leaves nothing of it."""
    try:
        with transaction.atomic():
            work()
            raise _TakeBack
    except _TakeBack:
        pass


def _filled(data: bytes) -> bytes:
    """The sheet with an answer in every row."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    heads = {str(cell.value): cell.column or 0 for cell in page[3]}
    for row in range(4, page.max_row + 1):
        page.cell(row, heads["是否属实"], "属实，还没改")
        page.cell(row, heads["核实人"], "何敏")
        page.cell(row, heads["日期"], "2026-11-20")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
