"""A return as plain data for files and for the page's own head: title, unit, period, day, note, one row an item."""

from __future__ import annotations

from bihuan.documents.returns import ReturnRow, ReturnSheet
from bihuan.web.campaigns.duties import making
from bihuan.web.campaigns.duties.sheets.reading import Line, Sheet
from bihuan.web.campaigns.models import Return, ReturnVersion
from bihuan.web.config import clock
from bihuan.web.ui.words import day_of

_CALLED = {
    "daily": "日报表",
    "weekly": "周报表",
    "monthly": "月报表",
    "quarterly": "季报表",
    "halfyearly": "半年报表",
    "yearly": "年报表",
}


def form(row: Return, held: Sheet) -> ReturnSheet:
    """Returns the version as the seven-column form: what the page shows, cell by cell. One query."""
    version = held.version
    done = version.state != ReturnVersion.State.DRAFT and version.submitted_at
    return ReturnSheet(
        title=title(row),
        unit=f"{row.unit.name}（汇总）" if row.merged else row.unit.name,
        period=period(row),
        filled_on=day_of(version.submitted_at) if done and version.submitted_at else clock.today(),
        filled_by=version.signed,
        note=_note(row, version),
        rows=tuple(_row(line) for line in held.lines),
    )


def title(row: Return) -> str:
    """Returns 防止返贫致贫问题大排查任务分解月报表."""
    bare = row.campaign.title.removesuffix("工作方案").removesuffix("实施方案").removesuffix("方案")
    return f"{bare}任务分解{_CALLED.get(row.obligation.rule, '报表')}"


def period(row: Return) -> str:
    """Returns 2027年2月, or the day of a daily one; empty for a report that is due once."""
    due = row.due
    if row.obligation.rule == "monthly":
        return f"{due.year}年{due.month}月"
    return "" if row.obligation.rule in ("once", "") else f"{due.year}年{due.month}月{due.day}日"


def _note(row: Return, version: ReturnVersion) -> str:
    """The note under the annex table, else the words that ask for the return; of a merged one also who is missing."""
    twins = making.same_as(list(row.campaign.obligations.all()))
    notes = [o.text for o in row.campaign.obligations.all() if twins.get(o.pk) == row.obligation]
    words = (notes[0] if notes else row.obligation.text).removeprefix("注：").strip()
    missing = "、".join(version.missing)
    return f"{words}没有报来的：{missing}。" if missing else words


def _row(line: Line) -> ReturnRow:
    head = line.head
    return ReturnRow(
        serial=head.no, category=head.category, contents=head.contents, situation=line.situation,
        measures=line.measures, progress=line.progress, unit=head.responsible,
    )  # fmt: skip
