"""A superior's paper with "some places ...": claimed by townships and departments, asked again every month."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from bihuan.web.access import Actor, scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign, CheckItem, PlanItem
from bihuan.web.campaigns.progress import PRESENT
from bihuan.web.campaigns.services import answers, periods, publish, reading, review, upload
from bihuan.web.campaigns.services.answers import At, Said
from bihuan.web.config import clock
from bihuan.web.demo.life.stage import Stage

TITLE = "省级考核评估反馈问题整改方案"
PLACES = 2  # how many villages each claiming township names
NONE = "逐村对照，没有这种情况。"
# The stated problem, its measure, target; who has it (units by short name), where and how many.
STATED: tuple[tuple[str, str, str, tuple[tuple[str, int], ...]], ...] = (
    ("有的村监测对象信息更新不及时", "逐户核对监测对象信息；按月更新", "系统信息与实际一致", (("柳溪镇", 4), ("东岭乡", 2))),
    ("部分公益性岗位人员不在岗", "清理不在岗人员；公布岗位和考勤", "在岗率达到要求", (("南浦镇", 3),)),
    ("个别安置点物业管理跟不上", "明确物业单位；公布维修电话", "报修三天内办结", ()),
    ("有的地方产业项目分红公示不全", "补公示；建立公示台账", "项目分红全部公示", (("白沙镇", 2), ("柳溪镇", 1))),
    ("部分脱贫户家庭收入填报不实", "重新核算收入；户主签字确认", "收入与佐证一致", ()),
)  # fmt: skip


def paper(today: date) -> str:
    """The paper's text, with its dates laid around `today`."""
    rows = "\n".join(
        f"{n}.{text}。整改措施：{measure}。" for n, (text, measure, _, _) in enumerate(STATED, start=1)
    )
    return (
        f"云溪县{TITLE}\n\n云帮组〔{today.year}〕12号\n\n一、整改问题及措施\n{rows}\n\n二、工作要求\n"
        "各乡镇每月将整改情况报县帮扶办。坚持问题不查清不放过、整改不到位不放过、群众对整改不满意不放过。\n"
    )


def plan_claims(stage: Stage) -> int:
    """Forty days ago it is published; the first month is over, the second nearly: most copied, some changed, a few owe.

    Returns how many local problems will be made of it.
    """
    office = stage.post(stage.unit("县帮扶办"))
    today = stage.now.astimezone(clock.ZONE).date()
    first = today - timedelta(days=27)
    play: dict[str, Campaign] = {}
    stage.plan(
        stage.at(40, 10), office, lambda actor: play.update(held=_publish(actor, today, first, _next(stage)))
    )
    stage.plan(stage.at(26, 0, 12), office, lambda actor: _open(actor, stage))
    for place, town in enumerate(stage.townships()):
        post = stage.post(town)
        stage.plan(stage.at(30 + place % 8, 9 + place % 7), post, _first(play, town))
        stage.plan(stage.at(2 + place % 5, 10 + place % 6), post, _again(play, town, place))
    return PLACES * sum(len(who) for _, _, _, who in STATED)


def _next(stage: Stage) -> int:
    """The day of the month by which the present period is due: in three days."""
    return (stage.now.astimezone(clock.ZONE).date() + timedelta(days=3)).day


def _publish(actor: Actor, today: date, first: date, day: int) -> Campaign:
    data = paper(today).encode()
    plan = upload.upload(actor, "反馈问题整改方案.txt", io.BytesIO(data), len(data), uuid.uuid4())
    plan = reading.read(actor, plan.pk, lambda done, total, note: None)
    for item in plan.items.filter(state=PlanItem.State.PENDING).exclude(kind=PlanItem.Kind.MEASURE):
        review.confirm(actor, plan.pk, item.pk, item.version)
    _with_targets(plan.pk, today)
    terms = publish.Terms(
        title=TITLE,
        number=f"云帮组〔{today.year}〕12号",
        gates=["found_out", "put_right", "up_to_standard", "accepted"],
        profile="general",
        lookback_days=90,
        answers_due=periods.closing(first),
        fallback=["group:township"],
        rule="monthly",
        day=day,
    )
    return publish.publish(actor, plan.pk, terms)


def _with_targets(plan_id: int, today: date) -> None:
    """What the office wrote in while reviewing: targets and one deadline for all."""
    last = today + timedelta(days=60)
    rows = PlanItem.objects.filter(plan=plan_id, kind=PlanItem.Kind.PROBLEM).order_by("order")
    for item, (_, _, target, _) in zip(rows, STATED, strict=False):
        item.target = target
        item.deadline = {"kind": "dated", "date": last.isoformat(), "text": f"{last.month}月{last.day}日前"}
        item.save(update_fields=["target", "deadline"])


def _open(actor: Actor, stage: Stage) -> None:
    """What the timer does at night."""
    scope.apply(SYSTEM)
    periods.open_due()


def _first(play: dict[str, Campaign], town: Unit) -> Callable[[Actor], None]:
    """The first month: with us or not, item by item; what is with us becomes local problems."""

    def deed(actor: Actor) -> None:
        for row in _own(play["held"], town):
            mine = dict(_stated(row.check_item)).get(town.short_name)
            if mine:
                _claim(actor, row, mine)
            else:
                answers.say(actor, row.pk, Said("none_found", NONE, looked=("on_site", "record")))

    return deed


def _stated(item: CheckItem) -> tuple[tuple[str, int], ...]:
    return next((who for text, _, _, who in STATED if item.text.startswith(text)), ())


def _claim(actor: Actor, row: Answer, count: int) -> None:
    places = list(
        Unit.objects.filter(parent=row.unit_id, kind="village").select_related("area").order_by("pk")[:PLACES]
    )
    at = tuple(At(unit.area.code, Decimal(count + n)) for n, unit in enumerate(places))
    said = Said("found", row.check_item.text, looked=("on_site", "asked"), counted_in="户", places=at)
    answers.say(actor, row.pk, said)
    due = datetime.fromisoformat((row.check_item.deadline or {})["date"]).date()
    answers.register(actor, row.pk, row.check_item.text.rstrip("。")[:60], due)


def _again(play: dict[str, Campaign], town: Unit, place: int) -> Callable[[Actor], None]:
    """The second month: copied; whoever has something writes how far it is."""

    def deed(actor: Actor) -> None:
        rows = [row for row in _own(play["held"], town) if row.waiting]
        rows = rows[2:3] if place % 4 == 3 else rows[: 3 + place % 3]
        if not rows:
            return
        answers.copy_last(actor, [row.pk for row in rows])
        for row in _own(play["held"], town):
            if row.state == Answer.State.FOUND and row.pk in {r.pk for r in rows}:
                said = answers.said_of(row)
                less = max((said.number or Decimal(2)) - 1, Decimal(1))
                answers.say(
                    actor,
                    row.pk,
                    Said("found", said.text, said.measures, "已改一户，其余在办。", said.looked, less, "户"),
                )

    return deed


def _own(campaign: Campaign, town: Unit) -> list[Answer]:
    rows = Answer.objects.filter(campaign=campaign, unit=town).select_related("check_item", "unit")
    return list(rows.filter(period=PRESENT).order_by("check_item__order"))
