"""The app's jobs: a worker knows only what was imported by the name `jobs`."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from bihuan.web.jobs import Running, job
from bihuan.web.problems.many import act_on_many, note_reminders
from bihuan.web.problems.services import packs
from bihuan.web.problems.sheets.jobs import change_many, raise_many

__all__ = ["act_on_many", "change_many", "make_pack", "note_reminders", "raise_many"]


@job("做佐证包")
def make_pack(run: Running, pack_id: int) -> dict[str, Any]:
    """Makes the pack; run again, it finds it made."""
    pack = packs.make_pack(run.actor, pack_id, run.progress)
    words = f"{pack.problems} 件问题、{pack.pieces} 份佐证，可以下载。"
    return {"url": reverse("problems:pack", args=[pack.pk]), "message": words}
