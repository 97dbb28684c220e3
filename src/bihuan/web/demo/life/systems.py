"""One other system: the hotline, which the administrator let in and which has told of one thing so far."""

from __future__ import annotations

from datetime import timedelta

from bihuan.web.access import Actor
from bihuan.web.config import clock
from bihuan.web.demo.life.stage import Stage
from bihuan.web.interfaces import services as systems
from bihuan.web.problems import services as problems

NAME = "12345热线平台"


def plan_systems(stage: Stage) -> int:
    """Plans it; returns how many problems it makes."""
    admin = stage.post(stage.unit("县帮扶办"), "administrator")
    stage.plan(stage.at(20, 10, 5), admin, lambda actor: _let_in(stage, actor))
    return 1


def _let_in(stage: Stage, admin: Actor) -> None:
    """Registered, and given a token that nobody gets to see: whoever tries the interface makes one of their own."""
    system = systems.add_system(
        admin,
        NAME,
        stage.unit("县帮扶办"),
        "clerk",
        purpose="群众来电反映的情况转为问题，办到哪一步回传给热线",
        contact="县政务服务中心 李工",
    )
    until = clock.today() + timedelta(days=180)
    systems.make_token(admin, system, "正式环境", ["problems:read", "problems:write", "evidence:read"], until)
    stage.plan(stage.at(1, 16, 40), system.grant, lambda actor: _told(stage, actor))


def _told(stage: Stage, system: Actor) -> None:
    problems.raise_problem(
        system,
        title="下洲村两户反映自来水早晚发黄",
        text="来电两次，11月下旬以来早晚水色发黄，要求派人看看。",
        area_code=stage.village("柳溪镇", "下洲村").area.code,
        source="complaint",
        found_by="12345热线 来电两户",
    )
