"""The registry's pages over 300 000 persons: every list, tab, filter and search, a dossier, a preview, beside the bare SQL they need.

The county is imported once for a size and kept under build/bench until `make clean`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from bench.county import _home
from bench.county._people import sign_in
from bench.county.lists import SELECT, beside
from bench.registry import _county

if TYPE_CHECKING:
    from django.test import Client

WHO = {"全县": "zhouguilan", "乡镇": "hemin", "村": "duanhongmei", "录入员": "weiyongqiang"}
LISTS = {"户": "/registry/", "人": "/registry/members/", "变动": "/registry/changes/"}
TABLES = ("registry_",)
_TAB = re.compile(r"[?&;]saved=(\w+)")
Row = dict[str, Any]


def run() -> list[Row]:
    """Milliseconds of each page by kind of scope and of its bare SQL, and how many questions it asks."""
    import json

    home = _home.KEPT / f"registry-{_county.PERSONS}"
    if not (home / "filled").is_file():
        shutil.rmtree(home, ignore_errors=True)
        _fill(home)
    command = [sys.executable, "-m", "bench.county._home", "bench.registry.pages:measured"]
    done = subprocess.run(
        command, env=_home.environment(home), cwd=_home.ROOT, check=True, stdout=subprocess.PIPE
    )
    rows: list[Row] = json.loads(done.stdout.splitlines()[-1])
    return rows


def _fill(home: Path) -> None:
    _county.ground(home)
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as place:
        _county.exports(Path(place))
        _county.carry_out(home, f"from bench.registry.pages import imported; imported({place!r})")
    (home / "filled").touch()


def imported(exports: str) -> None:
    """Runs inside the process that holds the installation: the exports are in, and handed in once more for a preview to look at."""
    from django.db import connections

    from bihuan.cli import _django

    with _django():
        files = _county.files(Path(exports))
        batch, job = _county.received(files)
        _county.done(job)
        _county.done(_county.taken(batch.pk))
        _, job = _county.received(files)
        _county.done(job)
        with connections["owner"].cursor() as cursor:
            cursor.execute("vacuum (analyze)")


def measured(admin: psycopg.Connection[Any]) -> list[Row]:
    """One row a kind of scope and page."""
    from bihuan.web.config.memory import settle

    rows = []
    for who, username in WHO.items():
        client = sign_in(username)
        pages = list(_pages(admin, client, who))
        settle()  # as a server does
        for name, address in pages:
            rows.append({"范围": who, "页": name, **beside(client, address, TABLES)})
            print(rows[-1], file=sys.stderr, flush=True)  # it takes minutes
    return rows


def _pages(admin: psycopg.Connection[Any], client: Client, who: str) -> Iterator[tuple[str, str]]:
    if who == "录入员":
        first, last = _one(admin, "select min(id), max(id) from registry_batch")
        yield "导入", "/registry/imports/"
        yield "导入过的一批", f"/registry/imports/{first}/"
        yield "预览", f"/registry/imports/{last}/"
        return
    for name, address in LISTS.items():
        yield from ((f"{name}，{what}", asked) for what, asked in _asked(admin, client, address))
    home = _one(
        admin,
        "select h.id from registry_household h join areas_area v on v.code = h.area_code join areas_unit u on u.area_id = v.id "
        "join accounts_grant g on g.unit_id = u.id join accounts_account a on a.person_id = g.person_id "
        "where a.username = %s and h.people > 2 order by h.id limit 1",
        WHO["村"],
    )[0]
    yield "一户的档案", f"/registry/households/{home}/"
    yield "一户的档案，打印", f"/registry/households/{home}/print/"
    yield "记变动", f"/registry/households/{home}/change/?kind=death"


def _asked(admin: psycopg.Connection[Any], client: Client, address: str) -> Iterator[tuple[str, str]]:
    """(name, address): tabs, each filter with a choice that the page offers, a later page, searches."""
    page = client.get(address).content.decode()
    yield from ((f"一栏 {tab}", f"{address}?saved={tab}") for tab in dict.fromkeys(_TAB.findall(page)))
    for key, label, options in SELECT.findall(page):
        offered = [value for value in re.findall(r'<option value="([^"]+)"', options) if value]
        if offered:
            yield label, f"{address}?{key}={offered[len(offered) // 2]}"
    yield "第 50 页", f"{address}?page=50"
    name, number = _one(
        admin,
        "select m.name, h.number from registry_member m join registry_household h on h.id = m.home_id order by m.id limit 1",
    )
    yield "找姓名", f"{address}?q={name}"
    yield "找姓", f"{address}?q={name[:1]}"
    yield "找编号", f"{address}?q={number}"
    yield "找后四位", f"{address}?q=1234"


def _one(admin: psycopg.Connection[Any], question: Any, *values: Any) -> tuple[Any, ...]:
    found = admin.execute(question, values).fetchone()
    assert found is not None, question
    return found
