"""Taking in a document: kept by its content, read by a job."""

from __future__ import annotations

import uuid
from typing import IO

from django.conf import settings
from django.db import IntegrityError, transaction

from bihuan.web import journal
from bihuan.web.access import Refused, require
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Plan
from bihuan.web.config import clock, files
from bihuan.web.jobs.services import enqueue

MEGA = 2**20


def upload(actor: Actor, name: str, data: IO[bytes], size: int, idem: uuid.UUID) -> Plan:
    """Takes in a file and queues its reading; the same `idem` sent twice returns the plan of the first time."""
    if size > settings.PLAN_MAX_BYTES:
        most = settings.PLAN_MAX_BYTES // MEGA
        raise Refused(
            f"《{name}》有 {size / MEGA:.1f} 兆，超过 {most} 兆，没有收下。请去掉里面的大图片，或另存为 .docx 再传。"
        )
    if not size:
        raise Refused(f"《{name}》是空文件，没有收下。请打开看看原件，重新选择。")
    return _take(actor, Plan.Kind.FILE, name[:200], data, size, idem)


def paste(actor: Actor, title: str, text: str, idem: uuid.UUID) -> Plan:
    """Takes in pasted text as a plan, as `upload` does."""
    data = text.encode()
    if not text.strip():
        raise Refused("没有文字。请把方案的文字粘贴进来。")
    if len(data) > settings.PLAN_MAX_BYTES:
        raise Refused("文字太长，没有收下。请存成文件再传。")
    return _take(actor, Plan.Kind.TEXT, f"{title or '粘贴的文字'}.txt"[:200], data, len(data), idem)


def same_content(plan: Plan) -> Plan | None:
    """Returns an earlier plan of the same bytes, for a hint."""
    return Plan.objects.filter(sha256=plan.sha256, pk__lt=plan.pk).order_by("pk").first()


def _take(actor: Actor, kind: str, name: str, data: bytes | IO[bytes], size: int, idem: uuid.UUID) -> Plan:
    require(actor, "plan.upload")
    before = Plan.objects.filter(idem=idem).first()
    if before:
        return before
    sha256 = files.store(data)
    try:
        with transaction.atomic():
            plan = _create(actor, kind, name, sha256, size, idem)
    except IntegrityError:  # the other click of a double click was faster
        return Plan.objects.get(idem=idem)
    _queue(actor, plan)
    return plan


def _create(actor: Actor, kind: str, name: str, sha256: str, size: int, idem: uuid.UUID) -> Plan:
    return Plan.objects.create(
        unit=Unit.objects.get(pk=actor.unit_id),
        idem=idem,
        sha256=sha256,
        name=name,
        size=size,
        kind=kind,
        title=name.rpartition(".")[0] or name,
        uploaded_by_id=actor.person_id,
        uploaded_at=clock.now(),
    )


def _queue(actor: Actor, plan: Plan) -> None:
    from bihuan.web.campaigns.jobs import read_plan

    journal.write(actor, "plan.uploaded", plan, title=plan.title)
    plan.run = enqueue(actor, read_plan, plan_id=plan.pk)
    plan.save(update_fields=["run"])
