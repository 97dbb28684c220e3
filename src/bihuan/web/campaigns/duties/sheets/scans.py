"""Scans of the stamped paper: attached until the version is frozen, taken off when it was the wrong one."""

from __future__ import annotations

from typing import BinaryIO

from bihuan.web import journal
from bihuan.web.access import Refused, may
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.duties.sheets import opening
from bihuan.web.campaigns.duties.sheets.base import check_may_write, check_running, locked, may_write
from bihuan.web.campaigns.models import Return, ReturnScan, ReturnVersion
from bihuan.web.config import clock
from bihuan.web.problems import files
from bihuan.web.ui.words import cn_date

SCANS_MOST = 20


def attach(actor: Actor, return_id: int, file: BinaryIO, name: str) -> ReturnScan:
    """Stores a scan with the open version; the same bytes twice are one. Refused says why it is not taken."""
    row = locked([return_id])[0]
    version = _open_version(actor, row)
    if version.scans.filter(live=True).count() >= SCANS_MOST:
        raise Refused(f"一份最多附 {SCANS_MOST} 份扫描件，已经满了。")
    kept = files.taken(file, name)
    held = version.scans.filter(sha256=kept.sha256).first()
    if held is None:
        held = ReturnScan.objects.create(
            version=version, sha256=kept.sha256, name=kept.name, size=kept.size, media_type=kept.media_type,
            thumbnail=kept.thumbnail, by_id=actor.person_id, at=clock.now(),
        )  # fmt: skip
    elif not held.live:
        held.live = True
        held.save(update_fields=["live"])
    else:
        return held
    _note(actor, row, "return.scan_added", held)
    return held


def remove(actor: Actor, scan: ReturnScan) -> Return:
    """Takes a scan off the open version; that it was there stays in the journal."""
    row = locked([scan.version.of_id])[0]
    version = _open_version(actor, row)
    if scan.version_id != version.pk:
        raise Refused("这一稿已经定了，附的扫描件不能拿掉。")
    if scan.live:
        scan.live = False
        scan.save(update_fields=["live"])
        _note(actor, row, "return.scan_removed", scan)
    return row


def may_attach(actor: Actor, row: Return, version: ReturnVersion | None) -> bool:
    """Whether the actor may add scans to this version now: the unit while it is not judged, the office too."""
    return (
        version is not None
        and not version.closed
        and (may_write(actor, row) or may(actor.role, "campaign.publish"))
    )


def _open_version(actor: Actor, row: Return) -> ReturnVersion:
    check_running(row.campaign)
    if not may(actor.role, "campaign.publish"):
        check_may_write(actor, row)
    version = opening.latest(row)
    if version is None and row.owed:
        version = opening.draft_of(row)
    if version is None or version.closed:
        raise Refused("这一份已经定了，不能再附扫描件。要补，请开一稿更正。")
    return version


def _note(actor: Actor, row: Return, code: str, scan: ReturnScan) -> None:
    journal.write(actor, code, row, unit=row.unit.short_name, due=cn_date(row.due), name=scan.name)
