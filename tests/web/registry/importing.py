"""Handing exports in, importing and undoing, as the jobs do."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import carry_out
from bihuan.web.registry.imports import services
from bihuan.web.registry.models import Batch
from tests.signed import acting
from tests.web.registry.exports import sheet

JUNE = date(2026, 6, 20)


def hand_in(
    *given: tuple[str, list[dict[str, Any]]], as_of: date = JUNE, year: int = 2026, key: str = "clerk"
) -> Batch:
    """(export, rows) handed in together and read."""
    with acting(key) as actor:
        batch, run = services.receive(
            actor, [(f"{export}.csv", io.BytesIO(sheet(export, rows))) for export, rows in given], as_of, year
        )
    assert done(run) == "done", message(run)
    return again(batch)


def apply(batch: Batch, ends_absent: bool = False, key: str = "clerk") -> Batch:
    """The preview taken as it is."""
    with acting(key) as actor:
        run = services.take(actor, again(batch), again(batch).fingerprint, ends_absent)
    assert done(run) == "done", message(run)
    return again(batch)


def undo(batch: Batch, key: str = "clerk") -> Batch:
    with acting(key) as actor:
        run = services.undo(actor, again(batch))
    assert done(run) == "done", message(run)
    return again(batch)


def imported(*given: tuple[str, list[dict[str, Any]]], **more: Any) -> Batch:
    ends = more.pop("ends_absent", False)
    return apply(hand_in(*given, **more), ends)


def done(run: JobRun) -> str:
    carry_out(run.pk)
    with scope.acting(SYSTEM):
        return str(JobRun.objects.get(pk=run.pk).state)


def message(run: JobRun) -> str:
    with scope.acting(SYSTEM):
        return JobRun.objects.get(pk=run.pk).message


def again(batch: Batch) -> Batch:
    with acting("office"):
        return Batch.objects.get(pk=batch.pk)
