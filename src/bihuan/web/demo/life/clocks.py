"""Two stories about clocks: a deadline that waits for an event, and a village that needs more time than its township gave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bihuan.web.access import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.demo.life.campaign import Acts
from bihuan.web.demo.life.stage import Stage
from bihuan.web.problems import services

DAYS_AGO = 9


def plan_clocks(stage: Stage, acts: Acts) -> int:
    """Plans the two stories; returns how many problems they raise."""
    waiting, village = Waiting(stage, acts), Village(stage, acts)
    stage.plan(stage.at(DAYS_AGO, 9, 10), acts.office, waiting.dispatched)
    stage.plan(stage.at(DAYS_AGO, 9, 40), acts.office, village.dispatched)
    town, below = stage.post(village.town), stage.post(village.village)
    stage.plan(stage.at(DAYS_AGO - 1, 9, 5), town, village.forwarded)
    stage.plan(stage.at(DAYS_AGO - 1, 15, 0), below, village.signed)
    stage.plan(stage.at(1, 10, 30), below, village.asked)
    return 2


@dataclass
class Waiting:
    """Renovation subsidies that can be paid once the money has come down."""

    stage: Stage
    acts: Acts

    def dispatched(self, actor: Actor) -> None:
        town = self.stage.unit("望岭乡")
        problem = services.raise_problem(
            actor,
            title="6户厕所改造补助没有兑付",
            area_code=town.area.code,
            text="改造去年完工，补助资金上级还没有下达。",
            source="self",
            target="6户补助全部打卡到户",
            deadline="资金下达后15日内",
            deadline_kind="event",
            event="上级补助资金下达",
            event_days=15,
            campaign=self.acts.campaign,
        )
        services.assign(actor, problem, town, note="资金一到就兑付，先把名单和账号核好。")


@dataclass
class Village:
    """A road that the township passed on with a shorter time; the village asks for two days more."""

    stage: Stage
    acts: Acts
    pk: int = 0

    @property
    def town(self) -> Unit:
        return self.stage.unit("柳溪镇")

    @property
    def village(self) -> Unit:
        return self.stage.villages_of("柳溪镇")[0]

    def dispatched(self, actor: Actor) -> None:
        village = self.village
        problem = services.raise_problem(
            actor,
            title=f"{village}入户路塌了12米",
            area_code=village.area.code,
            text="雨后塌方，3户出行要绕路。",
            source="visit",
            target="恢复通车，边坡加固",
            due=self.acts.today + timedelta(days=6),
            campaign=self.acts.campaign,
        )
        self.pk = services.assign(actor, problem, self.town).pk

    def forwarded(self, actor: Actor) -> None:
        services.acknowledge(actor, self.pk)
        services.state_cause(actor, self.pk, "排水沟堵塞，路基被水掏空。")
        services.forward(actor, self.pk, [self.village], due=clock.today() + timedelta(days=10))

    def signed(self, actor: Actor) -> None:
        services.acknowledge(actor, self.pk)

    def asked(self, actor: Actor) -> None:
        to = self.acts.today + timedelta(days=5)
        services.request_extension(actor, self.pk, to, "连着下雨，水泥浇不了，要晚几天。")
