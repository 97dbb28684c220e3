"""What happens again and elsewhere: one sweep through the townships, half of it answered; one thing registered twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from bihuan.web.access import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.demo.life.campaign import Acts
from bihuan.web.demo.life.problems import Story
from bihuan.web.demo.life.stage import Stage
from bihuan.web.problems import services
from bihuan.web.problems.models import SweepAsk
from bihuan.web.problems.services import Local

LOOKED = ("在用的逐处看过，台账也对过", "抽了一半的村，现场看", "各村报上来后抽看3处")


def plan_sweep(stage: Stage, acts: Acts, stories: Sequence[Story]) -> None:
    """The office asks every other township about what was found in one; half of them answer, one has the same."""
    story = next(s for s in stories if s.case.end == "half" and s.case.due < 0 and s.lead.kind == "township")
    asked = [town for town in stage.townships() if town.pk != story.lead.pk]
    stage.plan(stage.at(3, 11, 20), acts.office, partial(_ask, story, asked, acts))
    for place, town in enumerate(asked[: len(asked) // 2]):
        moment = stage.at(2 - place % 2, 10, 7 * place % 60)
        stage.plan(moment, stage.post(town), partial(_answer, stage, story, town, place))
    stage.plan(stage.at(1, 16, 40), stage.post(asked[1]), partial(_correct, story, asked[1]))


def _ask(story: Story, asked: Sequence[Unit], acts: Acts, actor: Actor) -> None:
    due = acts.today + timedelta(days=2)
    services.ask_sweep(actor, story.pk, asked, f"有没有同样的情况：{story.case.title}", due)


def _answer(stage: Stage, story: Story, town: Unit, place: int, actor: Actor) -> None:
    row = SweepAsk.objects.get(problem=story.pk, unit=town)
    village = stage.villages_of(town.short_name)[0]
    found = [Local(f"{village}有1处同样的情况，正在核实", village.area.code)] if place == 1 else []
    services.answer_sweep(
        actor, row.pk, ["on_site", "by_record"], LOOKED[place % len(LOOKED)], count=len(found), found=found
    )


def _correct(story: Story, town: Unit, actor: Actor) -> None:
    """The one that had the same counted once more."""
    row = SweepAsk.objects.get(problem=story.pk, unit=town)
    reason = "村里补报了一处，和原来那处相邻，一并整改"
    services.correct_sweep(actor, row.pk, row.how, "各村报上来后逐处看过", reason, count=2)


def plan_repeat(stage: Stage, stories: Sequence[Story]) -> None:
    """A department registers what a township already has in hand, which it does not see: the county finds the proposal."""
    story = next(s for s in stories if s.case.end == "half" and s.case.due >= 0 and s.lead.kind == "township")
    stage.plan(stage.at(1, 15, 40), stage.post(stage.unit("县住建局")), partial(_again, story))


def _again(story: Story, actor: Actor) -> None:
    area = story.village.area.code
    services.raise_problem(actor, title=f"入户时听说{story.case.title}", area_code=area, source="visit")
