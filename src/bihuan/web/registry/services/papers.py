"""A household's papers: kept, refused by a department in writing, withdrawn; and the office's list of what there should be."""

from __future__ import annotations

from typing import BinaryIO

from bihuan.web import journal
from bihuan.web.access import Actor, Refused, require
from bihuan.web.config import clock
from bihuan.web.problems import files
from bihuan.web.registry.models import Household, Paper, PaperKind

State = Paper.State


def keep(actor: Actor, home: Household, kind: PaperKind, file: BinaryIO, name: str) -> Paper:
    """Puts a paper into the dossier; it stands in place of an earlier one of its kind. Refused, in words, for a file that is not taken."""
    require(actor, "household.paper")
    made = _put(actor, home, kind, file, name, state=State.KEPT)
    journal.write(actor, "household.paper", home, paper=kind.name)
    return made


def refuse(
    actor: Actor, home: Household, kind: PaperKind, file: BinaryIO, name: str, department: str, why: str
) -> Paper:
    """Puts a department's written refusal in the place of a paper that cannot be had (seeds/000: 不予办理告知书存放资料袋)."""
    require(actor, "household.paper")
    if not department.strip() or not why.strip():
        raise Refused("部门书面不予办理的，请写明是哪个部门、为什么。")
    made = _put(
        actor, home, kind, file, name, state=State.REFUSED, refused_by=department.strip(), why=why.strip()
    )
    journal.write(actor, "household.refusal", home, paper=kind.name, department=made.refused_by)
    return made


def _put(actor: Actor, home: Household, kind: PaperKind, file: BinaryIO, name: str, **values: str) -> Paper:
    kept = files.taken(file, name)
    return Paper.objects.create(
        home=home, kind=kind, name=kept.name, sha256=kept.sha256, media_type=kept.media_type, size=kept.size, pages=kept.pages,
        added_by_id=actor.person_id, added_unit_id=actor.unit_id, added_at=clock.now(), **values,
    )  # fmt: skip


def withdraw(actor: Actor, paper: Paper) -> None:
    """Takes a paper out of count; the file stays."""
    require(actor, "household.paper")
    if paper.state == State.WITHDRAWN:
        raise Refused("这份材料已经撤下了。")
    Paper.objects.filter(pk=paper.pk).update(state=State.WITHDRAWN)
    journal.write(actor, "household.paper_withdrawn", paper.home, paper=paper.kind.name)


def add_kind(actor: Actor, name: str, holder: str, wanted_of: str, source: str) -> PaperKind:
    """Adds a paper to the list of what dossiers should hold. Refused for one that is there, or without a ground."""
    require(actor, "registry.papers")
    name, source = name.strip(), source.strip()
    if not source:
        raise Refused("请写依据：哪个文件、哪一条要求的。没有文件的，写“本县要求”。")
    if PaperKind.objects.filter(name=name).exists():
        raise Refused(f"清单里已经有“{name}”。")
    kind = PaperKind.objects.create(
        name=name, holder=holder, wanted_of=wanted_of, source=source, order=PaperKind.objects.count()
    )
    journal.write(actor, "registry.paper_kind", kind, what="添加", name=name)
    return kind


def retire(actor: Actor, kind: PaperKind) -> None:
    """The paper is no longer asked for; those that are there stay."""
    require(actor, "registry.papers")
    if kind.retired_on:
        raise Refused(f"“{kind.name}”已经不再要求。")
    PaperKind.objects.filter(pk=kind.pk).update(retired_on=clock.today())
    journal.write(actor, "registry.paper_kind", kind, what="不再要求", name=kind.name)
