"""Lets the county live: everything that has happened there, in one transaction of the app role."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from bihuan.web.access import scope
from bihuan.web.access.scope import NOBODY
from bihuan.web.campaigns.models import Campaign
from bihuan.web.demo.ground import OWNER
from bihuan.web.demo.life.again import plan_repeat, plan_sweep
from bihuan.web.demo.life.campaign import Acts
from bihuan.web.demo.life.cast import cast
from bihuan.web.demo.life.claims import plan_claims
from bihuan.web.demo.life.clocks import plan_clocks
from bihuan.web.demo.life.draws import plan_draws
from bihuan.web.demo.life.figures import keep_figures, plan_ranking
from bihuan.web.demo.life.inbox import read_and_tell
from bihuan.web.demo.life.papers import plan_papers
from bihuan.web.demo.life.problems import Story
from bihuan.web.demo.life.returns import keep_count, plan_returns
from bihuan.web.demo.life.speech import plan_speech
from bihuan.web.demo.life.spots import plan_spots
from bihuan.web.demo.life.stage import Stage
from bihuan.web.demo.life.systems import plan_systems


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing played here holds itself in a circle worth looking for, and looking took a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def lived() -> bool:
    """Whether something has already happened in the county."""
    return Campaign.objects.using(OWNER).exists()


def live() -> dict[str, int]:
    """Plays nine weeks up to now. Returns how many problems there are and how many steps it took."""
    with transaction.atomic():
        stage = Stage()
        cases = cast()
        acts = Acts(stage, cases)
        acts.plan_publishing()
        acts.plan_answers()
        plan_returns(stage, acts)
        stories = [Story(stage, acts, case) for case in cases]
        for story in stories:
            story.plan()
        spots = plan_spots(stage, acts)
        spots += plan_clocks(stage, acts)
        spots += plan_claims(stage)
        spots += plan_systems(stage)
        plan_speech(stage, acts, stories)
        plan_draws(stage, acts)
        plan_sweep(stage, acts, stories)
        plan_repeat(stage, stories)
        plan_papers(stage, acts)
        plan_ranking(stage, acts)
        acts.plan_next_paper()
        with _uncollected():
            steps = sum(1 for _ in stage.play())
        keep_count(stage)
        read_and_tell(stage)
        keep_figures()
        scope.apply(NOBODY)
    return {"problems": len(cases) + spots, "steps": steps}
