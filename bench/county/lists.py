"""The list and the overview of a county with 100 000 problems, for each kind of scope, beside the bare SQL that they need.

The page goes through the whole WSGI application. Its bare SQL are the very statements about the problems that the page sent (rows, counts,
what stands beside the rows), run once more by psycopg under the same row security: the ratio is what the product adds to its database.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.county import _home
from bench.county._people import KINDS, sign_in

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "20"))
PAGES = {
    "清单": "/problems/?saved=open",
    "全部": "/problems/?saved=all",
    "逾期": "/problems/?saved=late",
    "状态": "/problems/?saved=all&state=rectifying",
    "程度": "/problems/?saved=all&severity=severe",
    "来源": "/problems/?saved=all&source=visit",
    "类别": "/problems/?saved=all&category=类别7",
    "标签": "/problems/?saved=all&tag=饮水",
    "时限类型": "/problems/?saved=all&kind=standing",
    "时限起止": "/problems/?saved=all&due_from=2026-10-01&due_to=2026-10-31",
    "晚交过": "/problems/?saved=all&time=handed",
    "找题目": "/problems/?saved=all&q=屋面",
    "找编号": "/problems/?saved=all&q=00004711",
    "责任清单": "/problems/?saved=open&view=responsibility",
    "整改清单": "/problems/?saved=open&view=rectification",
    "总览": "/overview/",
}


def run() -> list[dict[str, Any]]:
    """Milliseconds (95th of a hundred of BENCH_ROUNDS) of each page by kind of scope, of its bare SQL, and the ratio."""
    return _home.apart("bench.county.lists:measured")


def measured(admin: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """One row a kind of scope and page."""
    rows = []
    for kind, username in KINDS.items():
        client = sign_in(username)
        for name, address in PAGES.items():
            answer = client.get(address)
            if answer.status_code == 200:
                rows.append({"范围": kind, "页": name, **_beside(client, address)})
                print(rows[-1], file=sys.stderr, flush=True)  # it takes minutes
            elif answer.status_code != 403:
                raise RuntimeError(f"{kind}打开 {address} 得到 {answer.status_code}")
    return rows


def _beside(client: Client, address: str) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    statements = [each["sql"] for each in seen.captured_queries]
    scope = [sql for sql in statements if "set_config" in sql]
    bare = [sql for sql in statements if _about(sql)]
    page, sql = _p95(lambda: client.get(address)), _p95(lambda: _replayed(scope, bare))
    return {"语句": len(bare), "裸 SQL 毫秒": sql, "页面毫秒": page, "比": round(page / sql, 2)}


def _about(sql: str) -> bool:
    """Whether a statement reads problems or their kept figures, not who is signed in."""
    return sql.lstrip().upper().startswith(("SELECT", "WITH")) and any(
        name in sql for name in ("problems_", "door_figures", "dashboard_figure")
    )


def _replayed(scope: list[str], bare: list[str]) -> None:
    raw = connection.connection
    with raw.transaction(), raw.cursor() as cursor:
        for sql in (*scope[-1:], *bare):
            cursor.execute(sql)
            cursor.fetchall()


def _p95(work: Callable[[], Any]) -> float:
    work()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return round(sorted(times)[int(0.95 * (ROUNDS - 1))], 1)
