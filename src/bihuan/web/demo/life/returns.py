"""Returns and counted work: most units are in time, a few late, two missing; the office accepts, once sends back, merges, lets correct."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from bihuan.web.access import Actor, scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.campaigns.duties import counting, making, returns
from bihuan.web.campaigns.duties.sheets import editing, opening, reading, scans
from bihuan.web.campaigns.duties.sheets.editing import Words
from bihuan.web.campaigns.models import DutyCount, Return
from bihuan.web.config import clock
from bihuan.web.demo.life.campaign import Acts
from bihuan.web.demo.life.pictures import picture
from bihuan.web.demo.life.stage import Stage

# Units that did not hand in the last return, and the one whose return came back.
SILENT = ("白沙镇", "南浦镇", "县残联")
SENT_BACK = "东岭乡"
# Whose last return was corrected, and frozen again; and whose correction the office has still to look at.
CORRECTED, CORRECTING = "望岭乡", "大河镇"
# Who attached the scan of the stamped paper.
SCANNED = "柳溪镇"
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
    rows = Return.objects.filter(campaign=acts.campaign, due__lte=today).select_related(
        "unit__contact", "obligation", "campaign"
    )
    dues = sorted(set(rows.values_list("due", flat=True)))
    if not dues:
        return
    for place, row in enumerate(rows.order_by("due", "unit__pinyin", "pk")):
        if row.due == dues[-1] and row.unit.short_name in SILENT:
            continue
        _hand_in(stage, acts, row, place, latest=row.due == dues[-1])
    _merge(stage, acts, dues)


def _hand_in(stage: Stage, acts: Acts, row: Return, place: int, latest: bool) -> None:
    day = row.due - timedelta(days=_EARLY[place % len(_EARLY)])
    moment = datetime.combine(day, time(9 + place % 8, place * 7 % 60), clock.ZONE)
    stage.plan(moment, stage.post(row.unit), lambda actor: _filled(actor, row, place))
    if latest and row.unit.short_name == SENT_BACK:
        stage.plan(
            moment + timedelta(days=1),
            acts.office,
            lambda actor: returns.send_back(actor, row.pk, "第 13 项没有写整改进度，请补。"),
        )
    elif not latest or place % 6 or row.unit.short_name in (CORRECTED, CORRECTING):
        stage.plan(moment + timedelta(days=1), acts.office, lambda actor: returns.accept(actor, [row.pk]))
    if latest and row.unit.short_name in (CORRECTED, CORRECTING):
        _correct(stage, acts, row, moment + timedelta(days=2))


def _filled(actor: Actor, row: Return, place: int) -> None:
    """Every fourth unit puts one row in its own words; one attaches the scan; then it is signed and handed in."""
    if place % 4 == 1:
        _own_words(actor, row, "已向群众说明，按周调度，月底前办结。")
    if row.unit.short_name == SCANNED:
        scans.attach(actor, row.pk, BytesIO(picture(place, "", mended=True)), "盖章扫描件.jpg")
    signer = row.unit.contact.name if row.unit.contact else actor.name
    returns.hand_in(actor, row.pk, "纸质件已盖章送出", signer)


def _own_words(actor: Actor, row: Return, progress: str) -> None:
    """The first item that found something says how far it is in the unit's own words."""
    held = reading.sheet(row, opening.draft_of(row))
    line = next((line for line in held.lines if line.measures), None)
    if line is not None:
        words = Words(line.situation, line.measures, progress, line.number, line.counted_in)
        editing.edit(actor, row.pk, line.key, words)


def _correct(stage: Stage, acts: Acts, row: Return, moment: datetime) -> None:
    """The unit counted wrongly and says so; the frozen version stays beside the corrected one."""
    post = stage.post(row.unit)

    def written(actor: Actor) -> None:
        returns.correct(actor, row.pk, "第一次报的进度写早了，有一户还在装修。")
        _own_words(actor, row, "已完工一户，另一户正在装修，下月初入住。")
        returns.hand_in(actor, row.pk, "更正后重新盖章")

    stage.plan(moment, post, written)
    if row.unit.short_name == CORRECTED:
        stage.plan(moment + timedelta(days=1), acts.office, lambda actor: returns.accept(actor, [row.pk]))


def _merge(stage: Stage, acts: Acts, dues: list[date]) -> None:
    """The office has put the month before together and frozen it; the last one it has begun this morning."""
    obligation = Return.objects.filter(campaign=acts.campaign, due=dues[-1]).values_list(
        "obligation", flat=True
    )[0]

    def frozen(actor: Actor) -> None:
        returns.hand_in(actor, returns.merge(actor, obligation, dues[0]).pk, "报市", actor.name)

    if len(dues) > 1:
        moment = datetime.combine(dues[0] + timedelta(days=6), time(10, 30), clock.ZONE)
        stage.plan(moment, acts.office, frozen)
    morning = stage.at(0, 8, 40)
    stage.plan(morning, acts.office, lambda actor: returns.merge(actor, obligation, dues[-1]))
