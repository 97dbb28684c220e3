"""Plans and campaigns for tests: a document of our own, and the published ones of other offices where they are at hand."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from pathlib import Path

from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Campaign, Plan
from bihuan.web.campaigns.services import publish, reading, review, upload
from bihuan.web.campaigns.services.publish import Terms
from bihuan.web.config import clock

SEEDS = Path(__file__).resolve().parents[3].parent / "shared" / "seeds"

DOCUMENT = """云溪县防止返贫致贫问题排查工作方案

云帮组办〔2026〕9号

一、排查内容

（一）住房安全保障

1.是否建立危房改造台账，做到应改尽改。（责任单位：各乡镇、县住建局）
2.是否存在居住在C级或D级危房的现象。（责任单位：各乡镇）

（二）饮水安全保障

3.是否全面开展自来水管线建设，提高供水入户率。（责任单位：各乡镇、县水力局）

二、工作步骤

（一）动员部署阶段（2026年11月25日—12月13日）。印发方案。

（二）问题排查阶段（2026年12月14日—12月31日）。组织开展排查。

三、工作要求

坚持问题不查清不放过、整改不到位不放过、群众对整改不满意不放过。2027年1—6月，每月4日前，将排查情况报县领导小组办公室。
"""


def nothing(done: int, total: int, note: str = "") -> None:
    """Progress nobody looks at."""


def uploaded(actor: Actor, text: str = DOCUMENT, name: str = "方案.txt") -> Plan:
    """A plan taken in and read, as the job does it."""
    data = text.encode()
    plan = upload.upload(actor, name, io.BytesIO(data), len(data), uuid.uuid4())
    return reading.read(actor, plan.pk, nothing)


def seed(actor: Actor, number: str) -> Plan:
    """A published plan of another office, taken in and read."""
    file = next(SEEDS.glob(f"{number}_*.txt"))
    return uploaded(actor, file.read_text(), file.name)


def reviewed(actor: Actor, plan: Plan, names: dict[str, str] | None = None) -> Plan:
    """Every item confirmed; unknown names become the given tokens, or go."""
    from bihuan.web.campaigns.who import Directory

    for name in publish.unknown_names(publish.live_items(plan), Directory()):
        review.map_name(actor, plan.pk, name, [names[name]] if names and name in names else [])
    for item in plan.items.filter(state="pending").exclude(kind="measure"):
        review.confirm(actor, plan.pk, item.pk, item.version)
    return plan


def terms(plan: Plan, **more: object) -> Terms:
    """What a publisher decides, with all gates and a week's time."""
    given: dict = {
        "title": plan.title,
        "number": plan.number,
        "gates": ["found_out", "put_right", "accepted"],
        "profile": "general",
        "lookback_days": 90,
        "answers_due": clock.now() + timedelta(days=7),
        "fallback": ["group:township"],
    }
    return Terms(**{**given, **more})


def published(actor: Actor, plan: Plan | None = None, **more: object) -> Campaign:
    """A campaign made of `plan`, or of our own document."""
    plan = plan or uploaded(actor)
    return publish.publish(actor, reviewed(actor, plan).pk, terms(plan, **more))


def named(name: str) -> Unit:
    """A unit that stands in no database."""
    return Unit(pk=1, name=name, short_name=name, kind="village")


def stated(actor: Actor, **more: object) -> Campaign:
    """A campaign of one problem that a superior stated, with measures, target and deadline set by hand on its item."""
    campaign = published(actor, **more)
    item = campaign.check_items.order_by("order").first()
    assert item is not None
    given: dict = {
        "kind": "problem",
        "text": "有的村监测对象台账更新不及时。",
        "measures": [{"no": "1", "text": "逐户核对台账。"}, {"no": "2", "text": "建立按月更新办法。"}],
        "target": "台账与系统一致",
        "deadline": {"kind": "dated", "date": "2027-03-31", "text": "2027年3月31日"},
        "persons": "李副县长",
    }
    for name, value in given.items():
        setattr(item, name, value)
    item.save()
    return campaign
