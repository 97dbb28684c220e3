"""Whole numbers are shown to whoever has the right and says why; each look is a line of the journal."""

from __future__ import annotations

from bihuan.web import journal
from bihuan.web.access import Actor, Refused, require
from bihuan.web.registry.models import Household


def unmask(actor: Actor, home: Household, why: str) -> None:
    """Records that the actor looks at the household's whole numbers. Refused without the right or a reason."""
    require(actor, "data.unmask")
    if not why.strip():
        raise Refused("请写为什么要看完整号码。谁、什么时候、为什么，都会记进经过。")
    journal.write(actor, "household.unmasked", home, number=home.number, why=why.strip()[:100])
