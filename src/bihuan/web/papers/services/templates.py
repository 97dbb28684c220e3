"""An office's own templates: checked, kept as versions, and given up again for the shipped one."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from django.conf import settings
from django.db.models import Max

from bihuan.documents.papers import KINDS, BadTemplate, check
from bihuan.web import journal
from bihuan.web.access import Refused, require
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.papers.models import PaperTemplate
from bihuan.web.problems import files


class Faulty(Refused):
    """The template is refused; `faults` are all that is wrong, each with its place."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("模板没有换，原来的还在用。请照下面改好再传。")
        self.faults = faults


def in_force(unit_id: int, kind: str) -> PaperTemplate | None:
    """The office's own template; None means the shipped one."""
    return PaperTemplate.objects.filter(unit=unit_id, kind=kind, in_force=True).first()


def received(file: BinaryIO, name: str) -> tuple[bytes, files.Kept]:
    """The bytes of what was handed in, kept as any file is (size, macros, passwords, scanner); Refused says why it is not."""
    data = file.read(settings.EVIDENCE_MAX_BYTES + 1)
    return data, files.taken(BytesIO(data), name)


def take(actor: Actor, kind: str, file: BinaryIO, name: str) -> PaperTemplate:
    """Keeps a template as the next version and puts it in force; Faulty names what is wrong, and the former one stays in force."""
    require(actor, "paper.template")
    if kind not in KINDS:
        raise Refused("没有这种公文。")
    data, kept = received(file, name)
    try:
        check(KINDS[kind], data)
    except BadTemplate as bad:
        raise Faulty(bad.faults) from bad
    unit = Unit.objects.get(pk=actor.unit_id)
    rows = PaperTemplate.objects.filter(unit=unit, kind=kind)
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    rows.filter(in_force=True).update(in_force=False)
    no = (rows.aggregate(last=Max("no"))["last"] or 0) + 1
    made = PaperTemplate.objects.create(
        unit=unit, kind=kind, no=no, sha256=kept.sha256, name=kept.name, size=kept.size,
        by_id=actor.person_id, at=clock.now(),
    )  # fmt: skip
    journal.write(actor, "paper.template", made, kind=KINDS[kind].label, name=made.name, no=no)
    return made


def back_to_shipped(actor: Actor, kind: str) -> None:
    """Puts the shipped template in force again; the versions stay. Called again it changes nothing."""
    require(actor, "paper.template")
    rows = list(
        PaperTemplate.objects.select_for_update(no_key=True).filter(
            unit=actor.unit_id, kind=kind, in_force=True
        )
    )
    for row in rows:
        row.in_force = False
        row.save(update_fields=["in_force"])
        journal.write(actor, "paper.shipped", row, kind=KINDS[kind].label)
