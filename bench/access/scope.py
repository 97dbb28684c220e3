"""What row security costs: 100 000 problems and 300 000 households of one county, six kinds of scope.

Beside it stands the same question by an explicit WHERE.

`shipped` is the policy as the installation has it; the other shapes of it are tried on the same tables for comparison.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from bihuan.web.database.server import Server

PROBLEMS, HOUSEHOLDS, ROUNDS = 100_000, 300_000, 7
COUNTY, TOWNS, VILLAGES, DEPARTMENTS = 990101, 22, 20, 40
TABLES = {"problems_problem": "due", "probe_household": "id"}
PERSON, PAIRED = 1, 5

# A problem concerns its township (unit 1000 + number) and one or two of forty departments (units 1 to 40).
_PLACE = f"{COUNTY} * 1000000::bigint + (101 + n % {TOWNS}) * 1000 + 1 + (n / {TOWNS}) % {VILLAGES}"
_UNITS = f"array[1000 + n % {TOWNS}, 1 + (n * 7919) % {DEPARTMENTS}, 1 + (n * 104729) % {DEPARTMENTS}]::int[]"
FILL = f"""
insert into problems_problem
  (area_code, units, household_id, number, title, text, source, discovered_on, due, raised_unit_id, raised_at, state)
select {_PLACE}, {_UNITS}, n % {HOUSEHOLDS}, '990101-2026-' || n, '饮水管道老化，供水时断时续' || n, repeat('具体情况', 40), 'visit',
  '2026-11-01', case when n % 20 > 0 then date '2026-06-01' + (n * 31 % 500)::int end, 1, now(),
  (array['unassigned', 'rectifying', 'verifying', 'closed'])[1 + n % 4]
from generate_series(1::bigint, {PROBLEMS}) n;
create table probe_household as select n::bigint as id, {_PLACE} as area_code, {_UNITS} as units, n::bigint as household_id,
  '户主' || n as name, repeat('x', 200) as rest from generate_series(1::bigint, {HOUSEHOLDS}) n;
alter table probe_household add primary key (id);
create index on probe_household (area_code);
create index on probe_household using gin (units);
create index on probe_household (household_id);
insert into access_householdgrant (person_id, household_id, kind, valid_from)
  select {PERSON} + n % 400, n * 97 % {HOUSEHOLDS}, 'pairing', '2026-01-01' from generate_series(1::bigint, {400 * PAIRED}) n;
analyze
"""  # noqa: S608  (our own figures only)


@dataclass(frozen=True)
class Kind:
    """A kind of scope: its settings, and the same rows by an explicit condition."""

    name: str
    settings: dict[str, str]
    where: str


_LO = COUNTY * 10**6
_EIGHT = ",".join(str(_LO + (101 + t) * 1000 + 3) for t in range(8))
_FIVE = ",".join(str(n * 97 % HOUSEHOLDS) for n in range(400, 400 * PAIRED + 1, 400))
KINDS = [
    Kind("全县（帮扶办、考核评估）", {"lo": str(_LO), "hi": str(_LO + 10**6), "units": "{9999}"},
         f"area_code >= {_LO} and area_code < {_LO + 10**6}"),
    Kind("一个乡镇", {"lo": str(_LO + 101_000), "hi": str(_LO + 102_000), "units": "{1000}"},
         f"(area_code >= {_LO + 101_000} and area_code < {_LO + 102_000} or units && '{{1000}}')"),
    Kind("一个村", {"lo": str(_LO + 101_003), "hi": str(_LO + 101_004), "units": "{9999}"},
         f"area_code = {_LO + 101_003}"),
    Kind("八个村（联村领导）", {"areas": f"{{{_EIGHT}}}", "units": "{9999}"}, f"area_code in ({_EIGHT})"),
    Kind("一个部门（按单位）", {"units": "{7}"}, "units && '{7}'"),
    Kind("结对的五户", {"households": "on", "person": str(PERSON)}, f"household_id in ({_FIVE})"),
]  # fmt: skip


def _stable(name: str, kind: str) -> str:
    return f"nullif(current_setting('app.{name}', true), '')::{kind}"


def _once(name: str, kind: str) -> str:
    return f"(select {_stable(name, kind)})"


def _arms(read: Any) -> list[str]:
    """The four arms, with the settings read by `read`."""
    grants = (  # the settings are our own constants
        f"(select array_agg(g.household_id) from access_householdgrant g where g.person_id = {_once('person', 'bigint')}"  # noqa: S608
        f" and {_once('households', 'text')} = 'on' and g.valid_from <= {_once('today', 'date')}"
        f" and (g.valid_to is null or g.valid_to >= {_once('today', 'date')}))"
    )
    return [
        f"(area_code >= {read('lo', 'bigint')} and area_code < {read('hi', 'bigint')})",
        f"area_code = any({read('areas', 'bigint[]')}::bigint[])",
        f"units && {read('units', 'int[]')}",
        f"household_id = any({grants}::bigint[])",
    ]


SHIPPED = "select qual from pg_policies where tablename = 'problems_problem' and policyname = 'app_select'"
REPEATED = "现行，视图重复条件"
SHAPES = {
    "四条，包 select": _arms(_once),
    "一条，不包": [" or ".join(_arms(_stable))],
}


def run() -> list[dict[str, Any]]:
    """Milliseconds to count and to read a page of fifty, by row security and by an explicit WHERE.

    The least of seven: other work on the machine only adds.
    """
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-", dir="/tmp") as folder:
        home = Path(folder)
        home.chmod(0o711)
        environment = {**os.environ, "BIHUAN_HOME": folder, "PYTHONPATH": "src"}
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"):
            environment.pop(name, None)
        subprocess.run(
            [sys.executable, "-m", "bihuan", "db", "migrate", "--quiet"], env=environment, check=True
        )
        server = Server(home / "database", fsync=False)
        server.start()
        try:
            return _measured(server)
        finally:
            server.stop()


def _measured(server: Server) -> list[dict[str, Any]]:
    with psycopg.connect(server.url("postgres", "bihuan"), autocommit=True) as admin:
        admin.execute("set session_replication_role = replica")
        _loosen(admin)
        admin.execute(FILL)
        admin.execute("vacuum (analyze) problems_problem")
        (shipped,) = admin.execute(SHIPPED).fetchone() or ("",)
        rows = []
        for shape, conditions in {"现行": [shipped], REPEATED: [shipped], **SHAPES}.items():
            for table in TABLES:
                _police(admin, table, conditions)
            rows += [_row(server, admin, shape, table, kind) for table in TABLES for kind in KINDS]
        return rows


def _loosen(admin: psycopg.Connection[Any]) -> None:
    """Lets the columns that cost nothing here stay empty, whatever the application adds to the table."""
    wanted = (
        "select column_name from information_schema.columns"
        " where table_name = 'problems_problem' and is_nullable = 'NO' and column_name <> 'id'"
    )
    for (column,) in admin.execute(wanted).fetchall():
        admin.execute(f"alter table problems_problem alter column {column} drop not null")  # type: ignore[arg-type]


def _police(admin: psycopg.Connection[Any], table: str, conditions: list[str]) -> None:
    """Gives the table these reading policies and no others."""
    for (name,) in admin.execute(
        "select policyname from pg_policies where tablename = %s", [table]
    ).fetchall():
        admin.execute(f"drop policy {name} on {table}")  # type: ignore[arg-type]
    admin.execute(f"alter table {table} enable row level security; grant select on {table} to bihuan_app")  # type: ignore[arg-type]
    for n, condition in enumerate(conditions):
        admin.execute(f"create policy tried_{n} on {table} for select to bihuan_app using ({condition})")  # type: ignore[arg-type]


def _row(
    server: Server, admin: psycopg.Connection[Any], shape: str, table: str, kind: Kind
) -> dict[str, Any]:
    order = TABLES[table]
    page = f"select id, {order}, area_code from {table} {{}} order by {order} limit 50"  # noqa: S608
    count = f"select count(*) from {table} {{}}"  # noqa: S608
    where = f"where {kind.where}"
    also = where if shape == REPEATED and not kind.name.startswith("全县") else ""
    with _as_app(server, kind) as app:
        found, ours = _same(app, admin, count, where)
        if found != ours:
            raise RuntimeError(
                f"{shape} {table} {kind.name}：行级权限给出 {found} 行，明写条件给出 {ours} 行"
            )
        return {
            "策略": shape, "表": table, "范围": kind.name, "行": found,
            "数 明写": _ms(admin, count.format(where)), "数 策略": _ms(app, count.format(also)),
            "页 明写": _ms(admin, page.format(where)), "页 策略": _ms(app, page.format(also)),
            "页的走法": _plan(app, page.format(also)),
        }  # fmt: skip


def _same(
    app: psycopg.Connection[Any], admin: psycopg.Connection[Any], count: str, where: str
) -> tuple[int, int]:
    found = app.execute(count.format("")).fetchone() or (0,)  # type: ignore[arg-type]
    ours = admin.execute(count.format(where)).fetchone() or (0,)  # type: ignore[arg-type]
    return found[0], ours[0]


@contextmanager
def _as_app(server: Server, kind: Kind) -> Iterator[psycopg.Connection[Any]]:
    """A transaction of the app role with the settings of the kind."""
    with psycopg.connect(server.url("app", "bihuan")) as app:
        none = {
            "lo": "0",
            "hi": "0",
            "areas": "{}",
            "units": "{}",
            "households": "",
            "person": "",
            "role": "",
        }
        for name, value in {**none, "today": date.today().isoformat(), **kind.settings}.items():
            app.execute("select set_config(%s, %s, true)", [f"app.{name}", value])
        yield app


def _ms(connection: psycopg.Connection[Any], sql: str) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        connection.execute(sql).fetchall()  # type: ignore[arg-type]
        times.append((time.perf_counter() - started) * 1000)
    return round(min(times), 1)


def _plan(connection: psycopg.Connection[Any], sql: str) -> str:
    """The kinds of scan of the table, from EXPLAIN."""
    lines = [line for (line,) in connection.execute(f"explain {sql}")]  # type: ignore[arg-type]
    kinds = ("BitmapOr", "Bitmap Heap Scan", "Index Only Scan", "Index Scan", "Seq Scan")
    return "+".join(k for k in kinds if any(k in line and "householdgrant" not in line for line in lines))
