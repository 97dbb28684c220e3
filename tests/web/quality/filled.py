"""A registry that was checked: one finding answered, another let pass, a request that waits. After `registry.fill()`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bihuan.web.config import clock
from bihuan.web.quality.models import Exemption, Finding
from bihuan.web.quality.services import exempting, running
from bihuan.web.quality.services.answering import Said, answer
from tests.signed import acting


def fill() -> dict[str, Any]:
    """Runs the checks over what is there and answers three findings; returns the numbers that addresses need, by name."""
    with acting("clerk") as actor:
        run = running.carry_out(actor, as_of=clock.today())
    with acting("village") as actor:
        first, second, third, *_ = Finding.objects.standing().exclude(name="").order_by("pk")
        answer(actor, second, Said("right", "段红梅", clock.today(), note="户口本和证件都是这样"))
        answer(actor, third, Said("right", "段红梅", clock.today(), "入户看过", "采集时就是这样"))
    with acting("office") as actor:
        exempt = exempting.approve(
            actor, Exemption.objects.get(finding=second), clock.today() + timedelta(days=90), "看过材料"
        )
    return {
        "finding": first.pk, "exempted": exempt.pk, "quality_run": run.pk, "check": first.check_code, "liuxi_code": 990101_101000,
    }  # fmt: skip
