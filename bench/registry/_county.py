"""A county's registry of a size: exports made, handed in, read and taken as the clerk does it.

BENCH_PERSONS changes the size. Jobs run under row security on the embedded server.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.county import _home

if TYPE_CHECKING:
    from bihuan.web.registry.models import Batch

PERSONS = int(os.environ.get("BENCH_PERSONS", "300000"))
A_HOUSEHOLD = 3.2  # persons in one, as the generator makes them
DAY, YEAR = date(2026, 10, 31), 2026


def exports(folder: Path) -> None:
    """Writes the exports of so many persons that come as tables of rows; ledgers are small and left out."""
    from bihuan.engine.synthetic.writing import Wishes, write

    made = write(Wishes(int(PERSONS / A_HOUSEHOLD), 7, DAY.year, DAY.month), folder)
    for key in ("visit", "ledger"):
        made.files[key].unlink()


def ground(home: Path) -> None:
    """Makes an installation with areas, units and people."""
    home.mkdir(parents=True, exist_ok=True)
    for passed in (home.parent, home):
        passed.chmod(0o711)
    carry_out(home, _home.GROUND)


def carry_out(home: Path, code: str) -> bytes:
    """Runs the code in a process of its own over that installation; returns what it printed."""
    command = [sys.executable, "-c", code]
    environment = _home.environment(home)
    return subprocess.run(command, env=environment, cwd=_home.ROOT, check=True, stdout=subprocess.PIPE).stdout


def files(folder: Path) -> list[Path]:
    """Returns the exports there."""
    return sorted(folder.glob("*.xlsx"))


def received(given: list[Path], on: date = DAY, year: int = YEAR) -> tuple[Batch, int]:
    """Hands the files in as of that day; returns the import and the job that will read it."""
    from bihuan.web.registry.imports import services

    with clerk() as actor:
        batch, reading = services.receive(actor, [(path.name, path.open("rb")) for path in given], on, year)
    return batch, reading.pk


def taken(pk: int) -> int:
    """Takes what the preview of the import shows; returns the job that will write it."""
    from bihuan.web.registry.imports import services

    with clerk() as actor:
        return services.take(actor, batch_of(pk), batch_of(pk).fingerprint, ends_absent=False).pk


def batch_of(pk: int) -> Any:
    """The import as the clerk sees it now."""
    from bihuan.web.registry.models import Batch

    with clerk():
        return Batch.objects.get(pk=pk)


def clerk() -> Any:
    """A transaction of the clerk."""
    from bihuan.web.demo.registry import CLERK, acting_as

    return acting_as(CLERK, "clerk")


def done(pk: int) -> None:
    """Carries a job out; it has to come to a good end."""
    from bihuan.web.access import scope
    from bihuan.web.access.scope import SYSTEM
    from bihuan.web.jobs.models import JobRun
    from bihuan.web.jobs.services import carry_out as work

    work(pk)
    with scope.acting(SYSTEM):
        run = JobRun.objects.get(pk=pk)
    assert run.state == JobRun.State.DONE, run.message
