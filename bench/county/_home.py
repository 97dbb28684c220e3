"""A county full of problems to measure on: made once for a size and kept under build/bench until `make clean`.

Each measurement runs in a process of its own, because Django knows one database.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.problems.fill import fill

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "bench"
PROBLEMS = int(os.environ.get("BENCH_PROBLEMS", "100000"))
LINES = int(
    os.environ.get("BENCH_LINES", "0")
)  # journal lines a problem; sealing them takes most of the making
# Areas, units and people of the demo, without what they did.
GROUND = """
from bihuan.cli import _django
with _django():
    from bihuan.web.database.migrate import migrate
    from bihuan.web.demo.build import build_county
    migrate(verbosity=0)
    build_county(print)
"""
Row = dict[str, Any]


def apart(measure: str, problems: int = PROBLEMS, lines: int = LINES, *words: str) -> list[Row]:
    """What the function `measure` ("bench.county.lists:measured") gives in a process of its own over a county of that size."""
    folder = _made(problems, lines)
    command = [sys.executable, "-m", "bench.county._home", measure, *words]
    done = subprocess.run(command, env=environment(folder), cwd=ROOT, check=True, stdout=subprocess.PIPE)
    rows: list[Row] = json.loads(done.stdout.splitlines()[-1])
    return rows


def environment(folder: Path) -> dict[str, str]:
    """The environment of an installation in `folder` with its own database."""
    ours = {**os.environ, "BIHUAN_HOME": str(folder), "PYTHONPATH": f"src:{ROOT}", "BIHUAN_DEMO": "1"}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"):
        ours.pop(name, None)
    return ours


def _made(problems: int, lines: int) -> Path:
    folder, stamp = KEPT / f"{problems}-{lines}-{_filling()}", _tables()
    filled = folder / "filled"
    if filled.is_file() and filled.read_text() == stamp:
        return folder
    if not filled.is_file():
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for passed in (KEPT.parent, KEPT, folder):
        passed.chmod(0o711)
    subprocess.run(
        [sys.executable, "-c", GROUND],
        env=environment(folder), cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with _running(folder) as admin:
        if not filled.is_file():
            print(f"· 造一个 {problems} 件问题、{problems * lines} 条经过的县……", file=sys.stderr, flush=True)
            fill(admin, problems=problems, lines=lines)
        _recount(admin)
        admin.execute("vacuum (analyze)")
    filled.write_text(stamp)
    return folder


def _recount(admin: psycopg.Connection[Any]) -> None:
    """The figures the database keeps with every change, which the filling went round."""
    admin.execute("select set_config('app.role', 'system', false)")
    admin.execute("select door_check_figures(now())")
    admin.execute("select door_fold_figures()")


def _filling() -> str:
    """Changes with the rows that the filling makes."""
    return hashlib.sha256((ROOT / "bench/problems/fill.py").read_bytes()).hexdigest()[:8]


def _tables() -> str:
    """Changes with the migrations; a kept county is then brought up to date as any installation is."""
    made = hashlib.sha256()
    for path in sorted((ROOT / "src/bihuan/web").rglob("*")):
        if path.is_file() and {"migrations", "sql"} & set(path.parts) and path.suffix in (".py", ".sql"):
            made.update(path.read_bytes())
    return made.hexdigest()


@contextmanager
def _running(folder: Path) -> Iterator[psycopg.Connection[Any]]:
    """The county's server, and a superuser's connection to it."""
    from bihuan.web.database.server import Server

    server = Server(folder / "database", fsync=False)
    server.start()
    try:
        with psycopg.connect(server.url("postgres", "bihuan"), autocommit=True) as admin:
            yield admin
    finally:
        server.stop()


def main(measure: str, *words: str) -> None:
    """Opens the county this process was started for, measures, and prints the rows as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.web.config.settings")
    module, _, name = measure.partition(":")
    with _running(Path(os.environ["BIHUAN_HOME"])) as admin:
        os.environ["DATABASE_URL"] = as_role(admin, "bihuan_app")
        os.environ["DATABASE_OWNER_URL"] = as_role(admin, "bihuan_owner")
        django.setup()
        work: Callable[..., list[Row]] = getattr(importlib.import_module(module), name)
        print(json.dumps(work(admin, *words), ensure_ascii=False, default=str))


def as_role(admin: psycopg.Connection[Any], role: str) -> str:
    """The address of the county's database for that role."""
    from urllib.parse import quote

    return f"postgresql://{role}@/bihuan?host={quote(admin.info.host, safe='')}&port={admin.info.port}"


if __name__ == "__main__":
    main(*sys.argv[1:])
