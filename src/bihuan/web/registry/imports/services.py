"""Exports handed in: kept as they came, read in a job, applied or given up by a person, taken back while nothing builds on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO, Any

from django.db import connection

from bihuan.web import journal
from bihuan.web.access import Actor, Conflict, Refused, require
from bihuan.web.accounts.keys import IMPORTS
from bihuan.web.areas.imports.store import shown
from bihuan.web.config import clock, files
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import enqueue
from bihuan.web.registry.imports import kept
from bihuan.web.registry.imports.places import county_code
from bihuan.web.registry.imports.undo import touched_since
from bihuan.web.registry.models import Batch, Heading

MOST_FILES = 12
ENDINGS = (".xlsx", ".xls", ".csv", ".parquet")
State = Batch.State


def receive(
    actor: Actor, given: Sequence[tuple[str, IO[bytes]]], as_of: date, income_year: int
) -> tuple[Batch, JobRun]:
    """Keeps the files and queues their reading. Refused: nothing handed in, too much, of a kind nobody reads, or from the future."""
    require(actor, "registry.import")
    _fit(given, as_of)
    stored: list[dict[str, Any]] = []
    for name, file in given:
        file.seek(0, 2)
        size = file.tell()
        file.seek(0)
        stored.append({"name": shown(name), "size": size, "sha256": files.store(file)})
    batch = Batch.objects.create(
        area_code=county_code(), units=[], files=stored, as_of=as_of, income_year=income_year,
        made_by_id=actor.person_id, made_unit_id=actor.unit_id, made_at=clock.now(),
    )  # fmt: skip
    journal.write(
        actor, "registry.received", batch, count=len(stored), names="、".join(f["name"] for f in stored)[:200]
    )
    return batch, read_again(actor, batch)


def _fit(given: Sequence[tuple[str, IO[bytes]]], as_of: date) -> None:
    if not given:
        raise Refused("还没有选文件。请把下载的表一起拖进来，或点“选文件”。")
    if len(given) > MOST_FILES:
        raise Refused(f"一次最多放 {MOST_FILES} 个文件，现在有 {len(given)} 个。请分几次导入。")
    wrong = [name for name, _ in given if not name.lower().endswith(ENDINGS)]
    if wrong:
        raise Refused(f"“{'”“'.join(wrong[:3])}”不是能读的表。请交 .xlsx、.xls、.csv 或 .parquet。")
    if as_of > clock.today():
        raise Refused("导出日期在今天之后。请填这批表是哪一天从系统里下载的。")
    latest = Batch.objects.filter(state=State.APPLIED).order_by("-as_of").first()
    if latest and as_of < latest.as_of:
        raise Refused(
            f"系统里已经有 {latest.as_of:%Y-%m-%d} 导出的表，不能再用更早的盖上去。要更正过去的情况，请在户档案里“记变动”选更正。"
        )


def read_again(actor: Actor, batch: Batch) -> JobRun:
    """Queues the reading of a batch, the first time or after headings were mapped."""
    from bihuan.web.registry.jobs import read_batch

    require(actor, "registry.import")
    if batch.state not in (State.READING, State.REFUSED, State.READY):
        raise Refused(f"{batch}已经{batch.get_state_display()}，不能再读一遍。")
    Batch.objects.filter(pk=batch.pk).update(state=State.READING, trouble="")
    return enqueue(actor, read_batch, batch_id=batch.pk)


def remember(actor: Actor, batch: Batch, mapping: Mapping[str, str]) -> JobRun | None:
    """Remembers which column each heading is ('' leaves it aside) and reads the batch anew; None when nothing was said."""
    require(actor, "registry.import")
    for heading, column in mapping.items():
        Heading.objects.update_or_create(
            export="",
            heading=heading[:120],
            defaults={"column": column, "by_id": actor.person_id, "at": clock.now()},
        )
    if not mapping:
        return None
    journal.write(actor, "registry.headings", batch, count=len(mapping), names="、".join(mapping)[:200])
    return read_again(actor, batch)


def aliases() -> dict[str, str]:
    """Returns heading -> column, as people mapped them by hand."""
    return dict(Heading.objects.values_list("heading", "column"))


def take(actor: Actor, batch: Batch, seen: str, ends_absent: bool) -> JobRun:
    """Queues the import of what the preview showed; Conflict when the preview is another by now."""
    from bihuan.web.registry.jobs import apply_batch

    require(actor, "registry.import")
    if batch.state != State.READY:
        raise Refused(f"{batch}现在是“{batch.get_state_display()}”，不能导入。")
    if batch.fingerprint != seen:
        raise Conflict("看过预览之后，这批表又读过一遍。请重新看预览再导入；这次什么也没有改。")
    return enqueue(actor, apply_batch, batch_id=batch.pk, seen=seen, ends_absent=ends_absent)


def drop(actor: Actor, batch: Batch) -> None:
    """Gives up a batch that was not applied; its files stay in the store, its frames do not."""
    require(actor, "registry.import")
    if batch.state not in (State.READING, State.REFUSED, State.READY):
        raise Refused(f"{batch}已经{batch.get_state_display()}，不能放弃。")
    Batch.objects.filter(pk=batch.pk).update(state=State.DROPPED)
    kept.forget(batch)
    journal.write(actor, "registry.dropped", batch)


def undo(actor: Actor, batch: Batch) -> JobRun:
    """Queues the taking back of an applied import; Refused with what builds on it."""
    from bihuan.web.registry.jobs import undo_batch

    require(actor, "registry.import")
    check_undo(batch)
    return enqueue(actor, undo_batch, batch_id=batch.pk)


def check_undo(batch: Batch) -> None:
    """Refused when the import does not stand, or something was changed since that it wrote."""
    if batch.state != State.APPLIED:
        raise Refused(f"{batch}现在是“{batch.get_state_display()}”，没有可以撤销的。")
    if since := touched_since(batch):
        what = "、".join(f"{label} {count} 条" for label, count in since.items())
        raise Refused(
            f"{batch}之后，它写的{what}又改过，不能整批撤销。后面还有导入的，先撤销后面的；个人改过的，请在户档案里更正。"
        )


def alone() -> None:
    """Waits until no other import, undoing or change of keys is under way; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [IMPORTS])


def beside() -> None:
    """For a change to a few households: Conflict while an import is under way, which would not know of it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock_shared(%s)", [IMPORTS])
        if not cursor.fetchone()[0]:
            raise Conflict("正在导入户档案，这一步没有办。请过几分钟再办。")
