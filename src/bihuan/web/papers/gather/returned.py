"""The present answers of a campaign as a return: one unit's, or several put together item by item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bihuan.documents.official import month
from bihuan.documents.returns import ReturnRow, ReturnSheet
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign, CheckItem
from bihuan.web.campaigns.progress import PRESENT
from bihuan.web.config import clock


def returned(actor: Actor, campaign: Campaign, units: Sequence[Unit]) -> ReturnSheet:
    """Returns the sheet, its rows in the order of the paper; in a merged one each unit's words begin with its name."""
    answers = Answer.objects.filter(campaign=campaign, unit__in=units, period=PRESENT).select_related("unit")
    held: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers.order_by("unit__pinyin", "pk"):
        held[answer.check_item_id].append(answer)
    items = [item for item in campaign.check_items.all() if item.pk in held]
    merged = len(units) > 1
    return ReturnSheet(
        title=f"{campaign.title}任务分解月报表",
        unit=actor.unit_name if merged else units[0].name,
        period=month(max((item.period for item in items), default=clock.today())),
        filled_on=clock.today(),
        filled_by=actor.name,
        rows=tuple(_row(n, item, held[item.pk], merged) for n, item in enumerate(items, start=1)),
    )


def _row(number: int, item: CheckItem, answers: list[Answer], merged: bool) -> ReturnRow:
    row = ReturnRow(item.no or str(number), item.category, "", item.text, unit=item.responsible)
    return replace(
        row,
        situation=_said(
            answers, merged, [a.text or ("" if a.waiting else a.get_state_display()) for a in answers]
        ),
        measures=_said(answers, merged, [a.measures for a in answers]),
        progress=_said(answers, merged, [a.progress for a in answers]),
    )


def _said(answers: list[Answer], merged: bool, words: list[str]) -> str:
    """What was said; a merged cell names who said it. What nobody said stays empty."""
    pairs = [
        (a.unit.short_name, said.strip()) for a, said in zip(answers, words, strict=True) if said.strip()
    ]
    return "\n".join(f"{name}：{said}" if merged else said for name, said in pairs)


def sample(campaign: Campaign, on: date) -> ReturnSheet:
    """Three invented rows, to try a mapping with."""
    rows = [
        ReturnRow(
            "1", "示例类别", "示例项目", "是否逐户排查。", "已排查42户。", "逐户落实。", "已完成2户", "各乡镇"
        ),
        ReturnRow("2", "示例类别", "示例项目", "是否建立台账。", "已建立。", "", "完成", "各乡镇、县民政局"),
        ReturnRow("3", "另一类别", "示例项目", "是否按期走访。", "没有发现问题。", "", "", "各乡镇"),
    ]
    return ReturnSheet(f"{campaign.title}任务分解月报表", "示例单位", month(on), on, "示例", "", tuple(rows))
