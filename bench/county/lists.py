"""The lists and the overview of a county with 100 000 problems, for each kind of scope and every filter, beside the bare SQL they need.

The page goes through the whole WSGI application. Its bare SQL are the very statements about the problems that the page sent (rows, counts,
what stands beside the rows), run once more by psycopg under the same row security: the ratio is what the product adds to its database.
Page and SQL take turns, so that what else the machine does falls on both.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.county import _home
from bench.county._people import KINDS, sign_in

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "20"))
TABS = ("open", "all", "late", "soon", "verify", "returned", "again", "maybe", "merged")
OTHERS = {
    "责任清单": "/problems/?saved=open&view=responsibility",
    "问题清单": "/problems/?saved=open&view=problem",
    "第 5 页": "/problems/?saved=open&page=5",
    "找题目": "/problems/?saved=all&q=屋面",
    "找编号": "/problems/?saved=all&q=00004711",
    "时限起止": "/problems/?saved=all&due_from=2026-10-01&due_to=2026-10-31",
    "总览": "/overview/",
}
TYPED = {"category": "类别7", "tag": "饮水", "owner": "何敏"}
ABOUT = ("problems_", "door_figures", "dashboard_figure")  # problems and their kept figures
SELECT = re.compile(r'<select[^>]* name="(\w+)" aria-label="([^"]+)">(.*?)</select>', re.DOTALL)
_BOXES = re.compile(r'type="checkbox" name="(unit)" value="(\d+)"')
_TYPED = re.compile(r'<span class="s q">([^<]+)</span><input class="[^"]*" type="(date|text)" name="(\w+)"')


def run() -> list[dict[str, Any]]:
    """Milliseconds (95th of a hundred of BENCH_ROUNDS) of each page by kind of scope, of its bare SQL, and the ratio."""
    return _home.apart("bench.county.lists:measured")


def measured(admin: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """One row a kind of scope and page, then one for each kind of scope."""
    from bihuan.web.config.memory import settle

    rows: list[dict[str, Any]] = []
    for kind, username in KINDS.items():
        client = sign_in(username)
        pages = list(_pages(client))
        settle()  # as a server does
        rows += [_told({"范围": kind, "页": name, **beside(client, address)}) for name, address in pages]
    return rows + [_whole(kind, [row for row in rows if row["范围"] == kind]) for kind in KINDS]


def _told(row: dict[str, Any]) -> dict[str, Any]:
    print(row, file=sys.stderr, flush=True)  # it takes minutes
    return row


def _whole(kind: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    over = [row["页"] for row in rows if row["比"] > 3]
    return {
        "范围": kind, "页": f"{len(rows)} 种，超过 3 的 {len(over)} 种", "裸 SQL 毫秒": median(r["裸 SQL 毫秒"] for r in rows),
        "页面毫秒": median(r["页面毫秒"] for r in rows), "比": max(r["比"] for r in rows), "中位比": median(r["中位比"] for r in rows),
    }  # fmt: skip


def _pages(client: Client) -> Iterator[tuple[str, str]]:
    """(name, address) of what this person may open: tabs, views, and each filter with a choice that the page offers."""
    for name, address in _asked(client):
        answer = client.get(address)
        if answer.status_code == 200:
            yield name, address
        elif answer.status_code != 403:
            raise RuntimeError(f"{address} 得到 {answer.status_code}")


def _asked(client: Client) -> Iterator[tuple[str, str]]:
    page = client.get("/problems/?saved=all").content.decode()
    yield from ((f"一栏 {tab}", f"/problems/?saved={tab}") for tab in TABS if f"saved={tab}" in page)
    yield from OTHERS.items()
    for key, label, options in SELECT.findall(page):
        offered = [value for value in re.findall(r'<option value="([^"]+)"', options) if value]
        if offered:
            yield label, f"/problems/?saved=all&{key}={offered[len(offered) // 2]}"
    for key, value in _BOXES.findall(page)[:1]:
        yield "责任单位", f"/problems/?saved=all&{key}={value}"
    for label, kind, key in _TYPED.findall(page):
        value = "2026-10-15" if kind == "date" else TYPED[key]
        yield f"{label}（{key}）", f"/problems/?saved=all&{key}={value}"


def beside(client: Client, address: str, names: tuple[str, ...] = ABOUT) -> dict[str, Any]:
    """Milliseconds of the page and of its bare SQL in turns: the 95th of a hundred, the middle, and their ratios. Bare SQL is those
    statements that name one of these tables."""
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    statements = [each["sql"] for each in seen.captured_queries]
    scope = [sql for sql in statements if "set_config" in sql]
    bare = [sql for sql in statements if _about(sql, names)]
    pages, sqls = _in_turn(lambda: client.get(address), lambda: _replayed(scope, bare))
    page, sql = _p95(pages), _p95(sqls)
    return {
        "语句": len(bare), "裸 SQL 毫秒": round(sql, 1), "页面毫秒": round(page, 1), "比": round(page / sql, 2),
        "中位毫秒": round(median(pages), 1), "中位比": round(median(pages) / median(sqls), 2),
    }  # fmt: skip


def _about(sql: str, names: tuple[str, ...]) -> bool:
    """Whether a statement reads one of these tables, and not who is signed in."""
    return sql.lstrip().upper().startswith(("SELECT", "WITH")) and any(name in sql for name in names)


def _replayed(scope: list[str], bare: list[str]) -> None:
    raw = connection.connection
    with raw.transaction(), raw.cursor() as cursor:
        for sql in (*scope[-1:], *bare):
            cursor.execute(sql)
            cursor.fetchall()


def _in_turn(*works: Callable[[], Any]) -> list[list[float]]:
    """Milliseconds of each round of each of the works."""
    times: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(ROUNDS):
        for held, work in zip(times, works, strict=True):
            started = time.perf_counter()
            work()
            held.append((time.perf_counter() - started) * 1000)
    return times


def _p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]
