"""The batch of a failed sample: every closing of that township in that frame which still stands is taken back, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.urls import reverse

from bihuan.web import journal
from bihuan.web.access import Actor, require
from bihuan.web.config import clock
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.jobs import JobError, Running, job
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import enqueue
from bihuan.web.problems import services as problems
from bihuan.web.problems.models import Problem
from bihuan.web.problems.services import NotNow

State = DrawItem.State
AT_ONCE = 50  # more than a request should take: each is some 26 statements (decision 0095)
STEP = 20


def _quiet(done: int, total: int) -> None:
    """Nobody looks on."""


def standing(failed: DrawItem) -> list[DrawItem]:
    """The other lines of the failed one's township in its frame whose closing still stands, in the order they are locked."""
    batch = DrawItem.objects.filter(draw=failed.draw_id, unit_id=failed.unit_id).exclude(pk=failed.pk)
    rows = batch.select_related("problem").order_by("problem_id")
    return [item for item in rows if not item.moved_on]


def waiting(failed: DrawItem) -> int:
    """How many of a failed one's batch are still to be taken back: by a job that has not ended, or that could not."""
    return len(standing(failed)) if failed.state == State.FAILED else 0


def pull(actor: Actor, failed: DrawItem, tell: Callable[[int, int], None] = _quiet) -> int:
    """Takes back what still stands of the batch, in one transaction; returns how many. Called again, it finds nothing left.

    All are locked first and in one order, so that nobody else's change of one of them can wait for us while we wait for it.
    """
    batch = standing(failed)
    locked = {
        p.pk: p
        for p in Problem.objects.select_for_update(no_key=True)
        .filter(pk__in=[item.problem_id for item in batch])
        .order_by("pk")
    }
    count = 0
    for place, item in enumerate(batch):
        if place % STEP == 0:
            tell(place, len(batch))
        item.problem = locked[item.problem_id]
        if item.moved_on:
            continue
        # Neither its number nor what was seen there: readers of this problem need not see that one.
        why = f"{failed.draw.number}抽验，同一批的另一件不过"
        problems.sample_pulled(actor, item.problem_id, item.stratum, why)
        item.pulled = True
        item.state = State.PULLED if item.state == State.WAITING else item.state
        item.save()
        count += 1
    return count


@job("整批重新核验")
def take_back(run: Running, item: int) -> dict[str, Any]:
    """Takes the batch back; all of it or, where the worker dies, nothing, and then again from the beginning."""
    require(run.actor, "draw.record")
    draw = Draw.objects.select_for_update(no_key=True).filter(items=item).first()
    failed = DrawItem.objects.filter(pk=item, state=State.FAILED).first()
    if draw is None or failed is None:
        raise JobError("这一件抽验不在您能办的范围内，整批没有动。请由督查组打开这一件再办。")
    failed.draw = draw
    count = pull(run.actor, failed, lambda done, total: run.progress(done, total, f"已退回 {done} 件"))
    journal.write(run.actor, "draw.pulled", draw, number=draw.number, township=failed.stratum, count=count)
    finish(run.actor, draw)
    url = reverse("inspection:drawn", args=[failed.pk])
    return {"url": url, "message": f"{failed.stratum}这一批另外 {count} 件都重新打开，由县里逐件核验。"}


@transaction.atomic
def take_back_rest(actor: Actor, item_pk: int) -> JobRun:
    """Asks again for the job where it was cancelled or could not be done; NotNow when nothing is left to take back."""
    require(actor, "draw.record")
    failed = DrawItem.objects.filter(pk=item_pk, state=State.FAILED).first()
    if failed is None or not standing(failed):
        raise NotNow("这一批已经全部重新打开，不用再办。")
    return enqueue(actor, take_back, item=failed.pk)


@transaction.atomic
def finish(actor: Actor, made: Draw) -> None:
    """Ends the draw when nothing drawn waits for a result."""
    states = list(made.items.filter(drawn=True).values_list("state", flat=True))
    if State.WAITING in states or made.state != Draw.State.DRAWN:
        return
    made.state, made.finished_at = Draw.State.FINISHED, clock.now()
    made.save()
    journal.write(
        actor,
        "draw.finished",
        made,
        number=made.number,
        passed=states.count(State.PASSED),
        failed=states.count(State.FAILED),
    )
