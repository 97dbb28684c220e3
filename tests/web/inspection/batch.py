"""Problems that townships verified, ready to be drawn from. Every step is a service called by whoever would do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.inspection import services
from bihuan.web.inspection.frames import Terms
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.problems import services as problems
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services import Shot
from tests.web.problems.steps import SONGWAN, Acting, photo

SHIAOKOU = 990101_102001
# who did it, where, who verified it
HOMES = {
    "柳溪镇": ("village", SONGWAN, "township"),
    "望岭乡": ("village_outsider", SHIAOKOU, "township_outsider"),
}


def terms(**given: Any) -> Terms:
    today = clock.today()
    usual: dict[str, Any] = {
        "title": "本月抽验", "closed_from": today - timedelta(days=30), "closed_to": today,
        "due": today + timedelta(days=5), "percent": 20, "at_least": 1,
    }  # fmt: skip
    return Terms(**usual | given)


@dataclass
class Batch:
    """On-the-spot problems of villages, each verified by its township."""

    acting: Acting

    def closed(self, township: str = "柳溪镇", count: int = 1) -> list[Problem]:
        return [self._closed(*HOMES[township], number) for number in range(count)]

    def _closed(self, village: str, place: int, town: str, number: int) -> Problem:
        with self.acting(village) as actor:
            made = problems.on_the_spot(
                actor, title=f"屋面漏雨第{number}户", area_code=place, done="换瓦18片，疏通檐沟",
                before=Shot(photo("#444"), "前.jpg"), after=Shot(photo(), "后.jpg"),
                accepted_by="户主", signed="谢长福",
            )  # fmt: skip
        with self.acting(town) as actor:
            return problems.pass_all(actor, made, "看过两张照片，电话问过户主")

    def made(self, **given: Any) -> Draw:
        with self.acting("office") as actor:
            return services.make_draw(actor, terms(**given))

    def drawn(self, **given: Any) -> Draw:
        made = self.made(**given)
        with self.acting("office") as actor:
            return services.reveal(actor, made.pk)


def items(draw: Draw, **where: Any) -> list[DrawItem]:
    """The lines of the frame, whoever may see them."""
    with scoped(SYSTEM):
        return list(
            DrawItem.objects.select_related("problem", "unit").filter(draw=draw, **where).order_by("key")
        )


def fresh(draw: Draw) -> Draw:
    with scoped(SYSTEM):
        return Draw.objects.get(pk=draw.pk)
