"""Data handed in, imported and checked, as the office does it. Every step is a service or a job called under that person's scope."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import carry_out, enqueue
from bihuan.web.quality.jobs import check
from bihuan.web.quality.models import Finding, Run
from bihuan.web.registry.imports import services
from bihuan.web.registry.models import Batch
from tests.web.registry.exports import id_number, person, sheet, xie

JUNE = date(2026, 6, 20)
WRONG = id_number("19740512", 3)[:-1] + "0"  # its last character does not fit the others
WANG = {"household_id": "99010110200101", "township": "望岭乡", "village": "下洲村"}


def xie_wrong(**more: Any) -> list[dict[str, Any]]:
    """The household of 松湾村 with a head whose number has a wrong check digit, and a wife disabled without a certificate."""
    rows = xie(**more)
    rows[0]["id_number"] = WRONG
    rows[1]["health"] = "残疾"
    return rows


def wang() -> list[dict[str, Any]]:
    """A household of 下洲村 in the other township, its head's number wrong too."""
    number = id_number("19660101", 7)[:-1] + "5"
    return [{**person("王德发", "户主", number, health="健康", labour="普通劳动力"), **WANG}]


@dataclass
class Data:
    """`data.imported(rows)`, `data.run()`, `data.findings()`."""

    acting: Any
    on: date = JUNE

    def handed_in(self, rows: list[dict[str, Any]], key: str = "clerk") -> Batch:
        """A batch that was read and waits."""
        with self.acting(key) as actor:
            file = ("base.csv", io.BytesIO(sheet("base", rows)))
            batch, run = services.receive(actor, [file], self.on, self.on.year)
        done(run)
        with self.acting("office"):
            return Batch.objects.get(pk=batch.pk)

    def imported(self, rows: list[dict[str, Any]], key: str = "clerk", ends_absent: bool = False) -> Batch:
        batch = self.handed_in(rows, key)
        with self.acting(key) as actor:
            done(services.take(actor, batch, batch.fingerprint, ends_absent))
        with self.acting("office"):
            return Batch.objects.get(pk=batch.pk)

    def run(self, batch: Batch | None = None, key: str = "clerk") -> Run:
        """The checks over the registry, or over a batch."""
        with self.acting(key) as actor:
            run = enqueue(actor, check, as_of=self.on.isoformat(), batch_id=batch.pk if batch else None)
        done(run)
        with self.acting("office"):
            return Run.objects.order_by("-pk")[0]

    def later(self, days: int = 10) -> None:
        """The next download."""
        self.on += timedelta(days=days)

    def findings(self, code: str = "", key: str = "office") -> list[Finding]:
        """As that person sees them."""
        with self.acting(key):
            rows = Finding.objects.order_by("key")
            return list(rows.filter(check_code=code) if code else rows)

    def finding(self, code: str, number: str = "99010110100318") -> Finding:
        with scope.acting(SYSTEM):
            return Finding.objects.get(check_code=code, household_no=number)


def done(run: JobRun) -> JobRun:
    """The job carried out; a job that failed fails the test with its words."""
    carry_out(run.pk)
    with scope.acting(SYSTEM):
        made = JobRun.objects.get(pk=run.pk)
    assert made.state == "done", made.message
    return made
