"""On-the-spot rectifications of the demo county: two photos by a village, verified by its township."""

from __future__ import annotations

import io
from datetime import timedelta

from bihuan.web.access import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import CheckItem
from bihuan.web.demo.life.campaign import Acts
from bihuan.web.demo.life.plots import SPOTS
from bihuan.web.demo.life.problems import shot
from bihuan.web.demo.life.stage import Stage
from bihuan.web.problems import services
from bihuan.web.problems.services import Shot

SPOTS_PLAYED = 34
LIUXI_TOO = (14, 18, 22, 26)  # so that one township has a batch to be sampled


def plan_spots(stage: Stage, acts: Acts) -> int:
    """Problems put right on the spot by villages; the township verifies all but the last. Returns how many."""
    towns = [town for town in stage.townships() if town.short_name != "城关镇"]
    for n in range(SPOTS_PLAYED):
        town = towns[n % len(towns)]
        if n < 2 or n in LIUXI_TOO:
            town = stage.unit("柳溪镇")
        villages = stage.villages_of(town.short_name)
        spot = Spot(acts, villages[(2 + n // 2) % len(villages)], *SPOTS[n % len(SPOTS)], n)
        moment = stage.at(1 + n * 3 // 2, 8, 5 * n % 60)
        stage.plan(moment, stage.post(spot.village), spot.sent)
        if n:
            stage.plan(moment + timedelta(hours=3), stage.post(town), spot.verified)
    return SPOTS_PLAYED


class Spot:
    """One on-the-spot rectification."""

    def __init__(self, acts: Acts, village: Unit, check: int, title: str, done: str, number: int) -> None:
        self.acts, self.village, self.check, self.title, self.done, self.number = (
            acts,
            village,
            check,
            title,
            done,
            number,
        )
        self.pk = 0

    def sent(self, actor: Actor) -> None:
        item = CheckItem.objects.filter(campaign=self.acts.campaign, no=str(self.check)).first()
        before, after = (
            Shot(io.BytesIO(shot(10**6 + self.number, mended)), name)
            for mended, name in ((False, "前.jpg"), (True, "后.jpg"))
        )
        self.pk = services.on_the_spot(
            actor,
            title=self.title,
            area_code=self.village.area.code,
            done=self.done,
            before=before,
            after=after,
            accepted_by="户主",
            check_item=item,
        ).pk

    def verified(self, actor: Actor) -> None:
        services.pass_all(actor, self.pk, "看过前后两张照片，电话问过户主。")
