"""Publishing: from reviewed items to a campaign whose units all have their answers to give, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bihuan.web import journal
from bihuan.web.access import Refused, require
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.duties import making
from bihuan.web.campaigns.models import (
    Campaign,
    CheckItem,
    Duty,
    Phase,
    Plan,
    PlanItem,
    ReportObligation,
)
from bihuan.web.campaigns.models.campaign import GATES, LOOKBACKS, PROFILES
from bihuan.web.campaigns.services import periods
from bihuan.web.campaigns.who import Directory
from bihuan.web.config import clock
from bihuan.web.config.parameters import amount
from bihuan.web.ui.words import day_of

Kind, State = PlanItem.Kind, PlanItem.State
_ANSWERED = (Kind.CHECK_ITEM, Kind.PROBLEM)
BATCH = 2000
REASON_LENGTH = 4


@dataclass(frozen=True)
class Terms:
    """What the publisher decides. `fallback` are tokens of who answers items that name nobody.

    `rule`, `day` and `until` say how often items are answered after the first time.
    """

    title: str
    number: str
    gates: list[str]
    profile: str
    lookback_days: int
    answers_due: datetime
    fallback: list[str] = field(default_factory=list)
    audience: list[int] = field(default_factory=list)
    lookback_rule: str = "after_days"
    lookback_reason: str = ""
    lookback_severe: bool = False
    rule: str = "once"
    day: int | None = None
    until: date | None = None
    gate_words: dict[str, str] = field(default_factory=dict)


def live_items(plan: Plan) -> list[PlanItem]:
    """Returns the items that will be published, measures included, in order."""
    return list(plan.items.exclude(state__in=(State.DROPPED, State.WITHDRAWN)))


def missing(items: list[PlanItem], directory: Directory) -> list[str]:
    """Returns in Chinese what still stands in the way of publishing; empty when nothing does."""
    found = []
    pending = sum(i.state == State.PENDING and i.kind != Kind.MEASURE for i in items)
    if pending:
        found.append(f"还差 {pending} 项没有核对")
    names = unknown_names(items, directory)
    if names:
        found.append(f"{len(names)} 个单位名没有对上：{'、'.join(list(names)[:3])}")
    if not any(i.kind in (*_ANSWERED, Kind.REPORT, Kind.QUOTA) for i in items):
        found.append("没有排查项目、问题、报送要求和任务量，发布了没有事可办")
    return found


def unknown_names(items: list[PlanItem], directory: Directory) -> dict[str, int]:
    """Returns the document's names that stand for no unit of the county, with how many items have each."""
    counts: dict[str, int] = {}
    for item in items:
        for token in dict.fromkeys([*item.who, *item.lead]):
            if not directory.known(token):
                counts[directory.words(token)] = counts.get(directory.words(token), 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def publish(actor: Actor, plan_id: int, terms: Terms) -> Campaign:
    """Publishes the plan; called again, it returns the campaign of the first time. Refused says what is missing."""
    require(actor, "campaign.publish")
    plan = Plan.objects.select_for_update(no_key=True).filter(pk=plan_id).first()
    if plan is None:
        raise Refused("这份方案不在了，或不归您发布。")
    if plan.state == Plan.State.PUBLISHED:
        return plan.campaign
    directory = Directory()
    items = live_items(plan)
    _check(plan, items, directory, terms)
    campaign = _campaign(actor, plan, items, terms)
    made = _children(campaign, items, directory, terms)
    answers = periods.ask(made)
    making.begin(campaign, directory)
    plan.state, plan.audience = Plan.State.PUBLISHED, campaign.audience
    plan.version += 1
    plan.save(update_fields=["state", "audience", "version"])
    journal.write(
        actor, "campaign.published", campaign, title=campaign.title, items=len(made), answers=answers
    )
    return campaign


def _check(plan: Plan, items: list[PlanItem], directory: Directory, terms: Terms) -> None:
    if plan.state != Plan.State.READ:
        raise Refused("这份方案还没有读完，不能发布。")
    lacks = missing(items, directory)
    if lacks:
        raise Refused(f"还不能发布：{'；'.join(lacks)}。请先在核对页办完。")
    if not terms.title.strip():
        raise Refused("请填写专项行动的名称。")
    if not terms.gates or set(terms.gates) - GATES.keys():
        raise Refused("请至少选一个“不放过”，并且只从列出的里面选。")
    if terms.profile not in PROFILES:
        raise Refused("销号方式请从列出的里面选。")
    if terms.lookback_rule not in LOOKBACKS:
        raise Refused("回头看请从列出的里面选。")
    if terms.lookback_rule == "none" and len(terms.lookback_reason.strip()) < REASON_LENGTH:
        raise Refused(f"不约定回头看要写明理由（至少 {REASON_LENGTH} 个字）。")
    periods.check_rhythm(terms.rule, terms.day, terms.until, day_of(terms.answers_due))
    if terms.answers_due <= clock.now():
        raise Refused("答复时限已经过去了。请定在今天以后。")
    if not directory.expand(terms.fallback) and any(i.kind in _ANSWERED and not i.who for i in items):
        raise Refused("有的条目没有写责任单位。请选“没写责任单位的由谁答”。")


def _campaign(actor: Actor, plan: Plan, items: list[PlanItem], terms: Terms) -> Campaign:
    days = [
        day for i in items if i.kind == Kind.PHASE for day in (i.data.get("start"), i.data.get("end")) if day
    ]
    return Campaign.objects.create(
        unit=plan.unit,
        audience=terms.audience or [_root(plan.unit)],
        title=terms.title.strip()[:200],
        number=terms.number.strip()[:60],
        plan=plan,
        gates=[gate for gate in GATES if gate in terms.gates],
        gate_words={gate: words for gate, words in terms.gate_words.items() if gate in terms.gates},
        profile=terms.profile,
        lookback_rule=terms.lookback_rule,
        lookback_days=terms.lookback_days,
        lookback_count=amount("look_back_quarters"),
        lookback_severe=terms.lookback_severe,
        lookback_reason=terms.lookback_reason.strip(),
        starts=_day(min(days, default=None)),
        ends=_day(max(days, default=None)),
        answers_due=terms.answers_due,
        published_at=clock.now(),
        published_by_id=actor.person_id,
    )


def _root(unit: Unit) -> int:
    """The county's root unit, below which everybody is."""
    return int(unit.chain[-1])


def _children(
    campaign: Campaign, items: list[PlanItem], directory: Directory, terms: Terms
) -> list[CheckItem]:
    measures: dict[int | None, list[PlanItem]] = {}
    for item in items:
        if item.kind == Kind.MEASURE:
            measures.setdefault(item.parent_id, []).append(item)
    made = [
        _check_item(campaign, i, measures.get(i.pk, []), directory, terms)
        for i in items
        if i.kind in _ANSWERED
    ]
    Phase.objects.bulk_create([_phase(campaign, i) for i in items if i.kind == Kind.PHASE])
    ReportObligation.objects.bulk_create([_obligation(campaign, i) for i in items if i.kind == Kind.REPORT])
    Duty.objects.bulk_create([_duty(campaign, i) for i in items if i.kind == Kind.QUOTA])
    return CheckItem.objects.bulk_create(made, batch_size=BATCH)


def _check_item(
    campaign: Campaign, item: PlanItem, measures: list[PlanItem], directory: Directory, terms: Terms
) -> CheckItem:
    who = item.who or terms.fallback
    leads = directory.expand(item.lead)
    return CheckItem(
        campaign=campaign,
        plan_item=item,
        order=item.order,
        kind=item.kind,
        no=item.no,
        category=item.category,
        text=item.text,
        body_text=item.body_text,
        responsible="、".join(directory.words(token).partition("（")[0] for token in who),
        units=list(dict.fromkeys([*leads, *directory.expand(who)])),
        leads=leads,
        persons="、".join(item.persons),
        measures=[{"no": m.no, "text": m.text} for m in measures],
        target=item.target,
        deadline=item.deadline,
        due_at=campaign.answers_due,
        rule=terms.rule,
        day=terms.day,
        until=terms.until,
        period=day_of(campaign.answers_due),
    )


def _phase(campaign: Campaign, item: PlanItem) -> Phase:
    starts, ends = _day(item.data.get("start")), _day(item.data.get("end"))
    return Phase(
        campaign=campaign, plan_item=item, order=item.order, name=item.text[:200], starts=starts, ends=ends
    )


def report_of(item: PlanItem) -> ReportObligation:
    """Returns a duty to report as the plan item says it, not yet of a campaign."""
    due: dict[str, Any] = item.data.get("due") or {}
    return ReportObligation(
        plan_item=item, order=item.order, text=item.text, due_text=(due.get("text") or "")[:200],
        rule=due.get("rule") or "", day=due.get("day"), due=_day(due.get("date")),
    )  # fmt: skip


def _obligation(campaign: Campaign, item: PlanItem) -> ReportObligation:
    made = report_of(item)
    made.campaign = campaign
    return made


def _duty(campaign: Campaign, item: PlanItem) -> Duty:
    return Duty(
        campaign=campaign, plan_item=item, order=item.order, text=item.text, number=item.data.get("number") or 0,
        counted_in=(item.data.get("unit") or "")[:20], per=item.data.get("per") or "once",
        bound=item.data.get("bound") or "min",
    )  # fmt: skip


def _day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None


def close(actor: Actor, campaign_id: int) -> Campaign:
    """Ends a campaign: nobody answers it any more; its problems go on."""
    require(actor, "campaign.publish")
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    if campaign.state == Campaign.State.CLOSED:
        return campaign
    campaign.state, campaign.version = Campaign.State.CLOSED, campaign.version + 1
    campaign.save(update_fields=["state", "version"])
    journal.write(actor, "campaign.closed", campaign, title=campaign.title)
    return campaign
