"""The long work of the registry: reading what was handed in, importing it, taking an import back."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from bihuan.engine import identity, reading
from bihuan.engine.tables import EXPORTS
from bihuan.web import journal
from bihuan.web.access import Refused, require
from bihuan.web.config import clock
from bihuan.web.jobs import JobError, Running, job
from bihuan.web.registry import income
from bihuan.web.registry.imports import diff, kept, preview, services, stage, undo, write
from bihuan.web.registry.imports.places import county_code
from bihuan.web.registry.imports.stage import Staged, Terms
from bihuan.web.registry.models import Batch

State = Batch.State
NOTED = 200  # refused cells and notes that the page shows; the annotated sheets have all


@job("读取户档案的表")
def read_batch(run: Running, batch_id: int) -> dict[str, Any]:
    """Reads the files and says what they would change; nothing but the preview is written."""
    require(run.actor, "registry.import")
    batch = _waiting(batch_id, State.READING)
    url = reverse("registry:batch", args=[batch.pk])
    run.progress(0, 3, "读表")
    try:
        taken = reading.read(kept.contents(batch), aliases=services.aliases(), places=places())
    except reading.Unreadable as fault:
        _save(batch, State.REFUSED, trouble=str(fault))
        return {"url": url, "message": "有文件读不了，一行也没有读。请看哪里不对。"}
    kept.keep_frames(batch, taken.frames)
    run.progress(1, 3, "和系统里的对照")
    staged = laid_out(batch, taken.frames)
    refusals = [*taken.refusals, *unplaced(taken, staged)]
    kept.keep_refusals(batch, refusals)
    found = preview.found() | _noticed(taken, refusals)
    run.progress(2, 3, "写预览")
    _save(batch, State.READY, found=found, fingerprint=diff.fingerprint())
    return {"url": url, "message": "读完了，请看预览，再决定导入不导入。"}


@job("导入户档案")
def apply_batch(run: Running, batch_id: int, seen: str, ends_absent: bool) -> dict[str, Any]:
    """Imports what the preview showed: all of it, or on any trouble nothing. A second run finds it done and changes nothing."""
    require(run.actor, "registry.import")
    services.alone()
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch_id)
    url = reverse("registry:batch", args=[batch.pk])
    if batch.state == State.APPLIED:
        return {"url": url, "message": f"{batch}已经办完，没有重复导入。"}
    batch = _waiting(batch_id, State.READY)
    run.progress(0, 3, "和系统里的对照")
    staged = laid_out(batch, kept.frames(batch))
    if diff.fingerprint() != seen:
        raise JobError(
            "看过预览之后，系统里的户档案变了，这次一行也没有导入。请在导入页按“再读一遍”，看过新的预览再导入。"
        )
    run.progress(1, 3, "写入")
    batch.ends_absent = ends_absent
    counts = diff.counts()
    write.write(batch, staged, clock.now())
    batch.state, batch.applied_by_id, batch.applied_at = State.APPLIED, run.actor.person_id, clock.now()
    batch.save(update_fields=["state", "ends_absent", "applied_by", "applied_at"])
    said = {key: counts["household"][key] + counts["member"][key] for key in ("new", "changed", "gone")}
    journal.write(run.actor, "registry.applied", batch, batch=batch.pk, **said)
    transaction.on_commit(lambda: kept.forget(batch))
    return {"url": url, "message": told(counts)}


@job("撤销户档案的导入")
def undo_batch(run: Running, batch_id: int) -> dict[str, Any]:
    """Takes an import back, or refuses with what builds on it."""
    require(run.actor, "registry.import")
    services.alone()
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch_id)
    url = reverse("registry:batch", args=[batch.pk])
    if batch.state == State.UNDONE:
        return {"url": url, "message": f"{batch}已经撤销。"}
    try:
        services.check_undo(batch)
    except Refused as refused:
        raise JobError(str(refused)) from refused
    undo.take_back(batch, clock.now())
    batch.state, batch.undone_by_id, batch.undone_at = State.UNDONE, run.actor.person_id, clock.now()
    batch.save(update_fields=["state", "undone_by", "undone_at"])
    journal.write(run.actor, "registry.undone", batch, batch=batch.pk)
    return {"url": url, "message": f"{batch}已经撤销，户档案回到导入以前的样子。"}


def told(counts: dict[str, dict[str, int]]) -> str:
    """Returns what an import changes in one sentence."""
    parts = []
    for key, label, counter in (("household", "农户", "户"), ("member", "成员", "人")):
        found = counts[key]
        parts.append(
            f"{label}新增 {found['new']} {counter}、更改 {found['changed']} {counter}、不再有 {found['gone']} {counter}"
        )
    return "；".join(parts) + "。"


def laid_out(batch: Batch, frames: dict[str, pa.Table]) -> Staged:
    """Stages the frames and compares them, in this transaction."""
    first, last = income.window(batch.as_of, county_code())
    staged = stage.prepare(frames, Terms(batch.as_of, batch.income_year, first, last))
    diff.by_sets()
    stage.load(staged)
    diff.compare()
    return staged


def places() -> dict[str, int]:
    """Returns the prefixes of ID numbers that exist: every county's that there is or was, and this one's own."""
    return {**identity.gb_2260(), str(settings.COUNTY_CODE): identity.STANDS}


def _waiting(batch_id: int, state: str) -> Batch:
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch_id)
    if batch.state != state:
        raise JobError(f"{batch}现在是“{batch.get_state_display()}”，这一步不用办了。")
    return batch


def _save(batch: Batch, state: str, **values: Any) -> None:
    for name, value in {"state": state, **values}.items():
        setattr(batch, name, value)
    batch.save(update_fields=["state", *values])


def unplaced(taken: reading.Reading, staged: Staged) -> list[reading.Refusal]:
    """The rows whose village is not known here, as refusals of their sheet."""
    sheets = {
        (file.name, table): sheet.name
        for file in taken.files
        for sheet in file.sheets
        for table in EXPORTS[sheet.export].tables
    }
    return [
        reading.Refusal(
            u.source,
            sheets.get((u.source, u.table), ""),
            u.row,
            u.table,
            "village",
            u.heading,
            u.raw,
            u.sentence,
        )
        for u in staged.refused
    ]


def _noticed(taken: reading.Reading, refusals: list[reading.Refusal]) -> dict[str, Any]:
    """What was not taken, what was left aside, headings nobody knows."""
    sheets = [
        {
            "file": file.name,
            "name": sheet.name,
            "export": sheet.export,
            "rows": sheet.rows,
            "unknown": list(sheet.unknown),
        }
        for file in taken.files
        for sheet in file.sheets
    ]
    return {
        "refused": [
            {"file": r.file, "row": r.row, "heading": r.heading, "raw": r.raw, "why": r.sentence}
            for r in refusals[:NOTED]
        ],
        "refusals": len(refusals),
        "marked": sorted({r.file for r in refusals}),
        "notes": [f"{note.file}：{note.sentence}" for note in taken.notes][:NOTED],
        "differences": [d.sentence for d in taken.differences][:NOTED],
        "differing": len(taken.differences),
        "sheets": sheets,
    }
