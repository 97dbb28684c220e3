"""How the list and the overview grow with the county: 10 000, 100 000 and a million problems, for each kind of scope.

BENCH_SIZES names other sizes. A county of a million takes long to make (once) and about 8 GB of disk.
"""

from __future__ import annotations

import os
from typing import Any

import psycopg

from bench.county import _home
from bench.county._people import KINDS, sign_in
from bench.county.lists import beside

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "10000,100000,1000000").split(",")]
PAGES = {"清单": "/problems/?saved=open", "第 50 页": "/problems/?saved=all&page=50", "总览": "/overview/"}


def run() -> list[dict[str, Any]]:
    """Median milliseconds of each page by kind of scope, one column a size, and how many times the largest is the smallest."""
    found = {size: _home.apart("bench.county.growth:measured", size, 0) for size in SIZES}
    return [_row(key, found) for key in _keys(found[SIZES[0]])]


def _keys(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["范围"], row["页"]) for row in rows]


def _row(key: tuple[str, str], found: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    each = {size: next(r["中位毫秒"] for r in found[size] if (r["范围"], r["页"]) == key) for size in SIZES}
    sizes = {f"{size} 件": value for size, value in each.items()}
    return {"范围": key[0], "页": key[1], **sizes, "倍": round(each[SIZES[-1]] / each[SIZES[0]], 1)}


def measured(admin: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """One row a kind of scope and page it may open."""
    from bihuan.web.config.memory import settle

    settle()
    rows = []
    for kind, username in KINDS.items():
        client = sign_in(username)
        for name, address in PAGES.items():
            if client.get(address).status_code == 200:
                rows.append({"范围": kind, "页": name, **beside(client, address)})
    return rows
