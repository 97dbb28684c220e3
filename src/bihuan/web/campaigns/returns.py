"""A unit's answers as the monthly-return form: the table that seeds of this kind ask for every month."""

from __future__ import annotations

from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign
from bihuan.web.campaigns.progress import PRESENT
from bihuan.web.config import clock
from bihuan.web.ui.tables.workbook import Sheet
from bihuan.web.ui.words import cn_date

HEADS = ["序号", "排查项目", "排查内容", "排查情况", "整改措施", "整改进度", "责任单位", "填报单位"]


def sheet(campaign: Campaign, units: list[Unit], signed: str) -> Sheet:
    """Returns the form for `units`, one row a check item and unit, in the order of the annex; open ones say 未答复."""
    rows = Answer.objects.filter(campaign=campaign, unit__in=units, period=PRESENT).select_related(
        "check_item", "unit"
    )
    ordered = rows.order_by("unit__pinyin", "check_item__order", "pk")
    name = f"{units[0].short_name if len(units) == 1 else '各单位'}{campaign.title}月报表"
    facts = [
        ("表名", f"{campaign.title}任务分解月报表"),
        ("填报单位", "、".join(u.short_name for u in units[:3]) + ("等" if len(units) > 3 else "")),
        ("填报时间", cn_date(clock.today())),
        ("导出", signed),
    ]
    return Sheet(name=name[:80], heads=HEADS, rows=[_row(answer) for answer in ordered], facts=facts)


def _row(answer: Answer) -> list[str]:
    item = answer.check_item
    found = answer.text or ("未答复" if answer.waiting else answer.get_state_display())
    return [
        item.no,
        item.category,
        item.text,
        found,
        answer.measures,
        answer.progress,
        item.responsible,
        answer.unit.short_name,
    ]
