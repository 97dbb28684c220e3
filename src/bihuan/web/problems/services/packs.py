"""Asking for an evidence pack, making it, and sweeping what is old."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta

from bihuan.web import journal
from bihuan.web.access import Actor, require
from bihuan.web.config import clock
from bihuan.web.problems.models import Pack
from bihuan.web.problems.packs import gather
from bihuan.web.problems.packs.build import Progress, build, folder_of
from bihuan.web.problems.services.base import NotNow, wanted

MOST = 2000
KEPT_DAYS = 7
# What is made while the reader waits; more becomes a job.
AT_ONCE_PROBLEMS, AT_ONCE_PIECES, AT_ONCE_BYTES = 3, 30, 60 * 2**20


def ask_for_pack(
    actor: Actor, title: str, words: str, ids: Sequence[int], *, unmasked: bool = False, why: str = ""
) -> Pack:
    """Records a pack of the problems `ids` that the actor sees; `unmasked` needs the right, a reason, and leaves a line."""
    require(actor, "problem.pack")
    if not ids:
        raise NotNow("没有选中问题，佐证包是空的。请勾选几件，或换个条件。")
    if len(ids) > MOST:
        raise NotNow(f"一次最多 {MOST} 件，现在是 {len(ids)} 件。请按乡镇或责任单位分开做。")
    if unmasked:
        require(actor, "data.unmask")
        why = wanted(why, "为什么不遮盖")
    pack = Pack.objects.create(
        person_id=actor.person_id,
        grant_id=actor.grant_id,
        title=title[:160],
        words=words[:300],
        wanted=list(ids),
        unmasked=unmasked,
        why=why[:200] if unmasked else "",
        asked_at=clock.now(),
    )
    if unmasked:
        journal.write(actor, "pack.unmasked", pack, title=pack.title, count=len(ids), note=why)
    return pack


def small(ids: Sequence[int]) -> bool:
    """Whether the pack can be made while the reader waits."""
    if len(ids) > AT_ONCE_PROBLEMS:
        return False
    pieces, size = gather.size_of(ids)
    return pieces <= AT_ONCE_PIECES and size <= AT_ONCE_BYTES


def make_pack(actor: Actor, pack_id: int, progress: Progress) -> Pack:
    """Makes the files of a pack once, under its row lock; one that is made is returned as it stands."""
    pack = Pack.objects.select_for_update(no_key=True).get(pk=pack_id, person_id=actor.person_id)
    if pack.made_at is not None:
        return pack
    build(actor, pack, progress)
    pack.made_at = clock.now()
    pack.expires_at = pack.made_at + timedelta(days=KEPT_DAYS)
    pack.save()
    journal.write(actor, "pack.made", pack, title=pack.title, problems=pack.problems, pieces=pack.pieces)
    return pack


def sweep_packs(moment: datetime) -> int:
    """Removes the files of packs whose time is up; returns how many. The rows stay, and say when it was.

    Folders that no pack names go too: a server killed between the files and the commit leaves one, and nobody could ask for it.
    """
    old = list(Pack.objects.filter(expires_at__lt=moment, swept_at=None))
    for pack in old:
        shutil.rmtree(folder_of(pack.pk), ignore_errors=True)
    Pack.objects.filter(pk__in=[pack.pk for pack in old]).update(swept_at=moment)
    _sweep_forsaken(moment - timedelta(days=1))
    return len(old)


def _sweep_forsaken(before: datetime) -> None:
    """Folders of no pack, and half-made ones, last touched before that moment."""
    place = folder_of(0).parent
    there = set(Pack.objects.filter(made_at__isnull=False, swept_at=None).values_list("pk", flat=True))
    for folder in place.iterdir() if place.is_dir() else ():
        kept = folder.name.isdecimal() and int(folder.name) in there
        if not kept and folder.stat().st_mtime < before.timestamp():
            shutil.rmtree(folder, ignore_errors=True)
