"""Who claims what a superior stated: item by unit, with the local problems that were made of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from bihuan.web.areas.models import WIDTH, Area, Unit
from bihuan.web.campaigns import progress
from bihuan.web.campaigns.models import Answer, Campaign, CheckItem
from bihuan.web.problems.models import Problem

State = Answer.State


@dataclass(frozen=True)
class Cell:
    """How one unit stands to one item. `kind`: yes, none (not with us), other (does not apply), waiting, late, not asked."""

    kind: str = ""
    problems: int = 0
    answer: int | None = None

    @property
    def words(self) -> str:
        """有 3, 无, ／, 待, 缺; empty where the unit was not asked."""
        word = {"yes": "有", "none": "无", "other": "／", "waiting": "待", "late": "缺"}.get(self.kind, "")
        return f"{word} {self.problems}" if self.kind == "yes" or self.problems else word


@dataclass
class Row:
    """One stated item across the units."""

    item: CheckItem
    cells: list[Cell] = field(default_factory=list)
    problems: int = 0

    def count(self, *kinds: str) -> int:
        """How many units stand so."""
        return sum(cell.kind in kinds for cell in self.cells)

    @property
    def yes(self) -> int:
        return self.count("yes")

    @property
    def none(self) -> int:
        return self.count("none", "other")

    @property
    def waiting(self) -> int:
        return self.count("waiting", "late")

    @property
    def unclaimed(self) -> bool:
        """Everybody has answered and nobody has it."""
        return bool(self.cells) and not self.waiting and not self.yes


@dataclass(frozen=True)
class Board:
    """The whole: units as columns, items as rows."""

    units: list[Unit]
    rows: list[Row]

    @property
    def unclaimed(self) -> list[Row]:
        return [row for row in self.rows if row.unclaimed]

    @property
    def unregistered(self) -> int:
        """Claims without a single local problem."""
        return sum(cell.kind == "yes" and not cell.problems for row in self.rows for cell in row.cells)


def board(campaign: Campaign, now: datetime) -> Board:
    """Returns the claims of the campaign's stated problems in the present period; villages asked directly count for their township."""
    items = [item for item in campaign.check_items.all() if item.kind == CheckItem.Kind.PROBLEM]
    held: dict[tuple[int, int], list[tuple[int, str, bool]]] = defaultdict(list)
    rows = progress.own_answers(campaign).filter(check_item__kind=CheckItem.Kind.PROBLEM).order_by()
    columns = ("pk", "check_item_id", "unit_id", "unit__kind", "unit__parent_id", "state", "due_at")
    for pk, item, unit, kind, parent, state, due in rows.values_list(*columns):
        shown = parent if kind == Unit.Kind.VILLAGE and parent else unit
        held[item, shown].append((pk, state, due < now))
    ids = {unit for _, unit in held}
    units = sorted(Unit.objects.filter(pk__in=ids).select_related("area"), key=_order)
    problems = _problems(items, units)
    return Board(units, [_row(item, units, held, problems) for item in items])


def _order(unit: Unit) -> tuple[bool, str]:
    """Townships first, as people look for them."""
    return unit.kind != Unit.Kind.TOWNSHIP, unit.pinyin


def _problems(items: list[CheckItem], units: list[Unit]) -> Counter[tuple[int, int | None]]:
    """Local problems by item and unit, and by item and None altogether. A township has those in its area, others those in their hands."""
    townships = {u.area.code: u.pk for u in units if u.area.level == Area.Level.TOWNSHIP}
    others = {u.pk for u in units} - set(townships.values())
    counts: Counter[tuple[int, int | None]] = Counter()
    rows = Problem.objects.filter(check_item__in=items).order_by()
    for item, area, lead, raised in rows.values_list(
        "check_item_id", "area_code", "lead_unit_id", "raised_unit_id"
    ):
        counts[item, None] += 1
        town = townships.get(area // WIDTH["township"] * WIDTH["township"])
        for unit in {town, *({lead, raised} & others)} - {None}:
            counts[item, unit] += 1
    return counts


def _row(
    item: CheckItem,
    units: list[Unit],
    held: dict[tuple[int, int], list[tuple[int, str, bool]]],
    problems: Counter[tuple[int, int | None]],
) -> Row:
    cells = [_cell(held.get((item.pk, unit.pk), []), problems[item.pk, unit.pk]) for unit in units]
    return Row(item, cells, problems[item.pk, None])


def _cell(answers: list[tuple[int, str, bool]], problems: int) -> Cell:
    """The strongest of a unit's answers: one place that has it is enough."""
    kinds = {_kind(state, late): pk for pk, state, late in answers}
    kind = next((k for k in ("yes", "late", "waiting", "none", "other") if k in kinds), "")
    return Cell(kind, problems, kinds.get(kind))


def _kind(state: str, late: bool) -> str:
    if state in Answer.WAITING:
        return "late" if late else "waiting"
    return {State.FOUND: "yes", State.NONE_FOUND: "none"}.get(State(state), "other")
