"""The figures of the overview: one ranking was published last week, and all were recounted once everything had happened."""

from __future__ import annotations

from bihuan.web.access import Actor, scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.dashboard.figures import keeping
from bihuan.web.dashboard.overview import ranking
from bihuan.web.demo.life.campaign import Acts
from bihuan.web.demo.life.stage import Stage


def plan_ranking(stage: Stage, acts: Acts) -> None:
    """A week ago the office published where the townships stood."""
    stage.plan(stage.at(7, 16, 30), acts.office, _publish)


def _publish(actor: Actor) -> None:
    ranking.publish(actor, None)


def keep_figures() -> None:
    """Folds and recounts, as the timers do."""
    scope.apply(SYSTEM)
    keeping.fold()
    keeping.check()
