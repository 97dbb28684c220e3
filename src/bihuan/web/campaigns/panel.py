"""What the review page shows on its right: tabs with counts, the items of one tab, the one in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from bihuan.web.campaigns.document import LOW, is_low
from bihuan.web.campaigns.models import Plan, PlanItem
from bihuan.web.campaigns.models.campaign import BOUNDS, PERS
from bihuan.web.campaigns.services import publish
from bihuan.web.campaigns.services.review import DEADLINES
from bihuan.web.campaigns.who import GROUPS, Directory
from bihuan.web.ui.words import WEEKDAYS, cn_date

Kind, State = PlanItem.Kind, PlanItem.State
SURE = 0.9
TABS = {
    "look": "先看",
    Kind.CHECK_ITEM: "排查项目",
    Kind.PROBLEM: "问题",
    Kind.PHASE: "阶段",
    Kind.REPORT: "报送",
    Kind.QUOTA: "任务量",
    "changed": "已改",
}
RULES = {"monthly": "每月", "weekly": "每周", "daily": "每天", "once": "一次"}


@dataclass
class Line:
    """One item with what the list says about it."""

    item: PlanItem
    panel: Panel

    @property
    def low(self) -> bool:
        return is_low(self.item)

    @property
    def percent(self) -> int:
        return round(self.item.confidence * 100)

    @cached_property
    def chips(self) -> list[Any]:
        return self.panel.directory.chips(self.item.who)

    @cached_property
    def lead_chips(self) -> list[Any]:
        return self.panel.directory.chips(self.item.lead)

    @cached_property
    def measures(self) -> list[PlanItem]:
        return [i for i in self.panel.items if i.parent_id == self.item.pk and i.live]

    @property
    def words(self) -> str:
        """What stands in the list after the text: dates, due, number."""
        return summary(self.item)

    @cached_property
    def hints(self) -> list[str]:
        """Why to look twice, in Chinese."""
        found = [f"单位名录里没有“{c.words}”" for c in (*self.chips, *self.lead_chips) if c.missing]
        if self.item.differs == "wholly":
            found.append(f"附件第 {self.item.no or '—'} 行与正文说的不是一件事")
        elif self.item.differs == "partly":
            found.append("附件与正文用词有出入")
        weekend = _weekend(self.item)
        return [*found, weekend] if weekend else found

    @property
    def asks(self) -> bool:
        """Whether somebody must answer it, so that it has units."""
        return self.item.kind in (Kind.CHECK_ITEM, Kind.PROBLEM)


class Panel:
    """The right side of the review of one plan, for one tab and one item in hand."""

    def __init__(
        self, plan: Plan, tab: str = "look", current: int | None = None, *, find: bool = False
    ) -> None:
        self.plan, self.tab, self.wanted = plan, tab if tab in TABS else "look", current
        self.directory = Directory()
        self.items = list(plan.items.exclude(state=State.WITHDRAWN))
        if find:
            self._go_to_tab_of_wanted()

    def _go_to_tab_of_wanted(self) -> None:
        """Leaves the tab for the one that holds the wanted item, if this one does not."""
        item = next((i for i in self.main if i.pk == self.wanted), None)
        if item is not None and item not in self.groups[self.tab]:
            self.tab = item.kind if item.live else "changed"

    @cached_property
    def main(self) -> list[PlanItem]:
        """Items of their own (measures belong to their problem)."""
        return [i for i in self.items if i.kind != Kind.MEASURE]

    @cached_property
    def live(self) -> list[PlanItem]:
        return [i for i in self.main if i.live]

    @cached_property
    def pending(self) -> list[PlanItem]:
        """Waiting items, those to be looked at first in front."""
        rows = [i for i in self.main if i.state == State.PENDING]
        return sorted(rows, key=lambda i: (0 if i.differs == "wholly" else i.confidence, i.order))

    @property
    def done(self) -> int:
        return len(self.live) - len(self.pending)

    @cached_property
    def groups(self) -> dict[str, list[PlanItem]]:
        changed = [i for i in self.main if i.edited or i.state in (State.DROPPED, State.ADDED)]
        kinds = {kind: [i for i in self.live if i.kind == kind] for kind in list(TABS)[1:-1]}
        return {"look": self.pending, **kinds, "changed": changed}

    @property
    def tabs(self) -> list[tuple[str, str, int, bool]]:
        """(key, words, count, current); kinds the document has none of are left out."""
        keep = ("look", self.tab)
        return [
            (k, TABS[k], len(rows), k == self.tab) for k, rows in self.groups.items() if rows or k in keep
        ]

    @cached_property
    def lines(self) -> list[Line]:
        return [Line(i, self) for i in self.groups[self.tab]]

    @cached_property
    def current(self) -> Line | None:
        """The item in hand: the one asked for, else the first of the tab."""
        return next(
            (line for line in self.lines if line.item.pk == self.wanted),
            self.lines[0] if self.lines else None,
        )

    @cached_property
    def unknown(self) -> list[dict[str, Any]]:
        """Names of the document that stand for no unit, with how many items have them and what comes near."""
        names = publish.unknown_names([i for i in self.items if i.live], self.directory)
        return [
            {"name": name, "count": count, "near": self.directory.near(name)} for name, count in names.items()
        ]

    @cached_property
    def lacks(self) -> list[str]:
        return publish.missing([i for i in self.items if i.live], self.directory)

    @property
    def publish_words(self) -> str:
        """What the publish button says: what is missing, or nothing but 发布."""
        if self.pending:
            return f"发布（还差 {len(self.pending)} 项）"
        if self.unknown:
            return f"发布（还有 {len(self.unknown)} 个单位没对上）"
        return "发布" if not self.lacks else "发布（没有要答的条目）"

    @property
    def sure(self) -> int:
        """How many waiting items could be confirmed together."""
        known = self.directory.known
        rows = [
            i
            for i in self.pending
            if i.confidence >= SURE and i.differs != "wholly" and all(map(known, i.who))
        ]
        return len(rows)

    @property
    def sure_percent(self) -> int:
        return round(SURE * 100)

    @property
    def low_percent(self) -> int:
        return round(LOW * 100)

    @property
    def group_options(self) -> list[tuple[str, str]]:
        return [(f"group:{key}", self.directory.words(f"group:{key}")) for key in GROUPS]

    @cached_property
    def unit_options(self) -> list[dict[str, Any]]:
        """Whom an item may be given to: groups first, then units above the village."""
        chosen = set(self.current.item.who) if self.current else set()
        groups = [{"id": t, "name": words, "initials": "", "pinyin": ""} for t, words in self.group_options]
        units = [
            {"id": f"unit:{u.pk}", "name": u.short_name, "initials": u.initials, "pinyin": u.pinyin}
            for u in self.county_units
        ]
        return [option for option in groups + units if option["id"] not in chosen]

    @cached_property
    def county_units(self) -> list[Any]:
        rows = [u for u in self.directory.units if u.kind not in ("village", "team", "county")]
        return sorted(rows, key=lambda u: u.pinyin)

    @property
    def card_actions(self) -> list[tuple[str, str, str]]:
        """(action, words, key) of the buttons beside confirm that fit the item in hand."""
        item = self.current.item if self.current else None
        found = (
            [("split", "拆成两条", "S"), ("merge", "并入上条", "M")]
            if item and item.kind in (Kind.CHECK_ITEM, Kind.PROBLEM)
            else []
        )
        body = [("body", "改用正文", "B")] if item and item.body_text else []
        return [*found, *body, ("drop", "不要这条", "D")]

    deadlines = list(DEADLINES.items())
    kinds = [(k, label) for k, label in Kind.choices if k != Kind.MEASURE]
    pers = list(PERS.items())
    bounds = list(BOUNDS.items())
    rules = list(RULES.items())


def summary(item: PlanItem) -> str:
    """Returns the dates, due or number of an item in a few words; empty for others."""
    data = item.data
    if item.kind == Kind.PHASE:
        return f"{_day(data.get('start')) or '不详'}—{_day(data.get('end')) or '不详'}"
    if item.kind == Kind.REPORT:
        due = data.get("due") or {}
        return _day(due.get("date")) or (f"每月 {due['day']} 日" if due.get("day") else due.get("text") or "")
    if item.kind == Kind.QUOTA:
        number = f"{data.get('number') or 0:g}"
        return f"{PERS.get(data.get('per', ''), '')}{BOUNDS.get(data.get('bound', ''), '')} {number} {data.get('unit') or ''}"
    if item.deadline:
        kind = DEADLINES.get(item.deadline.get("kind", ""), "")
        return _day(item.deadline.get("date")) or item.deadline.get("text") or kind
    return ""


def _day(words: str | None) -> str:
    return cn_date(date.fromisoformat(words)) if words else ""


def _weekend(item: PlanItem) -> str:
    words = (item.data.get("due") or {}).get("date") if item.kind == Kind.REPORT else None
    if not words or date.fromisoformat(words).weekday() < 5:
        return ""
    day = date.fromisoformat(words)
    return f"{cn_date(day)}是星期{WEEKDAYS[day.weekday()]}"
