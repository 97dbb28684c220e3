"""What is said about problems: the office reminds, a leader instructs, one is referred to the discipline commission."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from bihuan.web.access import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.demo.life.campaign import Acts
from bihuan.web.demo.life.problems import Story
from bihuan.web.demo.life.stage import Stage
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem

ORDERS = (
    "请{who}主要负责人本周到现场解决，结果报我。",
    "不能再拖，县帮扶办盯到销号。",
    "举一反三，看看别的乡镇有没有同样的问题。",
)


def plan_speech(stage: Stage, acts: Acts, stories: Sequence[Story]) -> None:
    """Reminders for whatever was late yesterday, instructions on the worst, one referral."""
    late = [s for s in stories if s.case.due < 0 and s.case.end in ("begun", "half", "forwarded", "returned")]
    for n, story in enumerate(late[:8]):
        moment = stage.at(1, 17, n)
        stage.plan(moment, acts.office, partial(remind, story))
    severe = [s for s in late if s.case.plot.severe] or late
    leader = stage.post(stage.unit("县委县政府"), "leader", 2)
    for n, story in enumerate(severe[:3]):
        words = ORDERS[n].format(who=story.case.lead_name)
        stage.plan(stage.at(2, 20, n), leader, partial(instruct, story, words))
    discipline = stage.unit("县纪委监委")
    if severe:
        stage.plan(stage.at(1, 9, 30), acts.office, partial(refer, severe[-1], discipline))
        stage.plan(stage.at(0, 8, 10), stage.post(discipline), partial(record, severe[-1]))


def remind(story: Story, actor: Actor) -> None:
    """The office copies a reminder for whoever is waited for."""
    services.remind(actor, story.pk)


def instruct(story: Story, words: str, actor: Actor) -> None:
    """The leader sees the problem as it is then."""
    services.instruct(actor, Problem.objects.get(pk=story.pk), words)


def refer(story: Story, discipline: Unit, actor: Actor) -> None:
    """A person decides this, for the one that has been late longest."""
    letter: dict[str, Any] = {
        "letter_no": "云帮函〔2026〕18号",
        "letter_date": clock.today(),
        "materials": "问题和整改材料一份",
    }
    services.refer(actor, story.pk, discipline, "多次催办仍未整改，涉及资金，请核查。", **letter)


def record(story: Story, actor: Actor) -> None:
    """Discipline inspection says that it took it up."""
    services.record_outcome(actor, Problem.objects.get(pk=story.pk), "taken", "已受理，安排两名同志核查。")
