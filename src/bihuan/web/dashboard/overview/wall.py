"""The wall chart (挂图作战): off until the administrator switches it on and says why.

Some counties work by one (seeds/001); seeds/000, under 加强作风建设, forbids formalism. A chart on a wall is drawn for visitors,
the lists are for those who work. So nobody gets one by default.
"""

from __future__ import annotations

from bihuan.web import journal
from bihuan.web.access import Actor, Refused, require
from bihuan.web.config import clock
from bihuan.web.dashboard.models import WallChart

LEAST = 6


def switched() -> WallChart | None:
    """The last switching, or None where nobody ever did."""
    return WallChart.objects.select_related("by").first()


def is_on() -> bool:
    """Whether the wall chart may be printed."""
    last = switched()
    return last is not None and last.on


def switch(actor: Actor, on: bool, reason: str) -> WallChart:
    """Switches the wall chart on or off with a reason; Refused where it says too little or it is so already."""
    require(actor, "wall.switch")
    words = (reason or "").strip()
    if len(words) < LEAST:
        raise Refused(
            f"请写明为什么{'开' if on else '关'}（至少 {LEAST} 个字），例如哪份文件要求挂图。没有改。"
        )
    if is_on() == on:
        raise Refused(f"挂图已经是{'开' if on else '关'}着的，没有改。")
    made = WallChart.objects.create(on=on, reason=words[:200], by_id=actor.person_id, at=clock.now())
    journal.write(actor, "wall.switched", made, what="打开" if on else "关上", reason=words[:200])
    return made
