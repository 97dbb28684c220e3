"""Returns and counted work: most units are in time, a few late, two missing; the office accepts, once sends back."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from bihuan.web.access import Actor, scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.campaigns.duties import counting, making, returns
from bihuan.web.campaigns.models import DutyCount, Return
from bihuan.web.config import clock
from bihuan.web.demo.life.campaign import Acts
from bihuan.web.demo.life.stage import Stage

# Units that did not hand in the last return, and the one whose return came back.
SILENT = ("白沙镇", "南浦镇", "县残联")
SENT_BACK = "东岭乡"
# Days before the due day on which units hand in; a negative one is late.
_EARLY = (1, 0, 2, 1, 0, 1, 3, 0, -1, 1, 0, 2, -3, 1)


def plan_returns(stage: Stage, acts: Acts) -> None:
    """Plans the handing in of everything that has been due since the campaign was published."""
    stage.plan(stage.at(63, 9, 40), acts.office, lambda actor: _plan(stage, acts))


def keep_count(stage: Stage) -> None:
    """What the daily timer would have done, and the work that inspectors noted: called when the play has reached today."""
    scope.apply(SYSTEM)
    making.roll_on()
    today = stage.now.astimezone(clock.ZONE).date()
    for count in DutyCount.objects.select_related("unit", "duty").order_by("period_start", "pk"):
        post = stage.posts.get((count.unit_id, count.unit.kind))
        if post:
            scope.apply(scope.scope_of(post[0].person, post[0]))
            _note(scope.actor_of(post[0].person, post[0], "demo"), count, today)


def _note(actor: Actor, count: DutyCount, today: date) -> None:
    """Nearly everybody has done what was asked; of the present period some have not begun."""
    present = count.period_end is None or count.period_end >= today
    if count.pk % 7 == 3 or (present and count.pk % 2):
        return
    day = min(count.period_end or today, today)
    with clock.frozen(datetime.combine(day, time(16, 20), clock.ZONE)):
        work = counting.Work(Decimal(int(count.wanted)), day, "随机抽查，记录已存")
        counting.record(actor, count.pk, work, uuid.uuid5(uuid.NAMESPACE_OID, f"demo-{count.pk}"))


def _plan(stage: Stage, acts: Acts) -> None:
    today = stage.now.astimezone(clock.ZONE).date()
    rows = Return.objects.filter(campaign=acts.campaign, due__lte=today).select_related("unit")
    last = rows.order_by("due").values_list("due", flat=True).last()
    for place, row in enumerate(rows.order_by("due", "unit__pinyin", "pk")):
        if row.due == last and row.unit.short_name in SILENT:
            continue
        _hand_in(stage, acts, row, place, latest=row.due == last)


def _hand_in(stage: Stage, acts: Acts, row: Return, place: int, latest: bool) -> None:
    day = row.due - timedelta(days=_EARLY[place % len(_EARLY)])
    moment = datetime.combine(day, time(9 + place % 8, place * 7 % 60), clock.ZONE)
    stage.plan(moment, stage.post(row.unit), lambda actor: returns.hand_in(actor, row.pk, "纸质件已盖章送出"))
    if latest and row.unit.short_name == SENT_BACK:
        stage.plan(
            moment + timedelta(days=1),
            acts.office,
            lambda actor: returns.send_back(actor, row.pk, "第 13 项没有写整改进度，请补。"),
        )
    elif not latest or place % 6:
        stage.plan(moment + timedelta(days=1), acts.office, lambda actor: returns.accept(actor, [row.pk]))
